from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import OrderChanged, OrderPaid, PartnerDeciding, StartRefused, TooManyAttempts
from chalicelib.domain.money import Money
from chalicelib.domain.order import MAX_ATTEMPTS, Order
from chalicelib.domain.reports import TimePassed
from chalicelib.domain.starting import Wish, begin, months_after, resume
from chalicelib.domain.vocabulary import Mode, Outcome, Status
from tests.domain.entries import accepted, after, refused, waiting
from tests.makers import NOW, PAGE, a_wish, an_order, euros


def resumed(order: Order, wish: Wish | None = None, at: datetime = NOW, form_kept: bool = True) -> Order:
    return resume(order, wish or a_wish(), at, form_kept=form_kept)


def order_date(instant: str) -> str:
    started = begin(a_wish(), datetime.fromisoformat(instant).replace(tzinfo=UTC)).last_attempt.started_at
    return started.isoformat(" ")


def with_attempts(count: int) -> Order:
    order = an_order()
    for _ in range(count - 1):
        order = resumed(after(order, refused(order)))
    return order


def test_a_new_order_has_one_open_attempt_and_no_money() -> None:
    order = begin(a_wish(), NOW)

    assert (order.number, order.amount, order.mode, order.version) == ("CMD4821", euros("62.73"), Mode.IMMEDIATE, 1)
    assert (order.authorized, order.captured, order.paid_at, order.status) == (0, 0, None, Status.PENDING)
    assert order.created_at == NOW
    assert list(order.attempts) == [1]
    assert (order.last_attempt.reference, order.last_attempt.outcome) == ("CMD482101", Outcome.OPEN)
    assert (order.last_attempt.started_at, order.last_attempt.closes_at) == (NOW, NOW + PAGE)


@pytest.mark.parametrize(
    ("instant", "paris"),
    [
        ("2026-11-23T09:30:00", "2026-11-23 10:30:00+01:00"),
        ("2026-07-14T09:30:00", "2026-07-14 11:30:00+02:00"),
        ("2026-11-22T22:59:59", "2026-11-22 23:59:59+01:00"),
        ("2026-11-22T23:00:00", "2026-11-23 00:00:00+01:00"),
        ("2026-12-31T23:30:00", "2027-01-01 00:30:00+01:00"),
        ("2026-07-14T22:00:00", "2026-07-15 00:00:00+02:00"),
        ("2026-03-29T00:59:59", "2026-03-29 01:59:59+01:00"),
        ("2026-03-29T01:00:00", "2026-03-29 03:00:00+02:00"),
        ("2026-10-25T00:30:00", "2026-10-25 02:30:00+02:00"),
        ("2026-10-25T01:30:00", "2026-10-25 02:30:00+01:00"),
    ],
)
def test_the_order_date_is_in_the_hour_of_paris(instant: str, paris: str) -> None:
    assert order_date(instant) == paris


def test_the_order_date_is_the_same_wherever_the_clock_stands() -> None:
    elsewhere = NOW.astimezone(ZoneInfo("Pacific/Auckland")).replace(microsecond=999_999)

    assert begin(a_wish(), elsewhere) == begin(a_wish(), NOW)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001
def test_any_order_date_is_the_instant_itself_with_an_hour_from_00_to_23(naive: datetime) -> None:
    instant = naive.replace(tzinfo=UTC)

    started = begin(a_wish(), instant).last_attempt.started_at

    assert started == instant.replace(microsecond=0)
    assert started.utcoffset() in (timedelta(hours=1), timedelta(hours=2))
    assert datetime.fromisoformat(started.isoformat()) == started
    assert 0 <= int(started.strftime("%H")) <= 23


def test_a_repeated_start_while_the_page_is_open_is_the_very_same_order() -> None:
    order = an_order()

    assert resumed(order) is order
    assert resumed(order, at=NOW + PAGE - timedelta(seconds=1)) is order
    assert resumed(order, a_wish(terminal="7654321", page=timedelta(hours=2))) is order


