"""The shop's two scripts in a real browser, on a stub of the API that answers what a test tells it."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect, sync_playwright
from werkzeug.serving import make_server

from shop.app import create_app
from shop.settings import Settings
from tests.shop.shopper import KEY, FakeApi, claims_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("shop")]


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class StubApi(BaseHTTPRequestHandler):
    def do_OPTIONS(self):
        self._answer(204, {})

    def do_POST(self):
        if self.path == "/payments":
            self.server.tokens.append(self.headers["Authorization"].removeprefix("Bearer "))
            self._answer(*self.server.next)
        else:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.server.at_bank.append((self.path, body))
            self._answer(200, {"bank": "page"})

    def _answer(self, status, body):
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin", "*"))
        self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key")
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        if status != 204:
            self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def stub():
    server = ThreadingHTTPServer(("127.0.0.1", 0), StubApi)
    server.tokens, server.at_bank, server.next = [], [], (500, {})
    with serving(server):
        yield server


@pytest.fixture
def shop(tmp_path, stub):
    statuses, elsewhere = FakeApi(), f"http://127.0.0.1:{stub.server_port}"
    server = make_server("127.0.0.1", 0, None, threaded=True)
    settings = Settings(server.server_port, elsewhere, elsewhere, KEY, "session-key", tmp_path)
    server.app = create_app(settings, api=statuses)
    with serving(server):
        yield SimpleNamespace(url=settings.url, api=statuses, bank=f"{elsewhere}/bank")


@pytest.fixture(scope="module")
def browser(browser_path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    page = browser.new_page()  # with a cookie jar of its own
    page.set_default_timeout(10_000)
    yield page
    page.close()


def go_to_payment(page, shop):
    page.goto(f"{shop.url}/produits/bougie-figuier")
    page.click("#add-to-cart")
    page.click("#checkout")
    page.click("#continue")
    return page.inner_text("#order-number")


def problem(slug, status):
    return status, {"type": f"urn:guichet:problem:{slug}", "status": status}


def test_the_button_starts_the_payment_and_carries_the_form_to_the_bank(page, shop, stub):
    number = go_to_payment(page, shop)
    fields = {"TPE": "0000001", "reference": f"{number}01", "texte-libre": "a=b&c"}
    stub.next = 201, {"form": {"action": shop.bank, "method": "POST", "fields": fields}}

    page.click("#pay")
    page.wait_for_url(shop.bank)

    assert [claims_of(token)["sub"] for token in stub.tokens] == [number]
    assert stub.at_bank == [("/bank", f"TPE=0000001&reference={number}01&texte-libre=a%3Db%26c")]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (problem("token-expired", 401), "Cette page est restée ouverte trop longtemps."),
        (problem("order-changed", 409), "Cette commande a changé"),
        (problem("too-many-attempts", 409), "ne peut plus être payée en ligne"),
        (problem("not-available", 503), "Le service de paiement ne répond pas."),
    ],
)
def test_a_problem_is_told_in_french_and_the_button_lives_on(page, shop, stub, answer, sentence):
    go_to_payment(page, shop)
    stub.next = answer

    page.click("#pay")

    expect(page.locator("#pay-problem")).to_contain_text(sentence)
    expect(page.locator("#pay")).to_have_attribute("aria-busy", "false")


def test_an_order_that_is_paid_already_shows_that(page, shop, stub):
    number = go_to_payment(page, shop)
    stub.next = problem("order-paid", 409)
    shop.api.statuses[number] = "paid"

    page.click("#pay")

    expect(page.locator("#mail-sent")).to_be_visible()
    assert page.url == f"{shop.url}/commande/{number}"


@pytest.mark.parametrize("before", ["pending", "refused"])
def test_the_page_turns_to_paid_by_itself(page, shop, before):
    number = go_to_payment(page, shop)
    shop.api.statuses[number] = before
    page.goto(f"{shop.url}/commande/{number}")
    expect(page.locator("#mail-sent")).to_have_count(0)

    shop.api.statuses[number] = "paid"

    expect(page.locator("#mail-sent")).to_be_visible(timeout=10_000)
    expect(page.locator("#cart-link .count")).to_contain_text("0")
    assert page.title().startswith("Merci, votre commande est payée")


def test_the_page_outlives_an_api_that_is_down(page, shop):
    number = go_to_payment(page, shop)
    shop.api.up = False
    page.goto(f"{shop.url}/commande/{number}")
    expect(page.locator("h1")).to_contain_text("Nous ne pouvons pas afficher")

    shop.api.statuses[number] = "paid"
    shop.api.up = True

    expect(page.locator("#mail-sent")).to_be_visible(timeout=10_000)
