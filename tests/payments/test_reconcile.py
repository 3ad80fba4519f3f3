"""Reconciling an order with the bank's books: differences are listed first, then mended as usual."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.starting import resume
from chalicelib.domain.vocabulary import CaseKind, Mode, Status
from chalicelib.payments.bank_desk import BankDesk
from chalicelib.payments.reconcile import Difference, Standing, Unread, reconcile
from tests.domain.entries import accepted, after, refused
from tests.fakes import MemoryOrders
from tests.makers import NOW, PAGE, a_terminal, a_wish, an_order, terminals
from tests.payments.bank_books import FakeBank
from tests.payments.world import CAPTURE, REFUND, World

LATER = NOW + timedelta(days=1)
FIRST, SECOND = "CMD482101", "CMD482102"
UNPAID = Standing(Status.PENDING, 0, 0, 0, 0)
PAID = Standing(Status.PAID, 6273, 6273, 0, 0)


def set_up(order):
    orders, bank = MemoryOrders({order.number: order}), FakeBank(lambda: LATER)
    return orders, bank, BankDesk(bank, lambda: terminals(a_terminal()))


def found(orders, desk, *, trial=False, now=LATER):
    return list(reconcile(orders.stored["CMD4821"], orders=orders, desk=desk, now=now, trial=trial))


def of_world(world, *, trial=False):
    return list(reconcile(world.order, orders=world.orders, desk=world.desk, now=world.time, trial=trial))


def test_a_lost_payment_is_a_difference_that_is_mended_and_then_none_any_more():
    orders, bank, desk = set_up(an_order())
    bank.authorize(FIRST, 6273, at_once=True)

    assert found(orders, desk) == [Difference("CMD4821", FIRST, "PA", UNPAID, PAID, ())]
    assert orders.stored["CMD4821"].status is Status.PAID
    assert found(orders, desk) == []


def test_a_trial_tells_the_same_and_writes_nothing():
    orders, bank, desk = set_up(an_order())
    bank.authorize(FIRST, 6273, at_once=True)
    before = orders.stored["CMD4821"]

    assert found(orders, desk, trial=True) == found(orders, desk, trial=True)
    assert orders.stored["CMD4821"] is before
    assert found(orders, desk, trial=True) == found(orders, desk)


@pytest.mark.parametrize("trial", [True, False])
def test_what_agrees_is_not_listed(trial):
    orders, bank, desk = set_up(after(an_order(), accepted(an_order())))
    bank.authorize(FIRST, 6273, at_once=True)

    assert found(orders, desk, trial=trial) == []


def test_a_refund_in_the_portal_is_a_difference_with_its_case():
    world = World(Mode.IMMEDIATE)
    world.books.captures[0].back = 2500

    [difference] = of_world(world)

    assert (difference.ours.refunded, difference.theirs.refunded) == (0, 2500)
    assert (difference.theirs.status, difference.cases) == (Status.PARTIALLY_REFUNDED, (CaseKind.BANK_DISAGREES,))
    assert (world.agrees(), of_world(world)) == (True, [])


def test_an_answer_that_claimed_what_was_not_done_is_a_case_and_nothing_is_taken_away():
    world = World()
    world.bank.mishaps.append("claimed before")
    world.do(CAPTURE, 6000)
    assert of_world(world) == []  # it may be on its way into the books
    world.time += timedelta(days=2)

    [difference] = of_world(world)

    assert (difference.ours, difference.cases) == (difference.theirs, (CaseKind.BANK_DISAGREES,))
    assert (world.order.captured, of_world(world)) == (6000, [])


def test_every_attempt_is_compared_each_with_what_the_one_before_it_left():
    order = resume(after(an_order(), refused(an_order())), a_wish(), NOW, form_kept=True)
    orders, bank, desk = set_up(order)
    for reference in (FIRST, SECOND):
        bank.authorize(reference, 6273, at_once=True)

    one, two = found(orders, desk)

    assert (one.reference, one.theirs, one.cases) == (FIRST, PAID, ())
    assert (two.reference, two.ours, two.theirs, two.cases) == (SECOND, PAID, PAID, (CaseKind.SECOND_ACCEPTANCE,))
    assert orders.stored["CMD4821"].captured == 6273


@pytest.mark.parametrize(
    ("mishap", "why"),
    [
        ("silence before", "ReadTimeoutError"),
        ("page after", "too long, or with declarations"),
        ("cut after", "not XML"),
    ],
)
def test_an_attempt_that_the_bank_says_nothing_clear_about_is_listed_and_the_next_one_read(mishap, why):
    order = resume(after(an_order(), refused(an_order())), a_wish(), NOW, form_kept=True)
    orders, bank, desk = set_up(order)
    bank.authorize(SECOND, 6273, at_once=True)
    bank.pages[FIRST] = "RE"
    bank.mishaps.append(mishap)

    unread, difference = found(orders, desk)

    assert unread == Unread("CMD4821", FIRST, why)
    assert (difference.reference, difference.theirs) == (SECOND, PAID)


def test_an_order_that_changed_meanwhile_is_left_to_the_next_time():
    orders, bank, desk = set_up(an_order())
    bank.authorize(FIRST, 6273, at_once=True)
    image = orders.stored["CMD4821"]
    orders.stored["CMD4821"] = after(image, refused(image))

    list(reconcile(image, orders=orders, desk=desk, now=LATER, trial=False))

    assert orders.stored["CMD4821"].status is Status.REFUSED
    assert len(found(orders, desk)) == 1


def test_nothing_is_mended_while_an_operation_is_under_way():
    world = World(Mode.IMMEDIATE)
    world.wish(REFUND, 3000)
    world.bank.mishaps.append("silence after")
    world.run()

    assert of_world(world) == []
    assert world.order.refunded == 0


def test_a_page_that_the_bank_knows_to_be_over_is_listed_as_expired():
    orders, bank, desk = set_up(an_order())
    bank.pages[FIRST] = "AP"

    [difference] = found(orders, desk, now=NOW + PAGE)

    assert (difference.ours.status, difference.theirs.status) == (Status.PENDING, Status.EXPIRED)
