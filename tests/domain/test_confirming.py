"""Which acceptance is the one that is known already, and what is learnt from hearing of it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.accepting import with_capture
from chalicelib.domain.order import MAX_CAPTURES, Order
from chalicelib.domain.record import Capture
from chalicelib.domain.vocabulary import BookState, CaseKind, Status
from tests.domain.entries import accepted, after, kinds, refused
from tests.domain.operations import DAY, booked, read, some_books
from tests.domain.terms import TERM, instalment, recurring, renewal, split, subscribed, sums
from tests.makers import NOW, PAGE, an_order, euros

CLOSED = NOW + PAGE


def found(authorization: str = "") -> Order:
    """An order that the bank's books have paid, under a number or under none."""
    return read(an_order(), some_books(6273, 0, BookState.PAID, booked(6273, None, authorization)), now=CLOSED)


def test_books_without_a_number_are_confirmed_once_and_by_one_notification() -> None:
    order = an_order()
    confirmed = after(found(), accepted(order, 1, authorization="A1"))

    twice = after(confirmed, accepted(order, 2, authorization="A9"))

    assert (confirmed.cases, kinds(twice), sums(twice)) == ((), [CaseKind.SECOND_ACCEPTANCE], (6273, 6273, 0))


def test_a_first_instalment_that_the_books_and_one_notification_have_told_is_not_confirmed_by_another() -> None:
    books = some_books(4000, 0, BookState.PAID, booked(4000, DAY))
    confirmed = after(read(split(), books, now=CLOSED), instalment(split(), 1))
    assert (sums(confirmed), confirmed.cases) == ((4000, 4000, 0), ())

    twice = after(confirmed, instalment(split(), 1, bank_time="2026-11-23T10:40:00", authorization="A9"))

    assert (kinds(twice), sums(twice)) == ([CaseKind.SECOND_ACCEPTANCE], (4000, 4000, 0))


def test_an_acceptance_that_did_not_match_leaves_the_books_to_be_confirmed_by_the_right_one() -> None:
    order = an_order()
    odd = after(order, accepted(order, 1, amount=euros("1.00")))
    paid = read(odd, some_books(6273, 0, BookState.PAID, booked(6273, None)), now=CLOSED)

    assert kinds(after(paid, accepted(order, 2))) == [CaseKind.WRONG_AMOUNT]


@pytest.mark.parametrize(("known", "told", "kept"), [("", "A7", "A7"), ("A7", "", "A7"), ("A7", "000000", "000000")])
def test_the_number_that_is_known_of_a_capture_is_the_notification_s_where_it_has_one(
    known: str, told: str, kept: str
) -> None:
    order = after(found(known), accepted(an_order(), authorization=told))

    assert [(c.authorization, c.unheard) for c in order.captures.values()] == [(kept, False)]


def test_a_renewal_that_comes_after_a_later_one_is_no_repetition_of_it() -> None:
    order = subscribed()

    late = after(order, renewal(order, 9, authorization=""), renewal(order, 7, authorization=""))

    assert sums(late) == (3 * TERM, 3 * TERM, 0)


def test_an_acceptance_notes_the_hour_of_the_bank_or_at_least_its_day() -> None:
    order = an_order()
    entry = accepted(order)

    assert after(order, entry).last_attempt.heard_at == entry.bank_time == "2026-11-23T10:31:00"
    assert after(order, accepted(order, bank_time="")).last_attempt.heard_at == "2026-11-23"


def test_what_was_heard_first_of_a_recurrence_stays_noted() -> None:
    order = subscribed()

    assert after(order, renewal(order, 7)).last_attempt.heard_at == order.last_attempt.heard_at


def test_an_acceptance_begins_to_count_anew_how_often_the_bank_was_asked() -> None:
    order = recurring()
    asked = order.with_attempt(order.last_attempt, asks=3)

    assert after(asked, accepted(asked)).last_attempt.asks == 0


def test_a_payment_in_one_may_name_an_amount_of_instalment() -> None:
    order = an_order()

    assert after(order, accepted(order, instalment_amount=euros("62.73"))).status is Status.PAID


def test_the_last_capture_that_fits_is_listed_and_the_next_one_counts() -> None:
    order = replace(an_order(), captures={n: Capture(n, 1, DAY) for n in range(1, MAX_CAPTURES)})

    last = with_capture(order, 5, DAY, "A1")
    more = with_capture(last, 5, DAY, "A2")

    assert (len(last.captures), len(more.captures), more.captured) == (MAX_CAPTURES, MAX_CAPTURES, 10)


@pytest.mark.parametrize(("seconds", "cases"), [(-1, []), (0, [CaseKind.ACCEPTED_AFTER_EXPIRY])])
def test_an_acceptance_is_late_from_the_moment_on_in_which_the_page_closes(seconds: int, cases: list[CaseKind]) -> None:
    order = an_order()

    assert kinds(after(order, accepted(order, received_at=CLOSED + timedelta(seconds=seconds)))) == cases


def test_an_acceptance_after_a_refusal_is_never_late() -> None:
    order = an_order()

    assert after(order, refused(order, 1), accepted(order, 50)).cases == ()
