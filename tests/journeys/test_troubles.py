"""What goes wrong on the way: a message lost, a bank silent, impatient clicks, an API down, a restart of everything."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from local.stack import running
from tests.journeys.backstage import Backstage
from tests.journeys.shopper import shopper_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from local.stack import Stack
    from tests.journeys.shopper import Shopper

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def play(shopper: Shopper, scenario: str) -> None:
    shopper.page.click("#developer > summary")
    shopper.page.click(f"#scenario-{scenario}")
    shopper.page.wait_for_selector("#ticket")


def test_a_payment_that_the_bank_has_not_told_yet_is_being_confirmed_and_turns_to_paid_by_itself(
    shopper: Shopper, backstage: Backstage, stack: Stack
) -> None:
    number = shopper.order()
    shopper.go_to_bank()
    with nobody_asking_the_bank(stack):
        play(shopper, "lost")
        bank = shopper.tab()
        bank.page.goto(shopper.page.url)

        shopper.back_to_shop()
        sees_it_being_confirmed(shopper)
        assert backstage.mails(number) == []
        bank.page.click("text=Replay by GET")
        expect(bank.page.locator(".deliveries .good")).to_have_count(1)
        shopper.sees_paid()

    backstage.settled(number)
    assert len(backstage.mails(number)) == 1


def test_without_notifications_the_shops_page_and_ours_confirm_until_the_banks_books_say_paid(
    shopper: Shopper, backstage: Backstage, stack: Stack
) -> None:
    number = shopper.order()
    shopper.go_to_bank()
    with backstage.bank.silent():
        with nobody_asking_the_bank(stack):
            shopper.pay("accepted", then="#ticket")
            shopper.back_to_shop()
            sees_it_being_confirmed(shopper)
            without_a_page = backstage.new_order(return_url=None)
            backstage.bank.arrive(without_a_page["form"]).pay()
            ours = shopper.tab()
            ours.page.goto(without_a_page["form"]["fields"]["url_retour_ok"])
            expect(ours.page.locator("h1")).to_have_text("Confirmation en cours")
            ours.sees_nothing_discouraging()

        shopper.sees_paid()
        expect(ours.page.locator("h1")).to_have_text("Merci, votre commande est payée")
    for paid in (number, without_a_page["order"]):
        assert (backstage.settled(paid)["cases"], len(backstage.mails(paid))) == ([], 1)


@pytest.mark.parametrize("told", [True, False], ids=["told late", "never told"])
def test_an_acceptance_not_told_yet_after_a_refusal_is_not_called_a_failure(
    shopper: Shopper, stack: Stack, told: bool
) -> None:
    shopper.order()
    shopper.go_to_bank()
    shopper.pay("refused", then="#refused")
    with nobody_asking_the_bank(stack):
        play(shopper, "lost")
        bank = shopper.tab()
        bank.page.goto(shopper.page.url)

        shopper.back_to_shop()
        expect(shopper.page.locator("#order-state")).to_have_attribute("data-status", "refused")
        expect(shopper.page.locator(".lead")).to_contain_text("attendez ici un instant")
        shopper.sees_nothing_discouraging()
        if told:
            bank.page.locator("text=Send again").last.click()
            shopper.sees_paid()

    shopper.sees_paid()


@contextmanager
def nobody_asking_the_bank(stack: Stack) -> Iterator[None]:
    """Within, the bank's books are not read, so that what a page says before can be looked at."""
    stack.stop("operations")
    try:
        yield
    finally:
        stack.start("operations")


def sees_it_being_confirmed(shopper: Shopper) -> None:
    expect(shopper.page.locator("#order-state")).to_have_attribute("data-status", "pending")
    expect(shopper.page.locator("h1")).to_contain_text("en cours de confirmation")
    expect(shopper.page.locator("#resume")).to_be_visible()
    shopper.sees_nothing_discouraging()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_double_clicks_pay_once(new_shopper: Callable[..., Shopper], backstage: Backstage, script: bool) -> None:
    shopper = new_shopper(script=script)
    calls: list[str] = []
    shopper.page.on("request", lambda request: calls.append(f"{request.method} {request.url}"))
    number = shopper.order()

    shopper.page.dblclick("#pay")
    if not script:
        shopper.page.dblclick("text=Continuer vers la banque")
    shopper.page.wait_for_selector("#card-form")
    shopper.choose_card("accepted")
    shopper.page.dblclick("#card-form #pay")
    shopper.page.wait_for_selector("#ticket")
    shopper.back_to_shop()

    shopper.sees_paid()
    assert calls.count(f"POST {backstage.dev['api']}/payments") == (1 if script else 0)
    order = backstage.settled(number)
    assert [entry["result"] for entry in order["entries"]] == ["accepted"]
    assert (len(order["attempts"]), len(backstage.mails(number))) == (1, 1)


