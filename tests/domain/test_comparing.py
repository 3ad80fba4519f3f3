"""An accepted payment beside the bank's books: what they hold more is adopted, what they hold less is a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from chalicelib.domain.reports import BookedCapture, Books, CaseResolved
from chalicelib.domain.vocabulary import BookState, CaseKind, Mode, Status
from tests.domain.entries import kinds
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
    read_twice,
    some_books,
    taken,
    told,
)
from tests.domain.terms import adds_up, sums

CASE = [CaseKind.BANK_DISAGREES]
PAID, AUTHORIZED, CANCELLED = BookState.PAID, BookState.AUTHORIZED, BookState.CANCELLED


# As it should be


@pytest.mark.parametrize("now", [SOON, LONG])
def test_books_that_agree_change_nothing(now: datetime) -> None:
    order = paid()

    assert read(order, in_books(booked(10000, DAY, "000000")), now=now) is order


def test_they_tell_on_which_day_and_under_which_number_a_capture_was_remitted() -> None:
    order = partial(6000, 4000)
    monday = date(2026, 11, 25)

    learnt = read_twice(order, in_books(booked(4000, monday, "B2"), booked(6000, DAY, "B1")))

    captures = [(c.amount, c.captured_on, c.authorization) for c in learnt.captures.values()]
    assert captures == [(6000, DAY, "B1"), (4000, monday, "B2")]
    assert (sums(learnt), learnt.cases) == (sums(order), ())


def test_captures_of_one_amount_are_told_apart_by_their_numbers() -> None:
    order = done(done(paid(Mode.PARTIAL), CAPTURE, 5000, authorization="B1"), CAPTURE, 5000, authorization="B2")
    tuesday = date(2026, 11, 24)

    learnt = read_twice(order, in_books(booked(5000, tuesday, "B2"), booked(5000, DAY, "B1")))

    assert [c.captured_on for c in learnt.captures.values()] == [DAY, tuesday]
    assert learnt.cases == ()


def test_a_capture_whose_number_is_known_is_not_given_to_one_whose_number_is_not() -> None:
    order = done(done(paid(Mode.PARTIAL), CAPTURE, 5000), CAPTURE, 5000, authorization="B2")
    tuesday = date(2026, 11, 24)

    learnt = read_twice(order, in_books(booked(5000, tuesday, "B2"), booked(5000, DAY, "B1")))

    captures = [(c.captured_on, c.authorization) for c in learnt.captures.values()]
    assert captures == [(DAY, "B1"), (tuesday, "B2")]


def test_nothing_is_compared_while_an_operation_is_under_way() -> None:
    order = taken(asked_for(partial(6000), CAPTURE, 4000))
    books = in_books(booked(6000, DAY), booked(4000, DAY))

    held = read(order, books, now=SOON)

    assert (sums(held), held.captures, held.cases) == (sums(order), order.captures, ())
    assert held.last_attempt.ask_at == SOON + timedelta(days=1)
    assert sums(read_twice(answered(held, True), books)) == (10000, 10000, 0)


@pytest.mark.parametrize("books", [some_books(None, 0, PAID), some_books(10000, None, PAID)])
def test_books_that_do_not_name_all_amounts_are_compared_with_nothing(books: Books) -> None:
    order = done(paid(), REFUND, 3000)

    assert (kinds(read(order, books)), sums(read(order, books))) == ([], sums(order))


# More in the books


def test_a_refund_made_in_the_portal_is_adopted_with_one_case() -> None:
    order = read_twice(partial(6000, 4000), in_books(booked(6000, DAY, refunded=2500), booked(4000, DAY)))

    assert (order.status, sums(order), kinds(order)) == (Status.PARTIALLY_REFUNDED, (10000, 10000, 2500), CASE)
    assert [capture.refunded for capture in order.captures.values()] == [2500, 0]
    resolved = told(order, CaseResolved(order.cases[0].id, "it was me", SOON))
    assert read(resolved, in_books(booked(6000, DAY, refunded=2500), booked(4000, DAY))) is resolved


def test_a_refund_in_the_portal_adds_to_ours() -> None:
    order = read_twice(done(paid(), REFUND, 3000), in_books(booked(10000, DAY, refunded=4000)))

    assert (sums(order), adds_up(order), kinds(order)) == ((10000, 10000, 4000), True, CASE)


@pytest.mark.parametrize("captures", [(), (booked(6000, DAY), booked(4000, DAY))])
def test_a_refund_that_is_listed_under_no_capture_is_taken_from_wherever_there_is_room(
    captures: tuple[BookedCapture, ...],
) -> None:
    order = read_twice(partial(6000, 4000), some_books(10000, 7000, PAID, *captures))

    assert (sums(order), adds_up(order)) == ((10000, 10000, 7000), True)
    assert [capture.refunded for capture in order.captures.values()] == [6000, 1000]


def test_more_refunded_than_captured_is_never_believed() -> None:
    order = read_twice(paid(), some_books(10000, 12000, PAID, booked(10000, DAY, refunded=12000)))

    assert (order.status, sums(order), adds_up(order), kinds(order)) == (
        Status.REFUNDED,
        (10000, 10000, 10000),
        True,
        CASE,
    )


def test_a_capture_made_in_the_portal_is_adopted_with_one_case() -> None:
    order = read_twice(partial(6000), in_books(booked(6000, DAY), booked(1500, DAY, "P1"), state=AUTHORIZED))

    assert (order.status, sums(order), kinds(order)) == (Status.AUTHORIZED, (10000, 7500, 0), CASE)
    assert [(c.amount, c.authorization) for c in order.captures.values()] == [(6000, ""), (1500, "P1")]
    assert order.capturable == 2500


def test_what_the_books_sum_up_but_do_not_list_is_adopted_whole() -> None:
    order = read_twice(partial(6000), some_books(8000, 0, AUTHORIZED))

    assert (sums(order), adds_up(order), kinds(order)) == ((10000, 8000, 0), True, CASE)


def test_more_captured_than_was_authorized_raises_what_was_authorized() -> None:
    order = read_twice(paid(), in_books(booked(10000, DAY), booked(5000, DAY)))

    assert (sums(order), adds_up(order), kinds(order)) == ((15000, 15000, 0), True, CASE)


# Less in the books


@pytest.mark.parametrize("books", [in_books(state=CANCELLED), in_books(booked(9999, DAY)), in_books()])
def test_less_captured_in_the_books_is_a_case_and_takes_nothing_away(books: Books) -> None:
    order = read_twice(paid(), books, LONG)

    assert (order.status, sums(order), kinds(order)) == (Status.PAID, (10000, 10000, 0), CASE)


def test_less_refunded_in_the_books_is_a_case_and_takes_nothing_away() -> None:
    order = read_twice(done(paid(), REFUND, 3000), in_books(booked(10000, DAY, refunded=2999)), LONG)

    assert (sums(order), kinds(order)) == ((10000, 10000, 3000), CASE)


def test_what_was_done_today_may_not_be_in_the_books_yet_and_they_are_read_again_tomorrow() -> None:
    for order, books in ((paid(), in_books()), (done(paid(), REFUND, 3000), in_books(booked(10000, DAY)))):
        early = read_twice(order, books)
        late = read(early, books, now=SOON + 2 * timedelta(days=1))

        assert (kinds(early), sums(early)) == ([], sums(order))
        assert early.paying_attempt.ask_at == SOON + timedelta(days=1)
        assert kinds(late) == CASE


def test_more_missing_than_was_done_today_is_a_case_at_once() -> None:
    order = done(paid(Mode.PARTIAL), CAPTURE, 6000)
    yesterday = replace(order.captures[1], captured_on=DAY - timedelta(days=9))
    old = replace(order, captures={1: yesterday})

    assert kinds(read_twice(old, in_books(state=AUTHORIZED))) == CASE
    assert kinds(read_twice(done(old, CAPTURE, 100), in_books(state=AUTHORIZED))) == CASE
