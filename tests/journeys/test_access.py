"""Every page that a person can meet, by the rules that a machine can check: narrow and wide; by night too, where
a page has colours for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.backstage import Backstage
    from tests.journeys.shopper import Shopper

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

CHECK = Path(__file__).with_name("accessibility.js").read_text()
NARROW, WIDE = 320, 1200
EXPECTED_COMPLAINT = "the server responded with a status of 4"

Faults = dict[str, list[str]]


def look(page: Page, name: str, faults: Faults, *, at_night: bool = False) -> None:
    """At what is on the screen now. Ends on the narrow screen, by day."""
    found: list[str] = []
    if at_night:
        page.emulate_media(color_scheme="dark")
        found += check(page)
        page.emulate_media(color_scheme="light")
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 640})
        found += check(page)
    if found:
        faults[name] = sorted(set(found))


def check(page: Page) -> list[str]:
    page.keyboard.press("Tab")  # from here on, focus shows as for the keyboard
    faults: list[str] = page.evaluate(CHECK)
    return faults


def test_the_shop(new_shopper: Callable[..., Shopper]) -> None:
    shopper, faults = new_shopper(width=NARROW), Faults()
    page = shopper.page
    for place in ("", "/produits/lampe-aube", "/panier", "/securite-des-paiements", "/mentions-legales", "/nowhere"):
        page.goto(f"{shopper.shop}{place}")
        look(page, place, faults)
    page.goto(f"{shopper.shop}/produits/lampe-aube")
    page.click("#add-to-cart")
    look(page, "full cart", faults)
    page.click("#checkout")
    look(page, "checkout", faults)
    page.fill("#email", "nobody")
    page.fill("#city", "")
    page.click("#continue")
    page.wait_for_selector("#errors")
    look(page, "checkout with faults", faults)
    page.fill("#email", "lou.marin@exemple.fr")
    page.fill("#city", "Nantes")
    page.click("#continue")
    page.wait_for_selector("#payment-form")
    look(page, "button", faults)
    stranger = new_shopper()
    stranger.page.goto(shopper.order_page(page.inner_text("#order-number")))
    look(stranger.page, "stranger", faults)

    stranger.only_complained_of(EXPECTED_COMPLAINT)
    shopper.only_complained_of(EXPECTED_COMPLAINT)
    assert faults == {}


def test_the_bank_and_the_shops_page_after_it(new_shopper: Callable[..., Shopper]) -> None:
    shopper, faults = new_shopper(width=NARROW), Faults()
    page, number = shopper.page, shopper.order()
    shopper.go_to_bank()
    page.click("#test-cards > summary")
    page.click("#developer > summary")
    look(page, "card", faults)
    page.click("#cancel")
    look(page, "leave", faults)
    page.goto(shopper.order_page(number))
    look(page, "pending", faults)
    page.click("#resume")
    shopper.go_to_bank()
    page.click("#card-form #pay")
    page.wait_for_selector("#faults")
    look(page, "card with faults", faults)
    shopper.pay("refused", then="#refused")
    look(page, "refused", faults)
    in_shop = shopper.tab().page
    in_shop.goto(shopper.order_page(number))
    look(in_shop, "refused in the shop", faults)
    shopper.pay("challenge", then="#code")
    look(page, "challenge", faults)
    page.fill("#code", "x")
    page.click("#confirm")
    page.wait_for_selector("#code-fault")
    look(page, "challenge with a fault", faults)
    shopper.type_code()
    page.click("#stay")
    page.click("#developer > summary")
    look(page, "ticket", faults)
    shopper.back_to_shop()
    look(page, "paid", faults)

    shopper.only_complained_of(EXPECTED_COMPLAINT)
    assert faults == {}


def test_what_only_few_shoppers_see(new_shopper: Callable[..., Shopper], backstage: Backstage) -> None:
    api, bank = backstage.dev["api"], backstage.dev["bank"]
    shopper, faults = new_shopper(script=False, width=NARROW), Faults()
    page, number = shopper.page, shopper.order()
    page.click("#pay")
    page.wait_for_selector("text=Continuer vers la banque")
    look(page, "hand-off without script", faults, at_night=True)
    page.click("button")
    shopper.pay("accepted", then="#ticket")
    backstage.settled(number)
    waiting = backstage.start(backstage.token(sub="WAIT1", scope="pay", order=order_without_a_page()))
    places = {
        "API's waiting page": f"{api}/monetico/return/ok?view={waiting['view_token']}",
        "API's error": f"{api}/monetico/return/ok?view=none",
        "bank's error": f"{bank}/test/paiement.cgi?TPE=0000001",
        "bank's missing page": f"{bank}/nowhere",
        "bank's home": bank,
        "mails": backstage.mailbox_page,
    }
    for name, place in places.items():
        page.goto(place)
        look(page, name, faults, at_night=True)
    with page.expect_navigation(wait_until="load"):  # without its style sheet every page is too wide
        page.click(f"text={number}")
    look(page, "a mail", faults, at_night=True)
    page.goto(page.locator("iframe").evaluate("frame => frame.src"))
    look(page, "a mail alone", faults, at_night=True)

    shopper.only_complained_of(EXPECTED_COMPLAINT)
    # A mail is shown inside somebody's mail program, which has the landmarks.
    assert faults == {"a mail alone": ["not one main landmark"]}


def order_without_a_page() -> dict[str, object]:
    """An order whose shop names no page to come back to."""
    billing = {"addressLine1": "14 rue des Lanternes", "city": "Nantes", "postalCode": "44000", "country": "FR"}
    return {"amount": "62.73", "currency": "EUR", "email": "lou.marin@exemple.fr", "language": "fr", "billing": billing}