def test_other_tabs_and_the_back_button_find_the_order_paid(shopper: Shopper, backstage: Backstage) -> None:
    number = shopper.order()
    late, later = shopper.tab(), shopper.tab()
    for one in (late, later):
        one.page.goto(f"{shopper.order_page(number)}/paiement")
    late.go_to_bank()
    late.choose_card("accepted")
    shopper.go_to_bank()

    shopper.pay("accepted", then="#ticket")
    shopper.back_to_shop()

    # Another tab's card comes too late: its ticket is the first one's.
    late.page.click("#card-form #pay")
    late.page.wait_for_selector("#ticket")
    # The button that obliges to pay, still there in a third tab.
    later.page.click("#pay")
    later.sees_paid()
    later.only_complained_of("409")
    # Back to the bank's page, and further back to the shop's button.
    shopper.page.go_back()
    shopper.page.wait_for_selector("#ticket")
    while not shopper.page.url.startswith(shopper.shop):
        shopper.page.go_back()
    shopper.sees_paid()

    order = backstage.settled(number)
    assert [entry["result"] for entry in order["entries"]] == ["accepted"]
    assert (order["cases"], len(backstage.mails(number))) == ([], 1)


def test_without_javascript_a_button_left_open_leads_to_a_page_that_says_paid(
    new_shopper: Callable[..., Shopper],
) -> None:
    shopper = new_shopper(script=False)
    number = shopper.order()
    left_open = shopper.tab()
    left_open.page.goto(f"{shopper.order_page(number)}/paiement")
    shopper.go_to_bank()
    shopper.pay("accepted", then="#ticket")

    left_open.page.click("#pay")

    expect(left_open.page.locator("h1").first).to_have_text("Commande déjà payée")
    shopper.only_complained_of("409")


def test_the_shop_says_that_the_api_is_down_keeps_everything_and_sells_again(
    shopper: Shopper, stack: Stack, backstage: Backstage
) -> None:
    page, number = shopper.page, shopper.order()
    at_bank = shopper.tab()
    number_at_bank = at_bank.order("chandelles")
    at_bank.go_to_bank()

    stack.stop("api")
    try:
        page.click("#pay")
        expect(page.locator("#pay-problem")).to_contain_text("Le service de paiement ne répond pas")
        for place in ("/panier", "/commande", f"/commande/{number}/paiement"):
            page.goto(f"{shopper.shop}{place}")
            expect(page.locator("#api-down")).to_be_visible()
        page.goto(shopper.order_page(number))
        expect(page.locator("h1")).to_contain_text("Nous ne pouvons pas afficher votre commande")
        shopper.sees_nothing_discouraging()
        page.goto(f"{shopper.order_page(number)}/paiement")
        at_bank.pay("accepted", then="#ticket")
        ticket = at_bank.page.url
    finally:
        stack.start("api")

    page.click("#retry")
    shopper.go_to_bank()
    shopper.pay("accepted", then="#ticket")
    shopper.back_to_shop()
    shopper.sees_paid()
    at_bank.back_to_shop()
    at_bank.sees_paid()  # by the bank's books: its notification met a closed door
    page.goto(ticket)
    page.click("#developer > summary")
    page.click("text=Send again")
    for paid in (number, number_at_bank):
        backstage.settled(paid)
        assert len(backstage.mails(paid)) == 1
    shopper.only_complained_of("ERR_CONNECTION_REFUSED|503")


def test_orders_and_mails_outlive_a_restart_and_a_lost_payment_is_found_after_it(
    browser: Browser, tmp_path: Path
) -> None:
    context = browser.new_context()  # the same browser before and after, its cookie with it
    with running(tmp_path) as stack:
        backstage = Backstage(stack.dev())
        shopper = shopper_with(context, stack.dev()["shop"])
        paid = shopper.order()
        shopper.go_to_bank()
        shopper.pay("accepted", then="#ticket")
        backstage.settled(paid)
        lost = shopper.order("lampe-aube")
        shopper.go_to_bank()
        play(shopper, "lost")
        shopper.page.close()

    with running(tmp_path) as stack:
        backstage = Backstage(stack.dev())
        shopper = shopper_with(context, stack.dev()["shop"])
        shopper.page.goto(shopper.order_page(paid))
        shopper.sees_paid()
        shopper.page.goto(shopper.order_page(lost))
        sees_it_being_confirmed(shopper)

        bank = shopper.tab().page
        bank.goto(stack.dev()["bank"])
        bank.click(f"text={lost}01")
        bank.click("text=Send again")
        shopper.sees_paid()
        backstage.settled(lost)

        assert [len(backstage.mails(number)) for number in (paid, lost)] == [1, 1]
    context.close()
    assert shopper.complaints == []
