"""The bank's books are all there is, and the way to them is bad: the order ends right all the same."""

from __future__ import annotations

import time

import pytest

from tests.journeys.bank_side import agreed

pytestmark = pytest.mark.xdist_group("operations")


def paid_in_silence(backstage):
    """Nothing tells of it but the books. The order as started, and the bank's page of it."""
    started = backstage.new_order()
    with backstage.bank.silent():
        page = backstage.bank.arrive(started["form"])
        page.pay()
    return started, page


def ends_paid(backstage, started):
    backstage.until(started["order"], lambda order: order["status"] == "paid")
    order = backstage.settled(started["order"])
    agreed(order, backstage.bank.book(order["reference"]))
    assert (order["cases"], len(order["entries"]), len(backstage.mails(order["order"]))) == ([], 1, 1)


@pytest.mark.parametrize("fault", ["slow", "cut", "lost", "html"])
def test_a_status_that_does_not_arrive_is_asked_for_again(backstage, fault):
    started, page = paid_in_silence(backstage)
    backstage.bank.fail_once("status", fault, **({"seconds": 3} if fault == "slow" else {}))

    backstage.come_back(started)

    ends_paid(backstage, started)
    assert page.calls() == 2  # in vain, and well


def test_a_worker_killed_between_asking_the_books_and_writing_leaves_them_to_the_next(brisk_stack, backstage):
    started, page = paid_in_silence(backstage)
    backstage.bank.fail_once("status", "slow", seconds=1.5)
    backstage.come_back(started)
    deadline = time.monotonic() + 10
    while not page.calls():
        assert time.monotonic() < deadline
        time.sleep(0.02)

    brisk_stack.kill("operations")
    before = backstage.order(started["order"])
    brisk_stack.start("operations")

    assert (before["status"], before["attempts"][0]["asks"]) == ("pending", 0)
    ends_paid(backstage, started)
    assert page.calls() == 2
