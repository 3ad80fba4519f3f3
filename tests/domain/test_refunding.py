"""What may be refunded: never more than was captured, and of one capture at a time."""

from __future__ import annotations

import pytest

from chalicelib.domain.errors import NotEnoughLeft, NotPossibleNow
from chalicelib.domain.vocabulary import Mode, Status
from tests.domain.operations import CANCELLATION, CAPTURE, REFUND, answered, asked_for, done, last, paid, taken


def test_refunds_go_from_paid_to_partially_refunded_to_refunded() -> None:
    order = done(paid(), REFUND, 3000)
    assert (order.status, order.refunded, order.refundable) == (Status.PARTIALLY_REFUNDED, 3000, 7000)

    order = done(order, REFUND)
    assert (order.status, order.refunded, order.refundable) == (Status.REFUNDED, 10000, 0)
    with pytest.raises(NotEnoughLeft):
        asked_for(order, REFUND)


def test_refunds_under_way_are_kept_out_of_what_is_left() -> None:
    order = asked_for(taken(asked_for(paid(), REFUND, 3000)), REFUND, 3000)

    assert (order.refunded, order.refundable, order.status) == (0, 4000, Status.PAID)
    with pytest.raises(NotEnoughLeft):
        asked_for(order, REFUND, 4001)
    assert last(asked_for(order, REFUND)).amount == 4000


def test_only_what_was_captured_is_refunded() -> None:
    order = done(paid(Mode.PARTIAL), CAPTURE, 6000)

    with pytest.raises(NotEnoughLeft):
        asked_for(order, REFUND, 6001)
    order = done(order, REFUND)
    assert (order.refunded, order.status) == (6000, Status.AUTHORIZED)
    assert done(order, CANCELLATION).status is Status.REFUNDED


def test_a_refund_names_the_capture_that_it_takes_back_from() -> None:
    order = done(done(paid(Mode.PARTIAL), CAPTURE, 6000), CAPTURE, 4000)

    assert last(asked_for(order, REFUND, 6000)).capture == 1
    order = done(order, REFUND, 3000)
    assert (last(order).capture, last(asked_for(order, REFUND, 4000)).capture) == (1, 2)
    with pytest.raises(NotPossibleNow):
        asked_for(order, REFUND, 4001)
    with pytest.raises(NotPossibleNow):
        asked_for(order, REFUND)


def test_refunds_under_way_keep_their_capture_s_money_too() -> None:
    order = done(done(paid(Mode.PARTIAL), CAPTURE, 6000), CAPTURE, 4000)

    order = asked_for(order, REFUND, 5000)
    assert last(asked_for(order, REFUND, 1000)).capture == 1
    assert last(asked_for(order, REFUND, 4000)).capture == 2
    assert last(asked_for(taken(order), REFUND, 4000)).capture == 2


def test_what_was_refunded_while_there_was_one_capture_counts_against_it_when_there_are_more() -> None:
    order = done(done(paid(Mode.PARTIAL), CAPTURE, 6000), REFUND, 5000)
    order = done(order, CAPTURE, 4000)

    assert last(asked_for(order, REFUND, 4000)).capture == 2
    assert last(asked_for(order, REFUND, 1000)).capture == 1


def test_a_refund_that_was_refused_frees_its_capture() -> None:
    order = done(done(paid(Mode.PARTIAL), CAPTURE, 6000), CAPTURE, 4000)
    order = answered(taken(asked_for(order, REFUND, 6000)), False)

    assert last(asked_for(order, REFUND, 6000)).capture == 1


def test_what_the_payment_itself_captured_is_a_capture_too() -> None:
    order = done(paid(), REFUND, 1)

    assert (last(order).capture, order.captures[1].amount, order.captures[1].refunded) == (1, 10000, 1)
