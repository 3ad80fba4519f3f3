"""Every mode of a terminal, from the order's start to its last refund. After each step that the bank took part in,
our record and its books are held side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.bank_side import ACCEPTED_ONCE, agreed

if TYPE_CHECKING:
    from tests.journeys.backstage import Backstage
    from tests.journeys.shopper import Shopper

pytestmark = pytest.mark.xdist_group("journeys")

Order = dict[str, Any]


def accepted(backstage: Backstage, mode: str, **claims: Any) -> Order:
    """Typed on the bank's page, which shows its ticket; the order once its mail is out."""
    started = backstage.new_order(mode, **claims)
    assert 'id="ticket"' in backstage.bank.arrive(started["form"]).pay()
    return backstage.settled(started["order"])


def money(backstage: Backstage, order: Order) -> tuple[str, str, str]:
    """Status, captured and refunded, after a look into the bank's books; no case was opened."""
    order = backstage.order(order["order"])
    agreed(order, backstage.bank.book(order["attempts"][-1]["reference"]))
    assert order["cases"] == []
    return order["status"], order["captured"], order["refunded"]


def mail(backstage: Backstage, order: Order) -> str:
    """The text of the only one, its spaces made the same."""
    (only,) = backstage.mails(order["order"])
    return " ".join(only["text"].split())


def refund_whole(backstage: Backstage, order: Order, *amounts: str) -> None:
    for amount in amounts:
        assert money(backstage, order)[0] != "refunded"
        backstage.done(order["order"], "refunds", amount)
    status, captured, refunded = money(backstage, order)
    assert (status, refunded) == ("refunded", captured)
    assert backstage.ask(order["order"], "refunds", "0.01").json()["type"].endswith(":not-enough-left")
    assert len(backstage.mails(order["order"])) == 1


@pytest.mark.browser
def test_immediate(shopper: Shopper, backstage: Backstage) -> None:
    number = shopper.order("lampe-veille")
    shopper.go_to_bank()
    shopper.pay("accepted", then="#ticket")
    shopper.back_to_shop()
    shopper.sees_paid()
    order = backstage.settled(number)
    assert money(backstage, order) == ("paid", "71.23", "0.00")
    assert "71,23" in mail(backstage, order)

    backstage.done(number, "refunds", "1.23")
    assert money(backstage, order) == ("partially_refunded", "71.23", "1.23")
    shopper.page.reload()
    assert "remboursée en partie" in shopper.text("h1")
    refund_whole(backstage, order, "20.00", "50.00")
    shopper.page.reload()
    assert "a été remboursée" in shopper.text("h1")


def test_deferred(backstage: Backstage) -> None:
    order = accepted(backstage, "deferred")
    assert money(backstage, order) == ("authorized", "0.00", "0.00")
    assert "100,00" in mail(backstage, order)

    assert backstage.ask(order["order"], "refunds", "1.00").json()["type"].endswith(":not-possible-now")
    backstage.done(order["order"], "captures")

    assert money(backstage, order) == ("paid", "100.00", "0.00")
    refund_whole(backstage, order, "99.99", "0.01")


def test_deferred_and_cancelled(backstage: Backstage) -> None:
    order = accepted(backstage, "deferred")

    backstage.done(order["order"], "cancellation")

    assert money(backstage, order) == ("cancelled", "0.00", "0.00")
    assert backstage.bank.book(order["reference"])["state"] == "cancelled"
    assert backstage.ask(order["order"], "captures").json()["type"].endswith(":not-possible-now")


def test_partial(backstage: Backstage) -> None:
    order = accepted(backstage, "partial")
    number = order["order"]
    assert "100,00" in mail(backstage, order)

    backstage.done(number, "captures", "40.00")
    backstage.done(number, "captures", "10.00")
    assert money(backstage, order) == ("authorized", "50.00", "0.00")
    backstage.done(number, "refunds", "5.00")  # of the first capture, while more can be captured
    assert money(backstage, order) == ("authorized", "50.00", "5.00")
    backstage.done(number, "captures", "25.00")
    backstage.done(number, "cancellation")
    assert money(backstage, order) == ("partially_refunded", "75.00", "5.00")
    assert backstage.bank.book(order["reference"])["left_to_capture"] == "0.00"

    assert backstage.ask(number, "refunds", "70.00").json()["type"].endswith(":not-possible-now")  # of no one capture
    refund_whole(backstage, order, "35.00", "25.00", "10.00")


def test_split(backstage: Backstage) -> None:
    bank = backstage.bank
    with bank.time_to_itself():
        order = accepted(backstage, "split", instalments=3)
        assert [part["status"] for part in order["instalments"]] == ["paid", "due", "due"]
        assert money(backstage, order) == ("paid", "33.34", "0.00")
        text = mail(backstage, order)
        for amount in ("33,34", "33,33", "100,00"):
            assert amount in text

        bank.days_pass(32)
        assert money(backstage, order) == ("paid", "66.67", "0.00")
        backstage.done(order["order"], "refunds", "33.34")  # the first instalment, before the last is due
        bank.days_pass(31)

        assert money(backstage, order) == ("partially_refunded", "100.00", "33.34")
        refund_whole(backstage, order, "33.33", "33.33")


def test_an_instalment_and_a_renewal_that_the_card_refuses_are_cases_and_take_nothing_back(
    backstage: Backstage,
) -> None:
    bank = backstage.bank
    with bank.time_to_itself():
        split, recurring = backstage.new_order("split", instalments=2), backstage.new_order("recurring")
        for started in (split, recurring):
            bank.arrive(started["form"]).pay(ACCEPTED_ONCE)

        happened = bank.days_pass(32)

        assert [one["accepted"] for one in happened if one["reference"] == split["reference"]] == [False]
        for started, kind, paid in (
            (split, "instalment-refused", "50.00"),
            (recurring, "renewal-refused", "100.00"),
        ):
            order = backstage.order(started["order"])
            agreed(order, bank.book(started["reference"]))
            assert [case["kind"] for case in order["cases"]] == [kind]
            assert (order["status"], order["captured"]) == ("paid", paid)
            assert backstage.done(order["order"], "refunds")["status"] == "refunded"


def test_recurring(backstage: Backstage) -> None:
    bank = backstage.bank
    with bank.time_to_itself():
        order = accepted(backstage, "recurring")
        number = order["order"]
        assert money(backstage, order) == ("paid", "100.00", "0.00")
        assert "100,00" in mail(backstage, order)

        bank.days_pass(32)
        bank.days_pass(31)
        assert money(backstage, order) == ("paid", "300.00", "0.00")
        backstage.done(number, "refunds", "60.00")
        backstage.done(number, "cancellation")
        stopped = backstage.order(number)
        assert (stopped["stopped_at"] is not None, bank.book(order["reference"])["stopped"]) == (True, True)

        happened = bank.days_pass(100)

        assert [one for one in happened if one["reference"] == order["reference"]] == []
        assert money(backstage, order) == ("partially_refunded", "300.00", "60.00")
        assert backstage.ask(number, "cancellation").json()["type"].endswith(":not-possible-now")
        refund_whole(backstage, order, "40.00", "100.00", "100.00")
