"""The moments at which retention turns, and each of the things that can be the last to have happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.order import FIRST_REVIEW, Order
from chalicelib.domain.reports import ErasureAsked, RetentionReviewed
from chalicelib.domain.retention import OVERDUE, SILENCE, Retention, ends, needs
from chalicelib.domain.vocabulary import InstalmentStatus, Mode, Need, Outcome
from tests.domain.entries import accepted, after, refused, started_again, waiting
from tests.domain.operations import REFUND, asked_for, paid, told
from tests.domain.terms import recurring, split, subscribed
from tests.makers import NOW, PAGE, an_order

DAY = timedelta(days=1)
SHORT = Retention(personal=60 * DAY, abandoned=30 * DAY, evidence=90 * DAY, order=400 * DAY)
LATER = NOW + 20 * DAY


def quiet(order: Order) -> Order:
    """The order with nothing owed and nothing asked about."""
    attempts = {n: replace(attempt, ask_at=None) for n, attempt in order.attempts.items()}
    return replace(order, attempts=attempts, effects={})


def reviewed(order: Order, moment: datetime) -> Order:
    return told(order, RetentionReviewed(SHORT, moment))


# What needs the data


def test_an_open_page_needs_it_only_while_it_can_still_pay() -> None:
    order = started_again(after(an_order(), refused(an_order())))

    assert needs(quiet(order), NOW) == (Need.PAGE,)
    assert needs(quiet(after(order, accepted(an_order(), 3))), NOW) == ()


def test_books_that_are_to_be_read_of_any_attempt_need_it() -> None:
    order = started_again(after(an_order(), refused(an_order())))
    first, second = order.attempts.values()
    lapsed = replace(second, outcome=Outcome.LAPSED, ask_at=None)

    assert needs(replace(order, attempts={1: first, 2: lapsed}), NOW) == (Need.PAGE,)
    assert needs(replace(order, attempts={1: replace(first, ask_at=None), 2: lapsed}), NOW) == ()


def test_one_cent_that_is_not_captured_needs_it() -> None:
    order = quiet(paid(Mode.PARTIAL))

    assert needs(replace(order, captured=9999), NOW) == (Need.CAPTURE,)
    assert needs(replace(order, captured=10000), NOW) == ()


def test_a_partner_or_a_recurrence_that_fell_silent_needs_it_no_longer_from_that_moment_on() -> None:
    for order, need in (
        (quiet(after(an_order(), waiting(an_order()))), Need.PARTNER),
        (quiet(subscribed()), Need.RECURRENCE),
    ):
        silent = ends(order, SHORT).evidence - SHORT.evidence + SILENCE
        assert needs(order, silent - timedelta(seconds=1)) == (need,)
        assert needs(order, silent) == ()


def test_an_instalment_that_is_overdue_needs_it_no_longer_from_that_day_on() -> None:
    order = quiet(after(split(), accepted(split())))
    last = datetime(2027, 1, 23, tzinfo=UTC) + OVERDUE

    assert needs(order, last - timedelta(seconds=1)) == (Need.INSTALMENT,)
    assert needs(order, last) == ()


@pytest.mark.parametrize("order", [split(), recurring()])
def test_a_payment_in_terms_that_never_began_needs_nothing_but_its_page(order: Order) -> None:
    assert needs(quiet(after(order, refused(order))), NOW) == ()


# What was the last to happen


@pytest.mark.parametrize(
    "order",
    [
        replace(after(an_order(), refused(an_order())), created_at=NOW - DAY),
        replace(after(an_order(), refused(an_order(), received_at=LATER)), created_at=NOW),
        asked_for(paid(), REFUND, 100),
    ],
    ids=["page", "message", "operation"],
)
def test_the_periods_begin_with_the_last_event(order: Order) -> None:
    operations = {n: replace(operation, requested_at=LATER) for n, operation in order.operations.items()}
    last = LATER if operations or order.entries[0].received_at == LATER else NOW + PAGE

    assert ends(replace(order, operations=operations), SHORT).evidence == last + SHORT.evidence


def test_a_remittance_that_the_books_date_later_is_an_event() -> None:
    order = paid()
    later = replace(order.captures[1], captured_on=date(2026, 12, 24))

    assert ends(replace(order, captures={1: later}), SHORT).personal == datetime(2026, 12, 24, tzinfo=UTC) + 60 * DAY


def test_instalments_count_by_their_day_until_they_are_paid() -> None:
    order = after(split(), accepted(split()))
    parts = tuple(replace(part, status=InstalmentStatus.PAID) for part in order.instalments)

    assert ends(order, SHORT).evidence == datetime(2027, 1, 23, tzinfo=UTC) + SHORT.evidence
    assert ends(replace(order, instalments=parts), SHORT).evidence == NOW + PAGE + SHORT.evidence


# When it is looked at again


def test_data_that_is_still_needed_is_looked_at_a_month_after_the_moment_at_which_it_should_have_gone() -> None:
    order = quiet(paid(Mode.PARTIAL))
    end = ends(order, SHORT)

    assert reviewed(order, end.personal).review_at == end.personal + FIRST_REVIEW
    late = reviewed(order, end.evidence)
    assert (late.erased_at, late.ends_at, late.review_at) == (None, None, end.evidence + FIRST_REVIEW)


def test_data_that_was_erased_early_has_no_end_to_be_looked_at_any_more() -> None:
    order = told(quiet(paid()), ErasureAsked(NOW))

    looked = reviewed(order, NOW + 31 * DAY)

    assert looked.review_at == ends(order, SHORT).evidence
