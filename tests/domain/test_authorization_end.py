"""An authorization that was not captured ends: staff are warned two working days before, then it lapses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.decisions import AUTHORIZATION
from chalicelib.domain.order import Order, warning_time
from chalicelib.domain.reports import CaseResolved, TimePassed
from chalicelib.domain.vocabulary import CaseKind, Mode, OperationStatus, Status
from tests.domain.entries import kinds
from tests.domain.test_operating import (
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
)
from tests.makers import NOW

SECOND = timedelta(seconds=1)


def authorized() -> Order:
    return replace(paid(Mode.PARTIAL), effects={})


def at(order: Order, moment: datetime) -> Order:
    return told(order, TimePassed(moment))


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


def test_staff_are_told_once_two_working_days_before() -> None:
    order = authorized()
    warning = warning_time(end(order))

    assert at(order, warning - SECOND) is order
    warned = at(order, warning)
    assert (kinds(warned), warned.cases[0].opened_at, warned.status) == (
        [CaseKind.AUTHORIZATION_ENDING],
        warning,
        Status.AUTHORIZED,
    )
    assert at(warned, warning + SECOND) is warned
    resolved = told(warned, CaseResolved(warned.cases[0].id, "will capture", warning))
    assert at(resolved, warning + SECOND) is resolved


def test_the_order_is_due_when_staff_must_be_told_and_then_when_it_ends() -> None:
    order = authorized()
    warning = warning_time(end(order))

    assert order.due_at() == warning
    assert at(order, warning).due_at() == end(order)
    assert at(at(order, warning), end(order)).due_at() is None
    assert paid(Mode.IMMEDIATE).uncaptured == 0


def test_an_authorization_that_ends_uncaptured_leaves_the_order_cancelled() -> None:
    order = authorized()
    assert at(at(order, warning_time(end(order))), end(order) - SECOND).status is Status.AUTHORIZED

    lapsed = at(order, end(order))

    assert (lapsed.status, lapsed.released, lapsed.capturable) == (Status.CANCELLED, 10000, 0)
    assert at(lapsed, end(order) + SECOND) is lapsed


def test_an_authorization_that_ends_captured_in_part_leaves_the_order_paid_or_refunded() -> None:
    order = done(authorized(), CAPTURE, 6000)

    lapsed = at(order, end(order))
    assert (lapsed.status, lapsed.captured, lapsed.released) == (Status.PAID, 6000, 4000)
    back = at(done(order, REFUND), end(order))
    assert back.status is Status.REFUNDED


@pytest.mark.parametrize("kind", [CAPTURE, CANCELLATION])
def test_what_was_captured_or_given_up_whole_ends_without_a_word(kind) -> None:  # type: ignore[no-untyped-def]
    order = done(authorized(), kind)

    assert at(order, warning_time(end(order))) is order
    assert at(order, end(order)) is order
    assert order.due_at() is None


def test_while_an_operation_is_under_way_the_authorization_does_not_lapse() -> None:
    order = taken(asked_for(authorized(), CAPTURE, 6000))
    assert at(order, end(order)) is order

    captured = answered(order, True)
    assert at(captured, end(order)).released == 4000
    refused = answered(order, False)
    assert (last(refused).status, at(refused, end(order)).released) == (OperationStatus.REFUSED, 10000)


def test_an_authorization_on_the_weekend_is_one_by_the_hour_too() -> None:
    order = replace(authorized(), authorized_until=datetime(2026, 11, 30, 0, 30, tzinfo=UTC))

    assert at(order, datetime(2026, 11, 26, 0, 29, 59, tzinfo=UTC)) is order
    assert kinds(at(order, datetime(2026, 11, 26, 0, 30, tzinfo=UTC))) == [CaseKind.AUTHORIZATION_ENDING]


def test_a_capture_may_be_asked_until_the_moment_that_it_lapses() -> None:
    order = at(authorized(), warning_time(NOW + AUTHORIZATION))

    assert done(order, CAPTURE).status is Status.PAID
