"""The guide's page and script in a real browser, served under the shop's own origin."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.docs.programs import EXAMPLES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("docs")]


@pytest.fixture(scope="module")
def chromium(browser_path):
    with sync_playwright() as playwright:
        # Chromium takes a page that a test serves for one from outside, which must not ask loopback.
        arguments = ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"]
        browser = playwright.chromium.launch(executable_path=browser_path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def pay_page(chromium, shop):
    """Opens the guide's page with an order token in it, with or without JavaScript."""
    contexts = []

    def opened(token: str, *, javascript: bool = True):
        context = chromium.new_context(java_script_enabled=javascript)
        contexts.append(context)
        page = context.new_page()
        html = (EXAMPLES / "pay.html").read_text()
        html = html.replace("https://guichet.shop.example", shop.dev["api"])
        html = html.replace("THE TOKEN THAT YOUR SERVER SIGNED", token)
        page.route("**/example", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        page.route("**/pay.js", lambda route: route.fulfill(path=EXAMPLES / "pay.js"))
        page.goto(f"{shop.dev['shop']}/example")
        return page

    yield opened
    for context in contexts:
        context.close()


def test_the_script_takes_the_shopper_to_the_bank(pay_page, shop, number):
    page = pay_page(shop.order_token(number))

    with page.expect_request("**/payments") as started:
        page.get_by_role("button").click()

    assert started.value.method == "POST"
    expect(page).to_have_url(re.compile(re.escape(shop.dev["bank"])))
    expect(page.locator("body")).to_contain_text(f"{number}01")


def test_without_javascript_the_form_does(pay_page, shop, number):
    page = pay_page(shop.order_token(number), javascript=False)

    page.get_by_role("button").click()
    expect(page).to_have_url(f"{shop.dev['api']}/checkout")
    page.get_by_role("button").click()

    expect(page).to_have_url(re.compile(re.escape(shop.dev["bank"])))
    expect(page.locator("body")).to_contain_text(f"{number}01")


def test_a_problem_is_told_in_the_shops_words_and_the_button_serves_again(pay_page):
    page = pay_page("a.b.c")

    page.get_by_role("button").click()

    expect(page.get_by_role("alert")).to_have_text("Le service de paiement ne répond pas. Réessayez dans un instant.")
    expect(page.get_by_role("button")).to_be_enabled()


def test_a_paid_order_is_shown_instead_of_paid_again(pay_page, shop, number):
    shop.play("paid", shop.start(number))
    page = pay_page(shop.order_token(number))
    page.route("**/commande/CMD4821", lambda route: route.fulfill(body="the order's page"))

    page.get_by_role("button").click()

    expect(page.locator("body")).to_have_text("the order's page")


def test_status_mjs_follows_an_order_in_a_browser_too(pay_page, shop, number):
    payment = shop.start(number)
    shop.play("paid", payment)
    page = pay_page(shop.order_token(number))
    page.route(
        "**/status.mjs", lambda route: route.fulfill(path=EXAMPLES / "status.mjs", content_type="text/javascript")
    )

    told = page.evaluate(
        """async ([api, number, token]) => {
            const { follow } = await import("/status.mjs");
            const first = await Promise.race([
                follow(api, number, token).next(),
                new Promise((_, fail) => setTimeout(fail, 10_000, new Error("no status came"))),
            ]);
            return first.value;
        }""",
        [shop.dev["api"], number, payment["view_token"]],
    )

    assert told == "paid"
