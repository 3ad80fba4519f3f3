"""Operations go to the bank one at a time, unknown before the call; an answer counts once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.errors import NotEnoughLeft
from chalicelib.domain.operating import UNSETTLED
from chalicelib.domain.vocabulary import CaseKind, Mode
from tests.domain.entries import kinds
from tests.domain.operations import (
    CAPTURE,
    LATER,
    LEASE,
    PAUSE,
    REFUND,
    UNKNOWN,
    answered,
    asked_for,
    last,
    paid,
    settled,
    some_books,
    taken,
)
from tests.makers import NOW


def test_the_worker_that_takes_an_operation_marks_it_unknown_for_its_lease() -> None:
    before = asked_for(paid(), REFUND, 3000)
    order = taken(before)

    assert (last(order).status, last(order).owner, last(order).due_at) == (UNKNOWN, "a", NOW + LEASE)
    assert order.version == before.version + 1
    assert (order.refunded, order.refundable) == (0, 7000)


def test_nobody_takes_an_operation_twice_not_even_after_the_lease() -> None:
    order = taken(asked_for(paid(), REFUND, 3000))

    for now in (NOW, NOW + LEASE, LATER):
        assert taken(order, owner="b", now=now) is order


def test_operations_go_in_the_order_in_which_they_were_asked_for() -> None:
    order = asked_for(asked_for(paid(), REFUND, 3000), REFUND, 2000)

    assert taken(order, 2) is order
    first = taken(order, 1)
    assert taken(first, 2) is first
    unknown = answered(first, None, 1)
    assert taken(unknown, 2, now=LATER) is unknown
    assert last(taken(answered(unknown, False, 1), 2)).status is UNKNOWN


def test_an_operation_is_not_taken_before_it_is_due_nor_one_that_there_is_not() -> None:
    order = asked_for(paid(), REFUND, 3000)

    assert taken(order, now=NOW - timedelta(seconds=1)) is order
    assert taken(order, 7) is order
    assert answered(order, True, 7) is order
    assert settled(order, some_books(0, 0), number=7) is order


def test_an_order_is_due_when_its_next_operation_is() -> None:
    order = asked_for(paid(), REFUND, 3000)
    order = replace(order, effects={})

    assert order.due_at() == NOW
    assert taken(order).due_at() == NOW + LEASE
    assert answered(taken(order), None).due_at() == NOW + PAUSE
    assert answered(taken(order), True).due_at() is None


def test_an_answer_to_what_nobody_asked_is_nothing() -> None:
    order = asked_for(paid(), REFUND, 3000)

    assert answered(order, True) is order


def test_silence_leaves_the_operation_unknown_and_its_money_reserved_until_the_books_are_asked() -> None:
    order = answered(taken(asked_for(paid(), REFUND, 3000)), None, label="timeout", code="-1")

    assert (last(order).status, last(order).owner) == (UNKNOWN, "")
    assert (last(order).label, last(order).code) == ("timeout", "-1")
    assert (last(order).due_at, order.refundable, order.cases) == (NOW + PAUSE, 7000, ())
    with pytest.raises(NotEnoughLeft):
        asked_for(order, REFUND, 7001)


def test_an_answer_counts_once() -> None:
    order = answered(taken(asked_for(paid(), REFUND, 3000)), True, authorization="A1")

    assert (order.refunded, last(order).authorization, last(order).owner) == (3000, "A1", "")
    assert answered(order, True, now=LATER) is order
    assert answered(order, None, now=LATER) is order


def test_an_answer_that_comes_while_the_books_are_still_to_be_asked_is_taken() -> None:
    silent = answered(taken(asked_for(paid(), REFUND, 3000)), None)

    assert answered(silent, True).refunded == 3000


def test_an_operation_that_stays_unknown_for_long_is_a_case_once() -> None:
    order = taken(asked_for(paid(), REFUND, 3000))

    soon = answered(order, None, now=NOW + UNSETTLED - timedelta(seconds=1))
    assert soon.cases == ()
    long = answered(soon, None, now=NOW + UNSETTLED)
    assert (kinds(long), last(long).status) == ([CaseKind.BANK_DISAGREES], UNKNOWN)
    assert kinds(answered(long, None, now=LATER)) == [CaseKind.BANK_DISAGREES]


@pytest.mark.parametrize("done", [True, False, None])
def test_whatever_is_answered_makes_one_version(done: bool | None) -> None:
    order = taken(asked_for(paid(), REFUND, 3000))

    assert answered(order, done).version == order.version + 1
    assert answered(order, done, now=NOW + UNSETTLED).version == order.version + 1


@pytest.mark.parametrize(("seconds", "asked"), [(-1, True), (0, True), (1, False)])
def test_books_that_are_due_are_read_all_the_same_and_later_ones_are_not(seconds: int, asked: bool) -> None:
    order = paid(Mode.PARTIAL)
    moment = NOW + timedelta(seconds=seconds)
    order = order.with_attempt(order.paying_attempt, ask_at=moment)

    captured = answered(taken(asked_for(order, CAPTURE)), True)

    assert captured.paying_attempt.ask_at == (moment if asked else None)
