"""What a start means: a new order, the same form once more, a new attempt, or a refusal to start."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .errors import OrderChanged, OrderPaid, PartnerDeciding, TooManyAttempts
from .order import MAX_ATTEMPTS, Order, reference_of
from .record import Attempt, Instalment
from .vocabulary import Mode, Outcome, Platform

if TYPE_CHECKING:
    from .money import Money

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the shop wants paid, and on which terminal; the page is open for `page` from now.

    `instalments` are the parts of a split payment in minor units, none of any other.
    """

    number: str
    amount: Money
    mode: Mode
    terminal: str
    platform: Platform
    page: timedelta
    instalments: tuple[int, ...] = ()


def begin(wish: Wish, now: datetime) -> Order:
    """A new order with its first attempt."""
    first = _attempt(wish, 1, now)
    return Order(
        number=wish.number,
        amount=wish.amount,
        mode=wish.mode,
        created_at=now.astimezone(UTC).replace(microsecond=0),
        attempts={1: first},
        instalments=_schedule(wish.instalments, first.started_at.date()),
    )


def resume(order: Order, wish: Wish, now: datetime, *, form_kept: bool) -> Order:
    """The order itself where its open form serves on, or its next version with a new attempt.

    `form_kept` is False where the form was erased with the customer's data. Raises OrderPaid, OrderChanged,
    PartnerDeciding or TooManyAttempts.
    """
    if not order.payable:
        raise OrderPaid(order)
    parts = tuple(part.amount for part in order.instalments)
    if (wish.amount, wish.mode, wish.instalments) != (order.amount, order.mode, parts):
        raise OrderChanged(order)
    if order.waiting:
        raise PartnerDeciding(order)
    last = order.last_attempt
    if last.outcome is Outcome.OPEN and now < last.closes_at and form_kept:
        return order
    if last.number >= MAX_ATTEMPTS:
        raise TooManyAttempts(order)
    closed = replace(last, outcome=Outcome.LAPSED) if last.outcome is Outcome.OPEN else last
    following = _attempt(wish, last.number + 1, now)
    return order.changed(
        attempts={**order.attempts, closed.number: closed, following.number: following},
        # The bank wants the first instalment on the day of the order date (protocol sheet 4.3).
        instalments=_schedule(wish.instalments, following.started_at.date()),
        # The customer's data is given anew.
        review_at=None,
        erased_at=None,
        ends_at=None,
    )


def _attempt(wish: Wish, number: int, now: datetime) -> Attempt:
    # The bank asks the order date back to the day, in the hour of Paris (protocol sheet 4.1, 6.1).
    instant = now.astimezone(UTC).replace(microsecond=0)
    return Attempt(
        number=number,
        reference=reference_of(wish.number, number),
        terminal=wish.terminal,
        platform=wish.platform,
        started_at=datetime.fromisoformat(instant.astimezone(PARIS).isoformat()),
        closes_at=instant + wish.page,
        ask_at=instant + wish.page,
    )


def _schedule(parts: tuple[int, ...], first: date) -> tuple[Instalment, ...]:
    return tuple(Instalment(n, months_after(first, n - 1), part) for n, part in enumerate(parts, start=1))


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
