"""The bank's books and the notification tell of the same acceptance, whichever comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.order import Order
from chalicelib.domain.reports import BankNotified, Books
from chalicelib.domain.vocabulary import BookState, CaseKind, Mode, Outcome, Result, Source, Status
from tests.domain.entries import accepted, after, kinds, refused, started_again
from tests.domain.operations import CANCELLATION, DAY, back, booked, done, paid, read, some_books
from tests.domain.terms import sums
from tests.makers import NOW, PAGE, an_order

MINUTE = timedelta(minutes=1)
CLOSED, LATE = NOW + PAGE, NOW + 2 * PAGE
NOTHING = some_books(None, None, BookState.PENDING)
FOUND = some_books(6273, 0, BookState.PAID, booked(6273, DAY, "A1"))


def test_an_acceptance_in_the_books_pays_as_its_notification_would() -> None:
    order = read(back(an_order(), NOW + MINUTE), FOUND, now=NOW + MINUTE)

    assert (order.status, sums(order), order.cases) == (Status.PAID, (6273, 6273, 0), ())
    assert (order.paid_at, list(order.effects), order.last_attempt.ask_at) == (NOW + MINUTE, ["confirmation"], None)
    assert order.last_attempt.outcome is Outcome.ACCEPTED
    [entry] = order.entries
    assert (entry.source, entry.result, entry.authorization, entry.fault) == (
        Source.STATUS,
        Result.ACCEPTED,
        "A1",
        None,
    )
    assert (entry.identity, entry.reference) == ("status-CMD482101", "CMD482101")
    assert read(order, FOUND, now=LATE) is order


@pytest.mark.parametrize("mode", [Mode.DEFERRED, Mode.PARTIAL])
def test_an_authorization_in_the_books_authorizes(mode: Mode) -> None:
    order = read(an_order(mode=mode), some_books(0, 0), now=CLOSED)

    assert (order.status, sums(order), order.cases) == (Status.AUTHORIZED, (6273, 0, 0), ())
    assert order.authorized_until == order.last_attempt.ask_at == CLOSED + timedelta(days=7)


def test_an_acceptance_found_once_the_page_had_lapsed_is_a_case_for_information() -> None:
    order = read(read(an_order(), NOTHING, now=CLOSED), FOUND, now=LATE)

    assert (order.status, kinds(order)) == (Status.PAID, [CaseKind.ACCEPTED_AFTER_EXPIRY])


def test_one_found_when_the_page_closes_was_in_time() -> None:
    assert read(an_order(), FOUND, now=CLOSED).cases == ()


@pytest.mark.parametrize("mode", [Mode.IMMEDIATE, Mode.DEFERRED, Mode.PARTIAL])
@pytest.mark.parametrize("number", ["A1", "", "000000"])
def test_the_notification_of_what_the_books_have_found_confirms_and_changes_nothing(mode: Mode, number: str) -> None:
    order = an_order(mode=mode)
    captures = [booked(6273, DAY, "A1")] if mode is Mode.IMMEDIATE else []
    state = BookState.PAID if captures else BookState.AUTHORIZED
    books = replace(some_books(6273 if captures else 0, 0, state, *captures), authorization="A1")
    found = read(order, books, now=CLOSED)
    entry = accepted(order, authorization=number)

    confirmed = after(found, entry)

    assert (sums(confirmed), confirmed.cases, confirmed.effects) == (sums(found), (), found.effects)
    assert confirmed.entries == (*found.entries, entry)
    assert decide(confirmed, BankNotified(entry)).order is confirmed
    twice = after(confirmed, accepted(order, 9, authorization="A9"))
    assert (kinds(twice), sums(twice)) == ([CaseKind.SECOND_ACCEPTANCE], sums(found))


def test_the_books_after_the_notification_change_nothing() -> None:
    order = after(an_order(), accepted(an_order(), authorization="A1"))

    assert read(order, FOUND, now=CLOSED) is order


def test_another_acceptance_than_the_one_in_the_books_is_a_second_one() -> None:
    found = read(an_order(), FOUND, now=CLOSED)

    twice = after(found, accepted(an_order(), authorization="A2"))

    assert (kinds(twice), sums(twice)) == ([CaseKind.SECOND_ACCEPTANCE], sums(found))


def test_a_refusal_that_comes_after_the_books_undoes_nothing() -> None:
    found = read(an_order(), FOUND, now=CLOSED)

    assert after(found, refused(an_order())).status is Status.PAID


def test_what_is_found_bears_the_first_day_and_the_number_that_the_books_give() -> None:
    captures = (booked(6000, date(2026, 11, 25), "A1"), booked(273, DAY, "A2"))
    books = replace(some_books(6273, 0, BookState.PAID, *captures), authorization="B0")

    [entry] = read(an_order(), books, now=CLOSED).entries
    assert (entry.bank_time, entry.authorization, entry.amount_text) == ("2026-11-23T00:00:00", "B0", "")

    [bare] = read(an_order(), some_books(6273, 0, BookState.PAID), now=CLOSED).entries
    assert (bare.bank_time, bare.authorization) == ("", "")
    [undated] = read(an_order(), some_books(6273, 0, BookState.PAID, booked(6273)), now=CLOSED).entries
    assert undated.bank_time == ""


# A second acceptance


def twice_begun() -> Order:
    """Paid at the second attempt, while the books of the first one are still to be read."""
    again = started_again(after(an_order(), refused(an_order())))
    return after(again, accepted(again, 3))


def test_a_second_acceptance_in_the_books_is_a_case_and_its_notification_no_second_one() -> None:
    order = twice_begun()

    found = read(order, FOUND, attempt=1, now=CLOSED)
    assert (kinds(found), sums(found), found.attempts[1].ask_at) == ([CaseKind.SECOND_ACCEPTANCE], sums(order), None)
    assert found.entries[-1].fault is CaseKind.SECOND_ACCEPTANCE

    told_too = after(found, accepted(an_order(), 2, authorization="A1"))
    assert (kinds(told_too), sums(told_too)) == ([CaseKind.SECOND_ACCEPTANCE], sums(order))
    assert told_too.captures == found.captures


def test_a_second_acceptance_that_was_notified_is_no_second_case_in_the_books() -> None:
    order = after(twice_begun(), accepted(an_order(), 2, authorization="A1"))

    found = read(order, FOUND, attempt=1, now=CLOSED)

    assert (kinds(found), found.entries, found.attempts[1].ask_at) == (kinds(order), order.entries, None)


def cancelled_and_begun_again() -> Order:
    """Cancelled at the first attempt, while the books of a second one are still to be read."""
    order = done(paid(Mode.PARTIAL), CANCELLATION)
    first = order.attempts[1]
    second = replace(first, number=2, reference="CMD482102", outcome=Outcome.OPEN, ask_at=CLOSED)
    return replace(order, attempts={1: first, 2: second})


@pytest.mark.parametrize("notified", [False, True])
def test_an_acceptance_that_is_found_after_a_cancellation_is_one_case(notified: bool) -> None:
    order = cancelled_and_begun_again()
    order = after(order, accepted(order, 30)) if notified else order

    found = read(order, Books(BookState.AUTHORIZED, "EN", 0, 0), attempt=2, now=CLOSED)

    assert (kinds(found), found.status) == ([CaseKind.ACCEPTED_AFTER_CANCELLATION], Status.CANCELLED)


def test_the_books_of_a_lapsed_page_say_when_the_bank_gave_up_on_it() -> None:
    order = read(an_order(), NOTHING, now=CLOSED)

    assert read(order, some_books(None, None, BookState.REFUSED), now=LATE).status is Status.EXPIRED
    assert read(order, some_books(None, None, BookState.BLOCKED), now=LATE).status is Status.REFUSED


def test_a_third_acceptance_in_the_books_is_a_case_beside_the_second_one_that_was_notified() -> None:
    first = after(an_order(), refused(an_order()))
    second = started_again(first)
    third = started_again(after(second, refused(second, 2)))
    order = after(third, accepted(third, 3), accepted(second, 4, authorization="A2"))

    found = read(order, FOUND, attempt=1, now=CLOSED)

    assert kinds(found) == [CaseKind.SECOND_ACCEPTANCE, CaseKind.SECOND_ACCEPTANCE]
    assert [case.reference for case in found.cases] == ["CMD482102", "CMD482101"]
