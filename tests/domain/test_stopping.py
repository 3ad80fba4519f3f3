"""A recurrence is stopped once; no money moves, so that a stop whose answer was lost may be asked for again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from chalicelib.domain.errors import NotPossibleNow
from chalicelib.domain.operating import UNSETTLED, stops_recurrence
from chalicelib.domain.order import Order
from chalicelib.domain.vocabulary import BookState, CaseKind, Mode, Status
from tests.domain.entries import kinds
from tests.domain.operations import (
    CANCELLATION,
    CAPTURE,
    DONE,
    LATER,
    PAUSE,
    REFUND,
    REFUSED,
    UNKNOWN,
    answered,
    asked_for,
    booked,
    done,
    last,
    paid,
    read,
    some_books,
    taken,
)
from tests.domain.terms import TERM, recurring, subscribed, sums
from tests.makers import NOW


def test_a_stop_is_a_cancellation_of_no_money() -> None:
    order = asked_for(subscribed(), CANCELLATION)

    assert (last(order).amount, order.refundable, order.status) == (0, TERM, Status.PAID)
    assert stops_recurrence(order, last(order))
    assert order.next_operation is last(order)


def test_a_recurrence_that_was_stopped_keeps_its_money_and_its_status() -> None:
    order = done(subscribed(), CANCELLATION)

    assert (order.stopped_at, last(order).status) == (NOW, DONE)
    assert (sums(order), order.released, order.status, order.cases) == ((TERM, TERM, 0), 0, Status.PAID, ())
    assert done(order, REFUND).status is Status.REFUNDED


def test_a_recurrence_is_stopped_once() -> None:
    under_way = asked_for(subscribed(), CANCELLATION)

    for order in (under_way, taken(under_way), answered(taken(under_way), None), answered(taken(under_way), True)):
        with pytest.raises(NotPossibleNow):
            asked_for(order, CANCELLATION)


def test_a_stop_that_the_bank_refuses_may_be_asked_for_again() -> None:
    order = answered(taken(asked_for(subscribed(), CANCELLATION)), False)

    assert (order.stopped_at, last(order).status, order.last_attempt.ask_at) == (None, REFUSED, NOW)
    assert last(asked_for(order, CANCELLATION)).number == 2


def test_a_stop_whose_answer_was_lost_is_due_again_and_done_by_a_later_answer() -> None:
    lost = answered(taken(asked_for(subscribed(), CANCELLATION)), None)
    assert (last(lost).status, lost.next_operation, last(lost).due_at) == (UNKNOWN, last(lost), NOW + PAUSE)

    assert answered(lost, True, now=LATER).stopped_at == LATER


def test_a_stop_that_nobody_answers_for_long_is_a_case() -> None:
    lost = answered(taken(asked_for(subscribed(), CANCELLATION)), None)

    assert kinds(answered(lost, None, now=NOW + UNSETTLED)) == [CaseKind.BANK_DISAGREES]


def test_refunds_wait_for_the_stop_and_are_not_kept_from_their_money() -> None:
    order = asked_for(asked_for(subscribed(), CANCELLATION), REFUND)

    assert (last(order).amount, order.refundable) == (TERM, 0)
    assert taken(order) is order
    assert last(taken(answered(taken(order, 1), True, 1))).status is UNKNOWN


def test_a_recurrence_that_has_not_begun_has_nothing_to_stop() -> None:
    with pytest.raises(NotPossibleNow):
        asked_for(recurring(), CANCELLATION)


def test_only_a_cancellation_of_a_recurrence_is_a_stop() -> None:
    assert not stops_recurrence(*_with_last(asked_for(subscribed(), REFUND)))
    assert not stops_recurrence(*_with_last(asked_for(paid(Mode.PARTIAL), CANCELLATION)))
    assert not stops_recurrence(*_with_last(asked_for(paid(Mode.PARTIAL), CAPTURE)))


def _with_last(order: Order):  # type: ignore[no-untyped-def]
    return order, last(order)


def test_the_books_of_what_renewed_are_read_once_more_after_the_stop_at_what_would_have_been_its_next_term() -> None:
    order = done(subscribed(), CANCELLATION)
    term = order.entries[0].received_at + timedelta(days=31)
    assert order.last_attempt.ask_at == term

    books = some_books(TERM, 0, BookState.PAID, booked(TERM, date(2026, 11, 23), "A0"))
    assert read(order, books, now=term).last_attempt.ask_at is None
