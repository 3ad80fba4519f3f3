"""What a start means: a new order, the same form once more, a new attempt, or a refusal to start."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .errors import OrderChanged, OrderPaid, PartnerDeciding, TooManyAttempts
from .order import MAX_ATTEMPTS, Order, reference_of
from .record import Attempt
from .vocabulary import Mode, Outcome, Platform

if TYPE_CHECKING:
    from .money import Money

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the shop wants paid, and on which terminal; the page is open for `page` from now."""

    number: str
    amount: Money
    mode: Mode
    terminal: str
    platform: Platform
    page: timedelta


def begin(wish: Wish, now: datetime) -> Order:
    """A new order with its first attempt."""
    return Order(
        number=wish.number,
        amount=wish.amount,
        mode=wish.mode,
        created_at=now.astimezone(UTC).replace(microsecond=0),
        attempts={1: _attempt(wish, 1, now)},
    )


def resume(order: Order, wish: Wish, now: datetime, *, form_kept: bool) -> Order:
    """The order itself where its open form serves on, or its next version with a new attempt.

    `form_kept` is False where the form was erased with the customer's data. Raises OrderPaid, OrderChanged,
    PartnerDeciding or TooManyAttempts.
    """
    if not order.payable:
        raise OrderPaid(order)
    if (wish.amount, wish.mode) != (order.amount, order.mode):
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
    return order.changed(attempts={**order.attempts, closed.number: closed, following.number: following})


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
    )
