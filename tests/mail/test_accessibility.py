"""The HTML part by the rules that a machine can check; how it looks is for eyes."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from chalicelib.domain.customer import Line
from chalicelib.domain.money import Money
from chalicelib.domain.vocabulary import Mode
from chalicelib.mail.confirmation import confirmation
from tests.mail.samples import LINES, SELLER, customer, order, page, split_order

if TYPE_CHECKING:
    from chalicelib.domain.order import Order
    from chalicelib.mail.message import Mail

DATA_TABLES = 4  # the payment, the items, the contacts, the seller
ORDERS = {
    "immediate": order(),
    "deferred": order(mode=Mode.DEFERRED),
    "split": split_order(),
    "recurring": order(mode=Mode.RECURRING),
}
FURTHER_SECTION = ("split", "recurring")


@pytest.fixture(params=["FR", "EN"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=ORDERS)
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def mail(kind: str, language: str) -> Mail:
    return confirmation(ORDERS[kind], customer(language), SELLER)


def test_the_language_is_named_on_the_page_and_again_on_what_survives_in_webmail(mail: Mail) -> None:
    read = page(mail.html)

    assert read.elements[0] == ("html", {"lang": mail.language})
    assert read.all("table")[0]["lang"] == mail.language


def test_there_is_one_first_heading_and_the_sections_have_second_ones(mail: Mail, kind: str) -> None:
    read = page(mail.html)

    sections = 6 + (kind in FURTHER_SECTION)
    assert [tag for tag, _ in read.elements if re.fullmatch("h[1-6]", tag)] == ["h1", *["h2"] * sections]


def test_layout_tables_say_so_and_data_tables_have_headers_with_a_scope(mail: Mail, kind: str) -> None:
    read = page(mail.html)

    tables, data_tables = read.all("table"), DATA_TABLES + (kind in FURTHER_SECTION)
    assert [table.get("role") for table in tables] == ["presentation"] * 2 + [None] * data_tables
    assert {header.get("scope") for header in read.all("th")} == {"row", "col"}
    assert all("scope" in header for header in read.all("th"))


def test_nothing_is_loaded_from_anywhere(mail: Mail) -> None:
    read = page(mail.html)

    assert read.all("img", "link", "script", "iframe", "object", "video", "form", "svg") == []
    assert not re.search(r"url\(|@import|@font-face|\bsrc=|\bbackground=", mail.html)


@pytest.mark.parametrize("lines", [LINES, LINES[:1], ()], ids=["priced", "without prices", "no lines"])
def test_the_text_part_has_every_text_and_every_address_of_the_html(
    language: str, lines: tuple[Line, ...], kind: str
) -> None:
    mail = confirmation(ORDERS[kind], customer(language, lines), SELLER)
    text = " ".join(mail.text.split())
    read = page(mail.html)

    assert [said for said in read.texts if " ".join(said.split()) not in text] == []
    assert [a["href"] for a in read.all("a") if a["href"].removeprefix("mailto:") not in text] == []
    assert len(read.texts) > 40


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_ink_is_readable_on_every_ground_by_day_and_by_night(mail: Mail) -> None:
    night, day = re.search(r"<style>(.*)</style>", mail.html, re.DOTALL)[1], mail.html.split("</style>")[1]

    for styles in (day, night):
        inks = set(re.findall(r"(?<![-\w])color: ?(#\w{6})", styles))
        grounds = set(re.findall(r"background-color: ?(#\w{6})", styles))
        assert (len(inks), len(grounds)) == (2, 2)
        assert min(contrast(ink, ground) for ink in inks for ground in grounds) >= 4.5


def test_every_colour_of_the_day_has_a_class_that_changes_it_at_night(mail: Mail) -> None:
    paint = re.compile(r"(?<!-)\bcolor:|background-color|border-bottom")
    coloured = [a for _, a in page(mail.html).elements if paint.search(a.get("style", ""))]

    assert len(coloured) > 40
    for attributes in coloured:
        names, style = attributes["class"].split(), attributes["style"]
        assert ("rule" in names) == ("border-bottom" in style)
        assert ("page" in names or "card" in names) == ("background-color" in style)
        assert ("ink" in names or "muted" in names) == bool(re.search(r"(?<!-)\bcolor:", style))


def long_order() -> tuple[Order, tuple[Line, ...]]:
    lines = (*LINES, Line("Anticonstitutionnellement" * 6, 3, Money(9_999_999_00, "EUR"), "20"))
    total = Money(20_000 + 3 * 9_999_999_00, "EUR")
    return order(total, number="A1" * 24), lines


@pytest.mark.browser
@pytest.mark.parametrize("bought", [long_order(), (split_order(), LINES)], ids=["long words", "split"])
def test_a_narrow_screen_never_scrolls_sideways(browser_path: str, bought: tuple[Order, tuple[Line, ...]]) -> None:
    mail = confirmation(bought[0], customer(lines=bought[1]), SELLER)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        screen = browser.new_page(viewport={"width": 320, "height": 600})
        screen.set_content(mail.html)
        width = screen.evaluate("document.documentElement.scrollWidth")
        tops = screen.evaluate("[...document.querySelectorAll('h1, h2')].map(h => h.getBoundingClientRect().top)")
        browser.close()

    assert width == 320
    assert all(above < below for above, below in pairwise(tops))
