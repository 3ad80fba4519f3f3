"""What the bank's books say about an operation whose answer was lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from chalicelib.domain.reports import Books, CaseResolved
from chalicelib.domain.vocabulary import BookState, CaseKind, Mode, OperationKind
from tests.domain.entries import accepted, after, kinds
from tests.domain.operations import (
    CANCELLATION,
    CAPTURE,
    DONE,
    LATER,
    LEASE,
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
    settled,
    some_books,
    taken,
    told,
    unknown,
)
from tests.domain.terms import TERM, adds_up, recurring, renewal
from tests.makers import NOW


@pytest.mark.parametrize(
    ("kind", "books", "money"),
    [
        (CAPTURE, some_books(6000, 0), (6000, 0, 0)),
        (CANCELLATION, some_books(0, 0, BookState.CANCELLED), (0, 0, 10000)),
    ],
)
def test_books_with_the_operation_in_them_say_that_it_was_done(
    kind: OperationKind, books: Books, money: tuple[int, int, int]
) -> None:
    order = settled(unknown(paid(Mode.PARTIAL), kind, 6000 if kind is CAPTURE else None), books)

    assert (last(order).status, last(order).answered_at) == (DONE, LATER)
    assert (order.captured, order.refunded, order.released) == money


def test_books_with_the_refund_in_them_say_that_it_was_done() -> None:
    order = settled(unknown(done(paid(), REFUND, 1000), REFUND, 3000), some_books(10000, 4000))

    assert (last(order).status, order.refunded) == (DONE, 4000)
    assert last(order).label == "done, says the bank's status"


@pytest.mark.parametrize("kind", OperationKind)
def test_books_as_before_say_that_it_was_not_done_and_free_the_money(kind: OperationKind) -> None:
    before = done(paid(Mode.PARTIAL), CAPTURE, 6000)
    order = settled(unknown(before, kind, None if kind is CANCELLATION else 1000), some_books(6000, 0))

    assert (last(order).status, order.cases) == (REFUSED, ())
    assert last(order).label == "not done, says the bank's status"
    assert (order.capturable, order.refundable) == (4000, 6000)


@pytest.mark.parametrize("books", [(10000, 5000), (10000, 2999), (9000, 3000), (0, 0)])
def test_books_that_fit_neither_are_a_case_and_the_operation_stays_unknown(books: tuple[int, int]) -> None:
    order = settled(unknown(paid(), REFUND, 3000), some_books(*books))

    assert (kinds(order), last(order).status, last(order).due_at) == ([CaseKind.BANK_DISAGREES], UNKNOWN, LATER + PAUSE)
    assert (order.refunded, order.refundable) == (0, 7000)


@pytest.mark.parametrize("books", [(10000, 3000), (10000, 0), (10000, 5000), (None, 3000), (10000, None)])
def test_whatever_the_books_say_makes_one_version(books: tuple[int | None, int | None]) -> None:
    order = unknown(paid(), REFUND, 3000)

    assert settled(order, some_books(*books)).version == order.version + 1


def test_books_that_name_no_captures_settle_no_refund() -> None:
    order = settled(unknown(paid(), REFUND, 3000), some_books(None, 3000))

    assert (kinds(order), last(order).status, order.refunded) == ([CaseKind.BANK_DISAGREES], UNKNOWN, 0)


def test_the_disagreement_is_one_case_while_it_is_open_and_another_once_it_was_resolved() -> None:
    order = settled(unknown(paid(), REFUND, 3000), some_books(10000, 5000))
    again = settled(order, some_books(10000, 5000), now=LATER + PAUSE)
    assert kinds(again) == [CaseKind.BANK_DISAGREES]

    resolved = told(again, CaseResolved(again.cases[0].id, "called the bank", LATER))
    assert len(settled(resolved, some_books(10000, 5000), now=LATER + 2 * PAUSE).cases) == 2


def test_a_disagreement_that_goes_away_is_settled_after_all() -> None:
    order = settled(unknown(paid(), REFUND, 3000), some_books(10000, 5000))

    assert settled(order, some_books(10000, 3000), now=LATER + PAUSE).refunded == 3000


def test_the_books_are_not_believed_while_the_caller_may_still_be_calling() -> None:
    order = taken(asked_for(paid(), REFUND, 3000))

    assert settled(order, some_books(10000, 0), now=NOW + LEASE - timedelta(seconds=1)) is order
    assert last(settled(order, some_books(10000, 0), now=NOW + LEASE)).status is REFUSED


def test_what_was_answered_or_not_yet_asked_is_not_settled() -> None:
    requested = asked_for(paid(), REFUND, 3000)
    ended = answered(taken(requested), True)

    assert settled(requested, some_books(10000, 0)) is requested
    assert settled(ended, some_books(10000, 0)) is ended


def test_a_late_answer_that_agrees_with_the_books_is_nothing() -> None:
    order = taken(asked_for(paid(), REFUND, 3000))

    for end, said in ((settled(order, some_books(10000, 3000)), True), (settled(order, some_books(10000, 0)), False)):
        assert answered(end, said, now=LATER) is end


def test_a_late_answer_that_contradicts_the_books_changes_no_money_and_is_a_case_once() -> None:
    order = taken(asked_for(paid(), REFUND, 3000))

    for end, said in ((settled(order, some_books(10000, 3000)), False), (settled(order, some_books(10000, 0)), True)):
        late = answered(end, said, now=LATER)
        assert kinds(late) == [CaseKind.BANK_DISAGREES]
        assert (late.refunded, last(late), late.version) == (end.refunded, last(end), end.version + 1)
        assert answered(late, said, now=LATER) is late


def test_the_first_resolution_of_a_case_stands() -> None:
    order = settled(unknown(paid(), REFUND, 3000), some_books(10000, 5000))
    case = order.cases[0].id

    resolved = told(order, CaseResolved(case, "first", LATER))
    assert (resolved.cases[0].resolved_at, resolved.cases[0].note) == (LATER, "first")
    assert told(resolved, CaseResolved(case, "second", LATER + PAUSE)) is resolved
    assert told(order, CaseResolved("CMD4821.9", "none", LATER)) is order


def test_a_second_acceptance_after_refund_or_cancellation_is_a_case_and_no_money() -> None:
    refunded = done(paid(), REFUND)
    cancelled = done(paid(Mode.PARTIAL), CANCELLATION)

    for order, kind in (
        (refunded, CaseKind.SECOND_ACCEPTANCE),
        (cancelled, CaseKind.ACCEPTED_AFTER_CANCELLATION),
    ):
        late = after(order, accepted(order, 30))
        assert (kinds(late), late.status, late.authorized) == ([kind], order.status, 10000)


def test_a_term_that_was_captured_meanwhile_says_nothing_against_a_refund() -> None:
    begun = after(recurring(), renewal(recurring(), 0))
    lost = unknown(begun, REFUND, 400)
    terms = (booked(TERM, date(2026, 11, 23), refunded=400), booked(TERM, date(2026, 12, 24)))

    order = settled(lost, some_books(2 * TERM, 400, BookState.PAID, *terms))
    assert (last(order).status, order.refunded, order.captured, order.cases) == (DONE, 400, 2 * TERM, ())
    assert adds_up(order)

    undone = settled(lost, some_books(2 * TERM, 0, BookState.PAID))
    assert (last(undone).status, undone.refunded, undone.last_attempt.ask_at) == (REFUSED, 0, LATER)


def test_a_capture_in_the_portal_that_shows_while_a_refund_is_settled_is_a_case() -> None:
    order = settled(unknown(done(paid(Mode.PARTIAL), CAPTURE, 6000), REFUND, 1000), some_books(7000, 1000))

    assert (last(order).status, order.captured, order.refunded, kinds(order)) == (
        DONE,
        7000,
        1000,
        [CaseKind.BANK_DISAGREES],
    )


def test_what_was_done_says_under_which_number_and_on_which_day() -> None:
    lost = unknown(paid(Mode.PARTIAL), CAPTURE, 6000)

    order = settled(lost, some_books(6000, 0, BookState.AUTHORIZED, booked(6000, date(2026, 11, 24), "B1")))

    assert (order.captures[1].captured_on, order.captures[1].authorization) == (date(2026, 11, 24), "B1")
