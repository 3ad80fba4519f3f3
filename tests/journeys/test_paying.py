"""The main job in a real browser: from the shop's catalogue to the mail, on every road that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.backstage import Backstage
    from tests.journeys.shopper import Shopper

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_the_catalogue_through_bank_code_and_ticket_back_to_a_paid_order_and_its_mail(
    new_shopper: Callable[..., Shopper], backstage: Backstage, script: bool
) -> None:
    shopper = new_shopper(script=script)
    shopper.page.goto(shopper.shop)
    shopper.page.click("text=Lampe Veille")
    number = shopper.check_out(email="lou.marin@exemple.fr")
    total = shopper.text("#total")
    assert total == "71,23 €"

    shopper.go_to_bank()
    assert (shopper.text("#amount"), shopper.text("#merchant")) == (total, "Atelier Lumen")
    assert shopper.text("#reference") == f"{number}01"
    assert backstage.order(number)["status"] == "pending"

    shopper.pay("challenge", then="#code")
    shopper.type_code()
    assert shopper.text("#ticket-amount") == total
    assert backstage.order(number)["status"] == "paid"  # the bank has told before it shows

    shopper.back_to_shop()
    shopper.sees_paid()
    assert shopper.page.url == shopper.order_page(number)
    expect(shopper.page.locator("#mail-sent")).to_contain_text("lou.marin@exemple.fr")
    expect(shopper.page.locator("#cart-link .count")).to_contain_text("0")

    order = backstage.settled(number)
    assert (order["amount"], order["captured"], order["cases"]) == ("71.23", "71.23", [])
    (mail,) = backstage.mails(number)
    assert mail["to"] == "lou.marin@exemple.fr"
    assert number in mail["subject"]
    for said in ("Lampe Veille", "71,23", f"{number}01"):
        assert said in mail["text"]
        assert said in mail["html"]
    read_mail(shopper.page, backstage, number)


def read_mail(page: Page, backstage: Backstage, number: str) -> None:
    page.goto(backstage.mailbox_page)
    page.get_by_role("row").filter(has_text=number).get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text(number)
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("Lampe Veille")


def test_refused_then_paid_on_the_banks_page(shopper: Shopper, backstage: Backstage) -> None:
    number = shopper.order()
    shopper.go_to_bank()
    expect(shopper.page.locator("#attempts-left")).to_have_text("4")

    shopper.pay("refused", then="#refused")
    expect(shopper.page.locator("#attempts-left")).to_have_text("3")
    assert backstage.order(number)["status"] == "refused"
    shopper.pay("accepted", then="#ticket")
    shopper.back_to_shop()

    shopper.sees_paid()
    order = backstage.settled(number)
    assert [attempt["reference"] for attempt in order["attempts"]] == [f"{number}01"]
    assert [entry["result"] for entry in order["entries"]] == ["refused", "accepted"]
    assert len(backstage.mails(number)) == 1


def test_refused_then_back_in_the_shop_and_paid_under_a_new_reference(shopper: Shopper, backstage: Backstage) -> None:
    number = shopper.order()
    shopper.go_to_bank()
    shopper.pay("refused-issuer", then="#refused")

    shopper.page.click("#cancel")
    shopper.back_to_shop()
    expect(shopper.page.locator("#order-state")).to_have_attribute("data-status", "refused")
    shopper.sees_nothing_discouraging()
    shopper.page.click("#try-again")
    shopper.page.wait_for_selector("#payment-form")
    shopper.go_to_bank()
    assert shopper.text("#reference") == f"{number}02"
    shopper.pay("frictionless", then="#ticket")
    shopper.back_to_shop()

    shopper.sees_paid()
    order = backstage.settled(number)
    assert [attempt["reference"] for attempt in order["attempts"]] == [f"{number}01", f"{number}02"]
    assert order["cases"] == []
    assert len(backstage.mails(number)) == 1


def test_the_bank_speaks_english_from_card_to_ticket(shopper: Shopper) -> None:
    shopper.order("lampe-veille")
    shopper.go_to_bank()
    html = shopper.page.locator("html")

    shopper.page.click("text=English")
    expect(html).to_have_attribute("lang", "en")
    expect(shopper.page.locator("#card-form #pay")).to_have_text("Pay €71.23")
    shopper.pay("refused", then="#refused")
    expect(shopper.page.locator("#refused")).to_contain_text("You can try again or use another card.")
    shopper.pay("challenge", then="#code")
    expect(html).to_have_attribute("lang", "en")
    expect(shopper.page.locator("h1")).to_have_text("Confirm your payment")
    shopper.type_code()
    expect(html).to_have_attribute("lang", "en")
    expect(shopper.page.locator("h1")).to_have_text("Payment accepted")
    shopper.back_to_shop()

    shopper.sees_paid()


def test_the_keyboard_alone_buys_and_pays(shopper: Shopper) -> None:
    page = shopper.page
    page.goto(f"{shopper.shop}/produits/lampe-aube")
    press(page, "#add-to-cart")
    press(page, "#checkout")
    press(page, "#continue")
    press(page, "#pay")
    page.wait_for_selector("#card-form")

    tab_to(page, "#card-number")
    page.keyboard.type("0000010000000004")
    tab_to(page, "#card-expiry")
    page.keyboard.type("1239")
    tab_to(page, "#card-cryptogram")
    page.keyboard.type("123")
    press(page, "#card-form #pay")
    page.wait_for_selector("#code")
    tab_to(page, "#code")
    page.keyboard.type(page.get_attribute("#challenge-code", "value") or "")
    page.keyboard.press("Enter")
    press(page, "#back")

    shopper.sees_paid()


def press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def tab_to(page: Page, selector: str) -> None:
    page.wait_for_selector(selector)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(selector).evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"no number of Tab presses leads to {selector}")
