"""What a shop may ask of the bank's page: partners' methods, a stored card, 3-D Secure, a frame."""

from __future__ import annotations

import base64
import json
import re
import threading
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import expect

from tests.journeys.bank_side import ACCEPTED, FRICTIONLESS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.backstage import Backstage
    from tests.journeys.shopper import Shopper

pytestmark = pytest.mark.xdist_group("journeys")


@pytest.mark.browser
def test_a_partner_that_takes_its_time_is_waited_for_and_accepts(shopper: Shopper, backstage: Backstage) -> None:
    number = shopper.order()
    shopper.go_to_bank()
    shopper.page.click("#partner-paypal")
    shopper.page.click("#partner-waits")
    shopper.page.wait_for_selector("#pending")
    shopper.back_to_shop()
    expect(shopper.page.locator("#order-state")).to_have_attribute("data-status", "waiting_partner")
    expect(shopper.page.locator("h1")).to_contain_text("à l’étude chez notre partenaire")
    shopper.sees_nothing_discouraging()
    assert backstage.mails(number) == []

    backstage.bank.partner(f"{number}01", "accepts")

    shopper.sees_paid()
    order = backstage.settled(number)
    assert (order["entries"][-1]["method"], order["cases"], len(backstage.mails(number))) == ("paypal", [], 1)
    assert backstage.done(number, "refunds")["status"] == "refunded"


def test_a_partner_that_refuses_in_the_end_leaves_the_order_payable(backstage: Backstage) -> None:
    bank, started = backstage.bank, backstage.new_order(method="1euro")
    number, again = started["order"], backstage.order_token("immediate", started["order"], method="1euro")
    page = bank.arrive(started["form"])

    assert 'id="pending"' in page.answer_as_partner("1euro", "waits")
    assert backstage.view(number, started["view_token"])["status"] == "waiting_partner"
    assert backstage.try_to_start(again).json()["type"].endswith(":partner-deciding")
    bank.partner(started["reference"], "refuses")
    assert backstage.view(number, started["view_token"])["status"] == "refused"

    second = backstage.start(again)
    assert second["reference"] == f"{number}02"
    assert 'id="ticket"' in bank.arrive(second["form"]).answer_as_partner("1euro", "accepts")
    order = backstage.settled(number)
    assert (order["status"], order["cases"], len(backstage.mails(number))) == ("paid", [], 1)


def test_a_card_typed_once_pays_a_second_order_of_the_same_customer(backstage: Backstage) -> None:
    bank, first, second, strange = (
        backstage.bank,
        *(backstage.new_order(card_alias=alias) for alias in ("client4821", "client4821", "client7")),
    )
    page = bank.arrive(first["form"])
    assert 'id="stored-form"' not in page.shown()
    page.pay()

    page = bank.arrive(second["form"])
    assert 'id="stored-form"' in page.shown()
    assert 'id="ticket"' in page.pay_with_stored_card()

    for started in (first, second):
        assert backstage.settled(started["order"])["status"] == "paid"
    assert 'id="stored-form"' not in bank.arrive(strange["form"]).shown()


def test_the_wish_for_a_strong_authentication_reaches_the_bank_and_its_verdict_us(backstage: Backstage) -> None:
    started = backstage.new_order(challenge="challenge_mandated")
    page = backstage.bank.arrive(started["form"])
    assert re.search(r'id="wishes">\s*<div><dt>3-D Secure</dt><dd>challenge_mandated</dd>', page.shown())

    ticket = page.pay(FRICTIONLESS)

    told = re.search(r"authentification=([^&\s]+)", ticket)
    assert told
    assert json.loads(base64.b64decode(unquote_plus(told[1])))["details"]["merchantPreference"] == "challenge_mandated"
    (entry,) = backstage.settled(started["order"])["entries"]
    assert (entry["authentication"]["status"], entry["authentication"]["liability_shift"]) == ("authenticated", "Y")


@pytest.mark.browser
def test_the_payment_page_in_a_frame_of_the_shops_page(shopper: Shopper, backstage: Backstage) -> None:
    started = backstage.new_order(display="iframe")
    page = shopper.page

    with served(framing(started["form"])) as address:
        page.goto(address)
        frame = page.frame_locator("#bank")
        frame.locator("#card-number").fill(ACCEPTED)
        frame.locator("#card-expiry").fill("12/39")
        frame.locator("#card-cryptogram").fill("123")
        frame.locator("#pay").click()
        expect(frame.locator("#ticket")).to_be_visible()
        assert page.url == address
        frame.locator("#back").click()
        page.wait_for_url(f"{shopper.shop}/")  # the whole window, not the frame alone

    assert backstage.settled(started["order"])["status"] == "paid"


def framing(form: dict[str, Any]) -> str:
    """A page that puts the bank's page into a frame, as the integration guide says."""
    fields = "".join(f'<input type="hidden" name="{n}" value="{escape(v)}">' for n, v in form["fields"].items())
    return f"""<!doctype html><html lang="fr"><title>Paiement</title><link rel="icon" href="data:,">
<iframe id="bank" name="bank" title="Paiement" width="800" height="900"></iframe>
<form method="{form["method"]}" action="{escape(form["action"])}" target="bank">{fields}</form>
<script>document.forms[0].submit();</script></html>"""


@contextmanager
def served(html: str) -> Iterator[str]:
    """The address of one page. A browser lets no page that comes from nowhere frame one of this machine."""

    class OnePage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            """Nothing is said of it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), OnePage) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
