"""Instalments and renewals beside the bank's books: what was not notified is adopted, and counts once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.order import Order
from chalicelib.domain.reports import BankNotified, Books
from chalicelib.domain.vocabulary import BookState, CaseKind, InstalmentStatus, Result, Status
from tests.domain.entries import after, kinds, refused
from tests.domain.operations import booked, in_books, read, read_twice
from tests.domain.terms import TERM, adds_up, instalment, recurring, renewal, split, subscribed, sums
from tests.makers import NOW, PAGE

DUE, PAID, REFUSED = InstalmentStatus
FIRST, SECOND, THIRD = (
    booked(4000, date(2026, 11, 23), "A1"),
    booked(3500, date(2026, 12, 23), "A2"),
    booked(2500, date(2027, 1, 23), "A3"),
)
YEAR = NOW + timedelta(days=365)


def begun() -> Order:
    return after(split(), instalment(split(), 1))


def statuses(order: Order) -> list[InstalmentStatus]:
    return [part.status for part in order.instalments]


def again(order: Order, books: Books, now: datetime = YEAR) -> Order:
    return read_twice(order, books, now)


# Instalments


def test_instalments_that_were_not_notified_are_adopted_without_a_case() -> None:
    order = again(begun(), in_books(FIRST, SECOND, THIRD))

    assert (order.status, sums(order), order.cases) == (Status.PAID, (10000, 10000, 0), ())
    assert (statuses(order), adds_up(order), order.last_attempt.ask_at) == ([PAID] * 3, True, None)
    assert [c.captured_on for c in order.captures.values()] == [
        FIRST.captured_on,
        SECOND.captured_on,
        THIRD.captured_on,
    ]


@pytest.mark.parametrize("number", [2, 3])
def test_a_notification_of_an_instalment_that_the_books_told_of_confirms_it(number: int) -> None:
    order = again(begun(), in_books(FIRST, SECOND, THIRD))
    entry = instalment(split(), number)

    confirmed = after(order, entry)

    assert (sums(confirmed), confirmed.cases, confirmed.entries[-1]) == (sums(order), (), entry)
    assert decide(confirmed, BankNotified(entry)).order is confirmed
    twice = after(confirmed, instalment(split(), number, authorization="B"))
    assert (sums(twice), kinds(twice)) == (sums(order), [CaseKind.SECOND_ACCEPTANCE])


def test_a_whole_plan_without_a_notification_is_found_in_the_books_and_confirmed_in_any_order() -> None:
    order = again(split(), in_books(FIRST), NOW + PAGE)
    assert (sums(order), statuses(order), list(order.effects)) == ((4000, 4000, 0), [PAID, DUE, DUE], ["confirmation"])
    assert order.last_attempt.ask_at == datetime(2026, 12, 24, 12, tzinfo=UTC)

    order = again(order, in_books(FIRST, SECOND, THIRD))
    told = after(order, *(instalment(split(), number) for number in (3, 1, 2)))

    assert (sums(told), told.cases, len(told.entries)) == ((10000, 10000, 0), (), 4)


def test_the_instalment_that_is_adopted_is_the_one_that_fits() -> None:
    refused_second = after(begun(), instalment(split(), 2, Result.REFUSED))

    order = again(refused_second, in_books(FIRST, THIRD))

    assert statuses(order) == [PAID, REFUSED, PAID]
    assert sums(after(order, instalment(split(), 3))) == (6500, 6500, 0)
    equal = after(split((2000, 2000, 2000)), instalment(split((2000, 2000, 2000)), 1))
    late = booked(2000, date(2027, 1, 25), "A3")
    assert statuses(read(equal, in_books(booked(2000, date(2026, 11, 23), "A1"), late), now=NOW))[2] is PAID


def test_an_instalment_that_the_books_do_not_hold_three_days_after_it_was_due_is_refused_with_a_case() -> None:
    books = in_books(FIRST, state=BookState.AUTHORIZED)

    waits = read(begun(), books, now=datetime(2026, 12, 25, 22, 59, tzinfo=UTC))
    assert (statuses(waits), waits.cases) == ([PAID, DUE, DUE], ())
    assert waits.last_attempt.ask_at == datetime(2026, 12, 26, 22, 59, tzinfo=UTC)

    gone = again(waits, books, datetime(2026, 12, 25, 23, 0, tzinfo=UTC))  # the 26th, in Paris
    assert (statuses(gone), kinds(gone)) == ([PAID, REFUSED, DUE], [CaseKind.INSTALMENT_REFUSED])
    assert gone.last_attempt.ask_at == datetime(2027, 1, 24, 12, tzinfo=UTC)
    assert statuses(after(gone, instalment(gone, 2))) == [PAID, PAID, DUE]


# Renewals


def test_renewals_that_were_not_notified_are_adopted_without_a_case_and_confirmed_once_each() -> None:
    lost = [booked(TERM, date(2026, 12, 24), "A31"), booked(TERM, date(2027, 1, 24), "A62")]
    order = again(subscribed(), in_books(booked(TERM, date(2026, 11, 23), "A0"), *lost))
    assert (sums(order), order.cases, adds_up(order)) == ((3 * TERM, 3 * TERM, 0), (), True)

    for days in (62, 31, 62):
        order = after(order, renewal(recurring(), days))

    assert (sums(order), order.cases, len(order.entries)) == ((3 * TERM, 3 * TERM, 0), (), 3)
    assert not any(capture.unheard for capture in order.captures.values())
    assert sums(after(order, renewal(order, 93))) == (4 * TERM, 4 * TERM, 0)


@pytest.mark.parametrize("remitted", [0, 3])
def test_a_renewal_may_be_remitted_some_days_after_it_was_accepted(remitted: int) -> None:
    day = date(2026, 12, 24) + timedelta(days=remitted)
    order = again(subscribed(), in_books(booked(TERM, date(2026, 11, 23)), booked(TERM, day)))

    assert sums(after(order, renewal(order, 31))) == (2 * TERM, 2 * TERM, 0)


@pytest.mark.parametrize("days", [27, 32])
def test_a_renewal_of_another_day_than_the_one_in_the_books_is_one_more(days: int) -> None:
    order = again(subscribed(), in_books(booked(TERM, date(2026, 11, 23)), booked(TERM, date(2026, 12, 24))))

    assert sums(after(order, renewal(order, days))) == (3 * TERM, 3 * TERM, 0)


def test_a_renewal_under_another_number_than_in_the_books_is_one_more() -> None:
    order = again(subscribed(), in_books(booked(TERM, date(2026, 11, 23)), booked(TERM, date(2026, 12, 24), "B")))

    assert sums(after(order, renewal(order, 31))) == (3 * TERM, 3 * TERM, 0)


def test_a_recurrence_that_begins_in_the_books_goes_on_by_notifications() -> None:
    order = read(recurring(), in_books(booked(TERM, date(2026, 11, 23), "A0")), now=NOW + PAGE)
    assert (sums(order), order.status) == ((TERM, TERM, 0), Status.PAID)

    order = after(order, renewal(order, 31), renewal(order, 0))

    assert (sums(order), order.cases) == ((2 * TERM, 2 * TERM, 0), ())


@pytest.mark.parametrize(("day", "case"), [(date(2026, 12, 3), []), (date(2026, 12, 4), [CaseKind.BANK_DISAGREES])])
def test_a_renewal_in_the_books_after_the_stop_is_a_case(day: date, case: list[CaseKind]) -> None:
    stopped = replace(subscribed(), stopped_at=datetime(2026, 12, 3, 22, 0, tzinfo=UTC))

    order = again(stopped, in_books(booked(TERM, date(2026, 11, 23)), booked(TERM, day)))

    assert (sums(order), kinds(order), order.last_attempt.ask_at) == ((2 * TERM, 2 * TERM, 0), case, None)


def test_another_attempt_that_was_paid_twice_confirms_nothing_of_the_first() -> None:
    order = read(recurring(), in_books(booked(TERM, date(2026, 11, 23))), now=NOW + PAGE)
    first = order.attempts[1]
    other = replace(
        first, number=2, reference="CMD482102", outcome=after(recurring(), refused(recurring())).last_attempt.outcome
    )
    order = replace(order, attempts={1: first, 2: other})
    order = read(order, in_books(booked(TERM, date(2026, 11, 23))), attempt=2, now=NOW + PAGE)

    order = after(order, renewal(order, 0), renewal(order, 0, reference="CMD482101", authorization="A9"))

    assert (sums(order), kinds(order)) == ((TERM, TERM, 0), [CaseKind.SECOND_ACCEPTANCE])
