"""The bank's books where a notification may be lost: when they are read, and what ends the asking."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.comparing import MAX_ASKS
from chalicelib.domain.reports import BooksRead
from chalicelib.domain.vocabulary import BookState, Outcome, Status
from tests.domain.entries import accepted, after, refused, started_again, waiting
from tests.domain.operations import DAY, back, booked, read, some_books, told, unread
from tests.makers import NOW, PAGE, an_order

MINUTE = timedelta(minutes=1)
CLOSED, LATE = NOW + PAGE, NOW + 2 * PAGE
NOTHING = some_books(None, None, BookState.PENDING)
FOUND = some_books(6273, 0, BookState.PAID, booked(6273, DAY, "A1"))


def test_the_books_are_read_at_once_where_the_browser_is_back_before_the_notification() -> None:
    order = back(an_order(), NOW + MINUTE)

    assert (order.last_attempt.ask_at, order.due_at()) == (NOW + MINUTE, NOW + MINUTE)
    assert (order.version, order.status) == (2, Status.PENDING)


def test_the_browser_makes_them_read_once_an_attempt() -> None:
    order = back(an_order(), NOW + MINUTE)

    assert back(order, NOW + 2 * MINUTE) is order
    answered = read(order, NOTHING, now=NOW + MINUTE)
    assert answered.last_attempt.ask_at == CLOSED
    assert back(answered, NOW + 2 * MINUTE) is answered
    silent = unread(order, now=NOW + MINUTE, again_at=NOW + 3 * MINUTE)
    assert back(silent, NOW + 2 * MINUTE) is silent
    again = started_again(after(answered, refused(answered)))
    assert back(again, NOW + 5 * MINUTE).last_attempt.ask_at == NOW + 5 * MINUTE


@pytest.mark.parametrize("tell", [accepted, waiting])
def test_the_browser_changes_nothing_once_the_bank_has_spoken(tell) -> None:  # type: ignore[no-untyped-def]
    order = after(an_order(), tell(an_order()))

    assert back(order, NOW + MINUTE) is order


def test_the_browser_changes_nothing_about_a_later_attempt_once_an_earlier_one_has_paid() -> None:
    again = started_again(after(an_order(), refused(an_order())))
    order = after(again, accepted(an_order(), 3))

    assert order.last_attempt.outcome is Outcome.OPEN
    assert back(order, NOW + 4 * MINUTE) is order


def test_after_a_refusal_the_browser_may_be_back_from_a_card_that_was_taken() -> None:
    order = after(an_order(), refused(an_order()))

    assert back(order, NOW + 2 * MINUTE).last_attempt.ask_at == NOW + 2 * MINUTE


def test_a_page_that_closed_undecided_is_asked_about_then_once_more_a_page_later_and_never_again() -> None:
    order = read(an_order(), NOTHING, now=CLOSED)
    assert (order.status, order.last_attempt.ask_at) == (Status.EXPIRED, LATE)

    order = read(order, NOTHING, now=LATE)
    assert (order.status, order.last_attempt.ask_at, order.due_at()) == (Status.EXPIRED, None, None)
    assert order.last_attempt.asks == 1

    order = read(order, some_books(None, None, BookState.BLOCKED), now=LATE + MINUTE)
    assert (order.status, order.last_attempt.ask_at) == (Status.REFUSED, None)


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (BookState.REFUSED, Outcome.REFUSED),
        (BookState.BLOCKED, Outcome.REFUSED),
        (BookState.EXPIRED, Outcome.LAPSED),
        (BookState.CANCELLED, Outcome.LAPSED),
        (BookState.PENDING, Outcome.OPEN),
        (BookState.UNSEEN, Outcome.OPEN),
    ],
)
def test_what_the_bank_says_of_an_unpaid_attempt_is_its_outcome_and_a_last_word_ends_the_asking(
    state: BookState, outcome: Outcome
) -> None:
    order = read(back(an_order(), NOW + MINUTE), some_books(None, None, state), now=NOW + MINUTE)

    final = state in (BookState.BLOCKED, BookState.EXPIRED, BookState.CANCELLED)
    assert (order.last_attempt.outcome, order.last_attempt.ask_at) == (outcome, None if final else CLOSED)
    assert (order.payable, order.entries, order.cases) == (True, (), ())


def test_a_partner_who_decides_is_asked_about_every_day_until_the_last_word() -> None:
    order = after(an_order(), waiting(an_order()))

    for days in range(40):
        moment = CLOSED + timedelta(days=days)
        assert order.last_attempt.ask_at == moment
        order = read(order, NOTHING, now=moment)
        assert order.status is Status.WAITING_PARTNER

    moment = CLOSED + timedelta(days=40)
    silent = unread(order, now=moment, again_at=moment + MINUTE)
    assert silent.last_attempt.ask_at == moment + MINUTE
    no = read(order, some_books(None, None, BookState.EXPIRED), now=moment)
    assert (no.status, no.last_attempt.ask_at) == (Status.EXPIRED, None)
    assert read(order, FOUND, now=moment).status is Status.PAID


def test_a_bank_that_stays_silent_is_asked_so_many_times_and_no_more() -> None:
    order, moment = an_order(), CLOSED
    for asks in range(1, MAX_ASKS):
        order = unread(order, now=moment, again_at=moment + MINUTE)
        moment += MINUTE
        assert (order.last_attempt.asks, order.last_attempt.ask_at) == (asks, moment)

    assert unread(order, now=moment, again_at=moment + MINUTE).last_attempt.ask_at is None


def test_about_a_page_that_nobody_is_to_ask_about_nothing_is_asked_again() -> None:
    order = an_order()
    order = order.with_attempt(order.last_attempt, ask_at=None)

    assert read(order, NOTHING, now=NOW + MINUTE) is order
    assert back(order, NOW + MINUTE) is order


def test_a_silence_that_is_not_due_is_nothing() -> None:
    order = an_order()

    assert unread(order, now=CLOSED - MINUTE, again_at=CLOSED + MINUTE) is order
    asked = unread(order, now=CLOSED, again_at=CLOSED + MINUTE)
    assert unread(asked, now=CLOSED, again_at=CLOSED + 2 * MINUTE) is asked
    assert told(order, BooksRead(7, order.version, FOUND, CLOSED)) is order
    assert unread(order, attempt=7, now=CLOSED, again_at=CLOSED + MINUTE) is order


def test_books_that_are_older_than_the_record_are_ignored() -> None:
    order = an_order()
    since = after(order, refused(order))

    assert told(since, BooksRead(1, order.version, FOUND, CLOSED)) is since
    assert read(since, FOUND, now=CLOSED).status is Status.PAID
