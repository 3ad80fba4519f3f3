"""Authorizations that end in the bank's books, and refusals that they show to have been none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.reports import BookedCapture
from chalicelib.domain.vocabulary import BookState, CaseKind, Mode, Status
from tests.domain.entries import kinds
from tests.domain.operations import (
    CANCELLATION,
    CAPTURE,
    DAY,
    ENDED,
    REFUND,
    answered,
    asked_for,
    booked,
    done,
    in_books,
    paid,
    partial,
    read,
    read_twice,
    taken,
)
from tests.domain.terms import sums
from tests.makers import NOW

CASE = [CaseKind.BANK_DISAGREES]
PAID, AUTHORIZED, CANCELLED = BookState.PAID, BookState.AUTHORIZED, BookState.CANCELLED


# What ends


def test_a_deferred_payment_that_its_contract_captures_at_the_end_is_paid_without_a_case() -> None:
    order = read_twice(paid(Mode.DEFERRED), in_books(booked(10000, date(2026, 11, 30))), ENDED)

    assert (order.status, sums(order), order.cases) == (Status.PAID, (10000, 10000, 0), ())
    assert order.last_attempt.ask_at is None


@pytest.mark.parametrize("captures", [(booked(4000, DAY),), (booked(6000, DAY), booked(4000, DAY))])
def test_a_deferred_payment_is_captured_whole_or_somebody_did_something(captures: tuple[BookedCapture, ...]) -> None:
    assert kinds(read_twice(paid(Mode.DEFERRED), in_books(*captures), ENDED)) == CASE


def test_a_deferred_payment_that_was_given_up_and_is_captured_after_all_is_paid_with_a_case() -> None:
    given_up = replace(paid(Mode.DEFERRED), released=10000)
    assert given_up.status is Status.CANCELLED

    order = read_twice(given_up, in_books(booked(10000, date(2026, 12, 2))), ENDED + timedelta(days=3))

    assert (order.status, sums(order), order.released, kinds(order)) == (Status.PAID, (10000, 10000, 0), 0, CASE)


@pytest.mark.parametrize("state", [PAID, AUTHORIZED])
def test_a_part_that_is_captured_of_what_was_given_up_leaves_the_rest_given_up(state: BookState) -> None:
    given_up = replace(partial(6000), released=4000)

    order = read_twice(given_up, in_books(booked(6000, DAY), booked(1500, DAY), state=state), ENDED)

    assert (order.status, sums(order), order.released, kinds(order)) == (Status.PAID, (10000, 7500, 0), 2500, CASE)


@pytest.mark.parametrize("mode", [Mode.DEFERRED, Mode.PARTIAL])
@pytest.mark.parametrize("state", [CANCELLED, BookState.EXPIRED])
def test_an_authorization_that_has_ended_uncaptured_is_cancelled(mode: Mode, state: BookState) -> None:
    order = read_twice(paid(mode), in_books(state=state), ENDED)

    assert (order.status, order.released, order.cases, order.due_at()) == (
        Status.CANCELLED,
        10000,
        (),
        order.effects["confirmation"].due_at,
    )


@pytest.mark.parametrize("mode", [Mode.DEFERRED, Mode.PARTIAL])
def test_one_that_ended_before_its_time_was_cancelled_in_the_portal_which_is_a_case(mode: Mode) -> None:
    order = read_twice(paid(mode), in_books(state=CANCELLED), ENDED - timedelta(seconds=1))

    assert (order.status, order.released, kinds(order)) == (Status.CANCELLED, 10000, CASE)


def test_what_is_left_of_a_partial_payment_called_paid_is_held_until_its_end() -> None:
    books = in_books(booked(6000, DAY))

    order = read_twice(partial(6000), books, ENDED - timedelta(seconds=1))
    assert (order.status, order.capturable, order.cases) == (Status.AUTHORIZED, 4000, ())

    order = read_twice(order, books, ENDED)
    assert (order.status, order.released, order.cases) == (Status.PAID, 4000, ())


def test_what_was_given_up_and_is_still_held_at_the_bank_is_a_case() -> None:
    given_up = done(paid(Mode.PARTIAL), CANCELLATION)

    order = read_twice(given_up, in_books(state=AUTHORIZED))
    assert (order.status, order.released, kinds(order)) == (Status.CANCELLED, 10000, CASE)
    assert read_twice(given_up, in_books(state=CANCELLED)).cases == ()


def test_an_authorization_that_the_books_still_hold_at_its_end_is_asked_about_again_a_day_later() -> None:
    order = read(paid(Mode.PARTIAL), in_books(state=AUTHORIZED), now=ENDED)

    assert (order.status, order.released) == (Status.AUTHORIZED, 0)
    assert order.last_attempt.ask_at == ENDED + timedelta(days=1)


# A refusal is not believed blindly


@pytest.mark.parametrize("mode", [Mode.DEFERRED, Mode.PARTIAL])
def test_a_refusal_makes_the_books_due_and_a_capture_that_was_made_all_the_same_is_adopted(mode: Mode) -> None:
    no = answered(taken(asked_for(paid(mode), CAPTURE)), False)
    assert no.last_attempt.ask_at == no.due_at() == NOW

    order = read_twice(no, in_books(booked(10000, DAY)))

    assert (order.status, sums(order), kinds(order)) == (Status.PAID, (10000, 10000, 0), CASE)


def test_a_refused_refund_that_was_made_all_the_same_is_adopted() -> None:
    order = read_twice(
        answered(taken(asked_for(paid(), REFUND, 3000)), False), in_books(booked(10000, DAY, refunded=3000))
    )

    assert (order.status, order.captures[1].refunded, kinds(order)) == (Status.PARTIALLY_REFUNDED, 3000, CASE)


def test_a_refusal_that_was_meant_is_no_case() -> None:
    order = read_twice(answered(taken(asked_for(paid(), REFUND, 3000)), False), in_books(booked(10000, DAY)))

    assert (order.refundable, order.cases, order.last_attempt.ask_at) == (10000, (), None)
