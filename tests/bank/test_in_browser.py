"""The bank's pages in a real browser, against a real server: what only scripts, styles and policies can break."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

import pytest
from flask import Flask, request
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from tests.bank.stage import form, query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from playwright.sync_api import Browser, Page

    from tests.bank.stage import Merchant

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("bank")]


@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def bank(every_mode: FlaskClient) -> Iterator[str]:
    with served(every_mode.application) as place:
        yield place


@pytest.fixture
def address(bank: str) -> str:
    """Where the shop would send the shopper, form included."""
    return arrival(bank)


def arrival(bank: str, reference: str = "CMD482101", **changed: str) -> str:
    back = {"url_retour_ok": f"{bank}/?back=ok", "url_retour_err": f"{bank}/?back=err"}
    return f"{bank}/test/paiement.cgi?{query(form(reference, **{**back, **changed}))}"


@contextmanager
def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def shop(bank: str) -> Iterator[str]:
    """A shop's page that frames the payment page: as the form asks, or against its wish with `?plain`."""
    shop = Flask("shop")

    @shop.get("/")
    def framing() -> str:
        wish = {} if "plain" in request.args else {"mode_affichage": "iframe"}
        page = arrival(bank, url_retour_ok=f"{request.base_url}back", **wish)
        return f'<!doctype html><iframe src="{escape(page)}" width="360" height="700"></iframe>'

    @shop.get("/back")
    def back() -> str:
        return "<!doctype html><h1>Back</h1>"

    with served(shop) as place:
        yield place


@pytest.fixture
def complaints() -> list[str]:
    """What the browser wrote to its console: violated policies and script errors among them."""
    return []


@pytest.fixture
def page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    # The pages count down in the browser's time, the tests live in March 2026.
    page.clock.set_fixed_time("2026-03-10T11:00:00Z")
    yield page
    context.close()


def choose(page: Page, behaviour: str) -> None:
    page.click("#test-cards summary")
    page.locator(f"[data-behaviour={behaviour}]").first.click()


def wide(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


def test_refused_then_challenged_then_paid(page: Page, address: str, merchant: Merchant, complaints: list[str]) -> None:
    page.goto(address)
    assert page.inner_text("#time-left") == "45:00"
    assert wide(page) == 390
    choose(page, "refused")
    assert page.input_value("#card-number") == "0000 0100 0000 0001"
    page.click("#pay")
    page.wait_for_selector("#refused")

    page.locator("#card-number").press_sequentially("0000010000000004")
    page.locator("#card-expiry").press_sequentially("1228")
    page.fill("#card-cryptogram", "123")
    assert page.input_value("#card-number") == "0000 0100 0000 0004"
    assert page.input_value("#card-expiry") == "12/28"
    page.click("#pay")
    page.fill("#code", page.get_attribute("#challenge-code", "value"))
    assert wide(page) == 390
    page.click("#confirm")
    page.wait_for_selector("#ticket")
    assert wide(page) == 390
    page.click("#back")

    assert page.url.endswith("/?back=ok")
    assert merchant.results == ["Annulation", "payetest"]
    assert complaints == []


def test_a_double_click_presents_the_card_once(page: Page, address: str, merchant: Merchant) -> None:
    page.goto(address)
    choose(page, "accepted")

    page.dblclick("#pay")
    page.wait_for_selector("#ticket")

    assert merchant.results == ["payetest"]


def test_giving_up_reaches_the_bank_although_the_form_is_sent_once(
    page: Page, address: str, merchant: Merchant
) -> None:
    page.goto(address)
    choose(page, "challenge")
    page.click("#pay")
    page.click("#give-up")
    page.wait_for_selector("#refused")

    assert merchant.messages[0]["motifrefus"] == "3DSecure"


def test_everything_works_without_script(browser: Browser, address: str, merchant: Merchant) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    choose(page, "challenge")
    page.click("#pay")
    page.fill("#code", page.get_attribute("#challenge-code", "value"))
    page.click("#confirm")
    page.click("#stay")
    page.click("#developer summary")
    page.click("text=Send again")

    assert page.locator(".deliveries li").count() == 2
    assert merchant.results == ["payetest", "payetest"]
    context.close()


def test_cancelling_asks_and_then_leaves(page: Page, address: str) -> None:
    page.goto(address)
    page.click("#cancel")
    page.click("#resume")
    page.click("#cancel")
    page.click("#back")

    assert page.url.endswith("/?back=err")


def test_a_scenario_from_the_panel_shows_its_messages(page: Page, address: str, complaints: list[str]) -> None:
    page.goto(address)
    page.click("#developer > summary")
    page.click("#scenario-late-refusal")

    assert page.locator("#developer .message").count() == 2
    assert page.locator("#developer").get_attribute("open") is not None
    assert wide(page) == 390
    assert complaints == []


def test_a_stored_card_is_paid_with_by_one_click_and_another_can_be_typed(
    page: Page, bank: str, merchant: Merchant, complaints: list[str]
) -> None:
    page.goto(arrival(bank, aliascb="jeanne"))
    choose(page, "accepted")
    page.fill("#card-name", "Foyer")
    page.click("#pay")
    page.wait_for_selector("#ticket")

    page.goto(arrival(bank, "CMD482102", aliascb="jeanne"))
    assert not page.is_visible("#card-number")
    assert wide(page) == 390
    page.click("#pay-stored")
    page.wait_for_selector("#ticket")
    page.goto(arrival(bank, "CMD482103", aliascb="jeanne"))
    choose(page, "refused")
    assert page.input_value("#card-number") == "0000 0100 0000 0001"
    page.click("#pay")
    page.wait_for_selector("#refused")

    assert [message["cvx"] for message in merchant.messages] == ["oui", "non", "oui"]
    assert complaints == []


def test_a_partner_keeps_the_shopper_waiting_until_it_answers(
    page: Page, address: str, merchant: Merchant, complaints: list[str]
) -> None:
    page.goto(address)
    page.click("#partner-paypal")
    assert wide(page) == 390
    page.dblclick("#partner-waits")
    page.wait_for_selector("#pending")
    assert wide(page) == 390
    page.click("#developer > summary")
    page.click("#wait-accepts")
    page.wait_for_selector("#ticket")

    assert merchant.results == ["attente_partenaire", "payetest"]
    assert complaints == []


def test_an_order_in_an_iframe_is_paid_there_and_left_for_the_whole_window(
    page: Page, shop: str, merchant: Merchant
) -> None:
    page.goto(f"{shop}/")
    frame = page.frame_locator("iframe")
    frame.locator("#test-cards > summary").click()
    frame.locator("[data-behaviour=accepted]").first.click()
    frame.locator("#pay").click()
    frame.locator("#back").click()

    page.wait_for_selector("h1:text('Back')")
    assert page.url == f"{shop}/back"
    assert merchant.results == ["payetest"]


def test_no_other_order_can_be_framed(page: Page, shop: str, complaints: list[str]) -> None:
    page.goto(f"{shop}/?plain")

    assert page.frame_locator("iframe").locator("#card-form").count() == 0
    assert any("frame-ancestors" in complaint for complaint in complaints)
