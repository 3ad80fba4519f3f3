"""Captures and refunds on the running stack, at a bank that answers badly, not at all, or against the truth."""

from __future__ import annotations

import pytest

from tests.journeys.bank_side import agreed

PATIENCE = 40.0  # seconds: some wait for a lease to end

pytestmark = pytest.mark.xdist_group("operations")


def paid(backstage, mode="immediate"):
    started = backstage.new_order(mode)
    backstage.bank.arrive(started["form"]).pay()
    return started["order"]


def ended(backstage, number):
    """The order when nothing about it is under way any more, the same in our record and in the bank's books."""
    order = backstage.at_rest(number, PATIENCE)
    agreed(order, backstage.bank.book(order["reference"]))
    return order


@pytest.mark.parametrize(
    ("fault", "status", "refunded"),
    [
        ("lost", "done", "5.00"),
        ("cut", "done", "5.00"),
        ("oversized", "done", "5.00"),
        ("lost-before", "refused", "0.00"),
        ("html", "refused", "0.00"),
    ],
)
def test_an_answer_that_says_nothing_is_settled_by_the_banks_status(backstage, fault, status, refunded):
    number = paid(backstage)
    backstage.bank.fail_once("refund", fault)

    backstage.ask(number, "refunds", "5.00")

    order = ended(backstage, number)
    assert [operation["status"] for operation in order["operations"]] == [status]
    assert (order["refunded"], order["cases"]) == (refunded, [])


@pytest.mark.parametrize(("what", "mode"), [("refunds", "immediate"), ("captures", "partial")])
def test_a_bank_that_does_it_and_says_refused_is_found_out_and_its_money_adopted(backstage, what, mode):
    number = paid(backstage, mode)
    backstage.bank.fail_once(what.removesuffix("s"), "contradictory")

    backstage.ask(number, what, "5.00")

    order = backstage.until(number, lambda order: order["cases"])
    agreed(order, backstage.bank.book(order["reference"]))
    assert [operation["status"] for operation in order["operations"]] == ["refused"]
    assert [case["kind"] for case in order["cases"]] == ["bank-disagrees"]
    money = order["refunded"] if what == "refunds" else order["captured"]
    assert money == "5.00"
    # What comes after goes by the true sums, and the bank agrees.
    backstage.done(number, what, "95.00")
    order = ended(backstage, number)
    assert (order["refunded"] if what == "refunds" else order["captured"], len(order["cases"])) == ("100.00", 1)


def test_a_worker_killed_while_it_asks_leaves_the_rest_to_the_next(brisk_stack, backstage):
    number = paid(backstage)
    backstage.bank.fail_once("refund", "slow", seconds=3)
    backstage.ask(number, "refunds", "5.00")
    backstage.until(number, lambda order: order["operations"][0]["status"] == "unknown")

    brisk_stack.kill("operations")
    brisk_stack.start("operations")

    order = ended(backstage, number)
    assert order["operations"][0]["status"] in ("done", "refused")
    assert order["cases"] == []


def test_a_stream_that_is_read_again_from_its_beginning_asks_the_bank_nothing(brisk_stack, backstage):
    started = backstage.new_order()
    page = backstage.bank.arrive(started["form"])
    page.pay()
    backstage.bank.fail_once("refund", "lost")
    backstage.ask(started["order"], "refunds", "5.00")
    ended(backstage, started["order"])
    calls = page.calls()

    # In its old records the refund is still to be settled, and overdue.
    brisk_stack.stop("operations")
    brisk_stack.start("operations")
    backstage.done(paid(backstage), "refunds")  # the last record: all before it have been taken up

    assert page.calls() == calls