def test_a_start_after_a_refusal_is_a_new_attempt_with_a_new_reference() -> None:
    order = an_order()
    later = NOW + timedelta(minutes=3)

    again = resumed(after(order, refused(order)), at=later)

    assert [attempt.reference for attempt in again.attempts.values()] == ["CMD482101", "CMD482102"]
    assert [attempt.outcome for attempt in again.attempts.values()] == [Outcome.REFUSED, Outcome.OPEN]
    assert (again.last_attempt.started_at, again.last_attempt.closes_at) == (later, later + PAGE)
    assert again.attempts[1].started_at == order.attempts[1].started_at
    assert (again.version, again.status) == (3, Status.PENDING)


def test_a_start_after_the_page_closed_is_a_new_attempt_though_no_sweep_came() -> None:
    order = an_order()

    again = resumed(order, at=NOW + PAGE)

    assert [attempt.outcome for attempt in again.attempts.values()] == [Outcome.LAPSED, Outcome.OPEN]
    assert again.version == order.version + 1


def test_a_start_after_a_sweep_found_the_page_closed_is_a_new_attempt() -> None:
    lapsed = decide(an_order(), TimePassed(NOW + PAGE)).order
    assert lapsed is not None

    again = resumed(lapsed, at=NOW + PAGE)

    assert [attempt.outcome for attempt in again.attempts.values()] == [Outcome.LAPSED, Outcome.OPEN]


def test_an_order_whose_form_was_erased_gets_a_new_attempt() -> None:
    again = resumed(an_order(), form_kept=False)

    assert [attempt.outcome for attempt in again.attempts.values()] == [Outcome.LAPSED, Outcome.OPEN]


def test_a_new_attempt_is_on_the_terminal_that_the_shop_has_now() -> None:
    order = an_order()

    again = resumed(after(order, refused(order)), a_wish(terminal="7654321"))

    assert [attempt.terminal for attempt in again.attempts.values()] == ["1234567", "7654321"]


@pytest.mark.parametrize(
    "change",
    [
        {"amount": euros("62.74")},
        {"amount": Money(6273, "USD")},
        {"mode": Mode.DEFERRED},
    ],
    ids=["amount", "currency", "mode"],
)
def test_amount_currency_and_mode_may_not_change_under_an_order_number(change: dict[str, object]) -> None:
    order = an_order()

    for stored in (order, after(order, refused(order))):
        with pytest.raises(OrderChanged) as conflict:
            resumed(stored, a_wish(**change))
        assert conflict.value.order is stored


@pytest.mark.parametrize("mode", [Mode.IMMEDIATE, Mode.DEFERRED, Mode.PARTIAL])
def test_a_paid_or_authorized_order_is_not_started_again_whatever_is_asked(mode: Mode) -> None:
    order = an_order(mode=mode)
    paid = after(order, accepted(order))

    for wish in (a_wish(mode=mode), a_wish(mode=mode, amount=euros("1.00"))):
        with pytest.raises(OrderPaid):
            resumed(paid, wish, at=NOW + 2 * PAGE)


def test_no_start_while_a_partner_decides_however_long_it_takes() -> None:
    order = an_order()

    for form_kept in (True, False):
        with pytest.raises(PartnerDeciding):
            resumed(after(order, waiting(order)), at=NOW + timedelta(days=30), form_kept=form_kept)


def test_a_start_once_the_partner_refused_is_a_new_attempt() -> None:
    order = an_order()

    assert resumed(after(order, waiting(order, 1), refused(order, 2))).last_attempt.number == 2


def test_twenty_attempts_are_possible_and_a_twenty_first_is_not() -> None:
    last = with_attempts(MAX_ATTEMPTS)

    assert last.last_attempt.reference == "CMD482120"
    assert resumed(last) is last
    with pytest.raises(TooManyAttempts):
        resumed(after(last, refused(last)))
    with pytest.raises(TooManyAttempts):
        resumed(last, at=NOW + PAGE)


def test_the_last_attempt_that_is_possible_can_still_be_paid() -> None:
    last = with_attempts(MAX_ATTEMPTS)
    closed = after(last, refused(last))

    assert after(closed, accepted(last, 2)).status is Status.PAID


def test_every_refusal_to_start_is_one_kind_of_error_with_the_order_in_it() -> None:
    order = replace(an_order(), authorized=1)

    with pytest.raises(StartRefused) as conflict:
        resumed(order)
    assert conflict.value.order is order


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 23), 1, date(2026, 12, 23)),
    ],
)
def test_an_instalment_is_due_on_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int, due: date) -> None:
    assert months_after(day, months) == due
