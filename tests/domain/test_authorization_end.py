"""An authorization that was not captured ends: staff are warned two working days before, then it lapses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.accepting import AUTHORIZATION
from chalicelib.domain.order import GRACE, Order, warning_time
from chalicelib.domain.reports import CaseResolved, TimePassed
from chalicelib.domain.vocabulary import CaseKind, Mode, OperationKind, OperationStatus, Status
from tests.domain.entries import accepted, after, kinds
from tests.domain.operations import (
    CANCELLATION,
    CAPTURE,
    REFUND,
    answered,
    asked_for,
    done,
    last,
    paid,
    taken,
    told,
    unread,
)
from tests.makers import NOW, an_order

SECOND = timedelta(seconds=1)


def authorized() -> Order:
    return replace(paid(Mode.PARTIAL), effects={})


def at(order: Order, moment: datetime) -> Order:
    return told(order, TimePassed(moment))


def warned(order: Order) -> Order:
    return at(order, warning_time(end(order)))


def silent(order: Order) -> Order:
    """The order once the bank was asked in vain whether the authorization has ended."""
    return unread(order, now=end(order), again_at=end(order) + GRACE - SECOND)


def over(order: Order) -> Order:
    """The order at the end of its authorization, of which the bank never said a word."""
    held = unread(silent(order), now=end(order) + GRACE - SECOND, again_at=end(order) + 2 * GRACE)
    assert at(held, end(order) + GRACE - SECOND) is held
    return at(held, end(order) + GRACE)


def end(order: Order) -> datetime:
    assert order.authorized_until is not None
    return order.authorized_until


@pytest.mark.parametrize(
    ("ends", "warns"),
    [
        ("2026-11-25", "2026-11-23"),  # Wednesday, Monday
        ("2026-11-27", "2026-11-25"),  # Friday, Wednesday
        ("2026-11-28", "2026-11-26"),  # Saturday, Thursday
        ("2026-11-29", "2026-11-26"),  # Sunday, Thursday
        ("2026-11-30", "2026-11-26"),  # Monday, Thursday
        ("2026-12-01", "2026-11-27"),  # Tuesday, Friday
    ],
)
def test_the_warning_comes_two_working_days_before(ends: str, warns: str) -> None:
    assert warning_time(datetime.fromisoformat(f"{ends}T14:30:00Z")) == datetime.fromisoformat(f"{warns}T14:30:00Z")


def test_an_authorization_holds_for_seven_days_after_the_acceptance() -> None:
    order = authorized()

    assert timedelta(days=7) == AUTHORIZATION
    assert end(order) == order.entries[0].received_at + timedelta(days=7)
    assert paid().authorized_until is None


def test_an_authorization_ends_seven_days_after_the_bank_gave_it_however_late_we_hear() -> None:
    order = an_order(mode=Mode.PARTIAL)
    given = NOW + timedelta(minutes=1)

    for late in (timedelta(), timedelta(days=3), timedelta(days=20)):
        assert end(after(order, accepted(order, received_at=given + late))) == given + timedelta(days=7)
    for unusable in ("", "2026-11-24T10:31:00"):  # unreadable, and ahead of our clock
        assert end(after(order, accepted(order, bank_time=unusable))) == given + timedelta(days=7)


def test_staff_are_told_once_two_working_days_before() -> None:
    order = authorized()
    warning = warning_time(end(order))

    assert at(order, warning - SECOND) is order
    told_of = at(order, warning)
    assert (kinds(told_of), told_of.cases[0].opened_at, told_of.status) == (
        [CaseKind.AUTHORIZATION_ENDING],
        warning,
        Status.AUTHORIZED,
    )
    assert at(told_of, warning + SECOND) is told_of
    resolved = told(told_of, CaseResolved(told_of.cases[0].id, "will capture", warning))
    assert at(resolved, warning + SECOND) is resolved


def test_the_order_is_due_when_staff_must_be_told_then_when_the_bank_is_asked_and_when_the_grace_is_over() -> None:
    order = authorized()
    warning = warning_time(end(order))

    assert order.due_at() == warning
    told_of = warned(order)
    assert told_of.due_at() == end(order)
    later = unread(told_of, now=end(order), again_at=end(order) + 2 * GRACE)
    assert later.due_at() == end(order) + GRACE
    assert paid(Mode.IMMEDIATE).uncaptured == 0


def test_an_authorization_that_ends_uncaptured_leaves_the_order_cancelled() -> None:
    order = warned(authorized())
    assert at(order, end(order) - SECOND).status is Status.AUTHORIZED

    lapsed = over(order)

    assert (lapsed.status, lapsed.released, lapsed.capturable) == (Status.CANCELLED, 10000, 0)
    assert at(lapsed, end(order) + GRACE + SECOND) is lapsed


def test_an_ended_authorization_is_held_while_the_bank_is_about_to_be_asked() -> None:
    order = warned(authorized())

    assert at(order, end(order) + 9 * GRACE) is order


def test_an_authorization_that_ends_captured_in_part_leaves_the_order_paid_or_refunded() -> None:
    order = done(warned(authorized()), CAPTURE, 6000)

    lapsed = over(order)
    assert (lapsed.status, lapsed.captured, lapsed.released) == (Status.PAID, 6000, 4000)
    back = over(done(order, REFUND))
    assert back.status is Status.REFUNDED


@pytest.mark.parametrize("kind", [CAPTURE, CANCELLATION])
def test_what_was_captured_or_given_up_whole_ends_without_a_word(kind: OperationKind) -> None:
    order = done(authorized(), kind)

    assert at(order, warning_time(end(order))) is order
    assert (over(order).status, over(order).cases) == (order.status, ())
    assert order.due_at() is None


def test_while_an_operation_is_under_way_the_authorization_does_not_lapse() -> None:
    order = taken(asked_for(warned(authorized()), CAPTURE, 6000))
    assert over(order).released == 0

    assert over(answered(order, True)).released == 4000
    refused = answered(order, False)
    assert (last(refused).status, over(refused).released) == (OperationStatus.REFUSED, 10000)


def test_an_authorization_on_the_weekend_is_one_by_the_hour_too() -> None:
    order = replace(authorized(), authorized_until=datetime(2026, 11, 30, 0, 30, tzinfo=UTC))

    assert at(order, datetime(2026, 11, 26, 0, 29, 59, tzinfo=UTC)) is order
    assert kinds(at(order, datetime(2026, 11, 26, 0, 30, tzinfo=UTC))) == [CaseKind.AUTHORIZATION_ENDING]


def test_a_capture_may_be_asked_until_the_moment_that_it_lapses() -> None:
    order = warned(authorized())

    assert done(order, CAPTURE).status is Status.PAID
