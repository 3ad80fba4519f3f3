"""The bank's pages in a real browser, against a real server: what only scripts, styles and policies can break."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from tests.bank.stage import form, query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from playwright.sync_api import Browser, Page

    from tests.bank.stage import Clock, Merchant

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def address(app: Flask, clock: Clock) -> Iterator[str]:
    """Where the shop would send the shopper, form included."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    back = f"http://127.0.0.1:{server.port}/?back="
    fields = form(url_retour_ok=f"{back}ok", url_retour_err=f"{back}err")
    yield f"http://127.0.0.1:{server.port}/test/paiement.cgi?{query(fields)}"
    server.shutdown()
    thread.join()
    server.server_close()


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
