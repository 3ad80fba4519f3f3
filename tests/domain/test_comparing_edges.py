"""Where comparing with the books turns: the last cent, the last day, and which capture the bank can have meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.comparing import LAG, MAX_ASKS
from chalicelib.domain.order import Order
from chalicelib.domain.reports import BookedCapture
from chalicelib.domain.vocabulary import BookState, CaseKind, InstalmentStatus, Mode, Status
from tests.domain.entries import after, kinds
from tests.domain.operations import (
    CAPTURE,
    DAY,
    LONG,
    REFUND,
    SOON,
    answered,
    asked_for,
    booked,
    done,
    in_books,
    paid,
    partial,
    read,
    some_books,
    taken,
)
from tests.domain.terms import TERM, instalment, split, subscribed
from tests.makers import NOW

CASE = [CaseKind.BANK_DISAGREES]
TUESDAY, THURSDAY, FRIDAY = DAY + timedelta(days=1), DAY + timedelta(days=3), DAY + timedelta(days=4)


def numbers(order: Order) -> list[str]:
    return [capture.authorization for capture in order.captures.values()]


def refunds(order: Order) -> list[int]:
    return [capture.refunded for capture in order.captures.values()]


def aged(order: Order) -> Order:
    """The order when its operations were answered nine days earlier."""
    old = {
        n: replace(operation, answered_at=NOW - timedelta(days=9)) for n, operation in order.operations.items()
    }  # fmt: skip
    return replace(order, operations=old)


# How often the bank is asked


@pytest.mark.parametrize("amounts", [(None, 0), (10000, None)])
def test_books_that_leave_an_amount_out_are_asked_for_daily_and_not_for_ever(amounts: tuple[int | None, ...]) -> None:
    unclear = some_books(*amounts)
    order = paid()
    assert read(order, unclear, now=LONG) is order

    order = order.with_attempt(order.paying_attempt, ask_at=LONG)
    for asks in range(1, MAX_ASKS):
        order = read(order, unclear, now=LONG)
        assert (order.last_attempt.asks, order.last_attempt.ask_at) == (asks, LONG + timedelta(days=1))
    order = read(order, unclear, now=LONG)
    assert (order.last_attempt.asks, order.last_attempt.ask_at) == (MAX_ASKS, None)
    assert order.cases == ()


def test_clear_books_end_the_counting() -> None:
    order = paid()
    asked = order.with_attempt(order.paying_attempt, asks=3)

    assert read(asked, in_books(booked(10000, DAY))).last_attempt.asks == 0


# What is on its way into the books


def test_what_was_done_is_on_its_way_for_a_day_and_then_missing() -> None:
    captured, refunded = paid(), done(paid(), REFUND, 3000)
    books = in_books(booked(10000, DAY))

    assert kinds(read(captured, in_books(), now=NOW + LAG)) == []
    assert kinds(read(captured, in_books(), now=NOW + 2 * LAG)) == CASE
    assert kinds(read(refunded, books, now=NOW + LAG)) == []
    assert kinds(read(refunded, books, now=NOW + LAG + timedelta(seconds=1))) == CASE


def test_of_two_refunds_one_may_be_there_already() -> None:
    order = done(done(paid(), REFUND, 3000), REFUND, 2000)

    assert kinds(read(order, in_books(booked(10000, DAY, refunded=3000)), now=SOON)) == []


def test_a_cent_that_is_missing_for_longer_is_a_case_beside_what_is_on_its_way() -> None:
    order = partial(1)
    old = replace(order, captures={1: replace(order.captures[1], captured_on=DAY - timedelta(days=9))})

    assert kinds(read(done(old, CAPTURE, 9999), in_books(state=BookState.AUTHORIZED), now=SOON)) == CASE


def test_only_a_refund_that_was_done_is_on_its_way() -> None:
    old = aged(done(partial(6000), REFUND, 3000))
    refused = answered(taken(asked_for(old, REFUND, 3000)), False)
    captured = done(old, CAPTURE, 3000)

    assert kinds(read(refused, in_books(booked(6000, DAY)), now=SOON)) == CASE
    assert kinds(read(captured, in_books(booked(6000, DAY), booked(3000, DAY)), now=SOON)) == CASE


# Which capture is meant


def test_a_number_that_is_known_is_not_unlearnt() -> None:
    order = done(paid(Mode.PARTIAL), CAPTURE, 6000, authorization="B1")

    assert numbers(read(order, in_books(booked(6000, TUESDAY, "000000"), state=BookState.AUTHORIZED))) == ["B1"]


def test_captures_alike_are_each_paired_once() -> None:
    order = read(partial(5000, 5000), in_books(booked(5000, DAY, "B1"), booked(5000, TUESDAY, "B2")))

    assert (numbers(order), [c.captured_on for c in order.captures.values()]) == (["B1", "B2"], [DAY, TUESDAY])


@pytest.mark.parametrize(("day", "number"), [(THURSDAY, "B1"), (FRIDAY, "")])
def test_a_remittance_is_within_three_days_of_its_capture(day: date, number: str) -> None:
    order = read(partial(6000), in_books(booked(6000, day, "B1"), state=BookState.AUTHORIZED))

    assert numbers(order) == [number]


def test_another_number_is_another_capture() -> None:
    order = done(paid(Mode.PARTIAL), CAPTURE, 5000, authorization="B1")

    found = read(order, some_books(10000, 0, BookState.PAID, booked(5000, DAY, "B2")))

    assert (numbers(found), found.captured) == (["B1", "B2"], 10000)


# To the cent


def test_a_sum_that_is_ours_adopts_nothing_however_it_is_listed() -> None:
    order = read(paid(), in_books(booked(6000, DAY), booked(4000, DAY)))

    assert ([c.amount for c in order.captures.values()], order.cases) == ([10000], ())


def test_a_cent_more_is_adopted() -> None:
    assert read(partial(6000), in_books(booked(6000, DAY), booked(1, DAY))).captured == 6001
    unlisted = read(partial(6000), some_books(6001, 0)).captures[2]
    assert (unlisted.amount, unlisted.authorization) == (1, "")
    assert read(paid(), in_books(booked(10000, DAY, refunded=1))).refunded == 1


@pytest.mark.parametrize(
    ("listed", "taken_from"),
    [
        ((booked(6000, DAY), booked(4000, DAY, refunded=2500)), [0, 2500]),
        ((booked(4000, DAY, refunded=2500),), [0, 2500]),
        ((booked(6000, DAY, refunded=2500), booked(4000, DAY)), [2500, 0]),
    ],
)
def test_a_refund_is_taken_from_the_capture_under_which_it_is_listed(
    listed: tuple[BookedCapture, ...], taken_from: list[int]
) -> None:
    assert refunds(read(partial(6000, 4000), some_books(10000, 2500, BookState.PAID, *listed))) == taken_from


def test_what_was_refunded_of_a_capture_already_is_not_refunded_twice() -> None:
    order = done(partial(6000, 4000), REFUND, 1000)

    found = read(order, in_books(booked(6000, DAY, refunded=1000), booked(4000, DAY, refunded=500)))

    assert refunds(found) == [1000, 500]


# What ends, and what comes by itself


def test_a_deferred_payment_that_was_captured_in_part_has_ended_at_once() -> None:
    order = read(paid(Mode.DEFERRED), in_books(booked(4000, DAY)), now=SOON)

    assert (order.status, order.released, kinds(order)) == (Status.PAID, 6000, CASE)


def test_what_is_left_beside_what_was_given_up_may_still_be_held() -> None:
    order = replace(partial(6000), released=1000)

    assert kinds(read(order, in_books(booked(6000, DAY), state=BookState.AUTHORIZED))) == []


def test_of_terms_after_a_stop_one_that_was_in_time_does_not_excuse_the_other() -> None:
    order = replace(subscribed(), stopped_at=NOW + timedelta(days=10))
    terms = [booked(TERM, DAY + timedelta(days=days), f"A{days}") for days in (0, 7, 14)]

    assert kinds(read(order, in_books(*terms[:2]), now=LONG)) == []
    assert kinds(read(order, in_books(*terms), now=LONG)) == CASE
    assert kinds(read(order, some_books(2 * TERM, 0, BookState.PAID), now=LONG)) == CASE


def test_an_instalment_is_found_among_those_that_are_not_paid() -> None:
    order = after(split(), instalment(split(), 1))
    second = booked(4000, date(2026, 12, 23), "A2")

    found = read(order, in_books(booked(4000, DAY, "A1"), second), now=NOW + timedelta(days=31))

    paid_part, due = InstalmentStatus.PAID, InstalmentStatus.DUE
    assert [part.status for part in found.instalments] == [paid_part, paid_part, due]
