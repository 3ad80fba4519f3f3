"""What is kept of an order, and how long: the customer's data, the evidence of its payment, the order itself.

Each is a class with a period of its own, counted from the last thing that happened to the payment. Money is never
touched, nor what the bank's books are compared with: amounts, dates, and the authorization number of each capture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from .order import FIRST_REVIEW, Order
from .record import Entry
from .reports import ErasureAsked, RetentionReviewed
from .vocabulary import InstalmentStatus, Mode, Need, Outcome

LONGEST_REVIEW = timedelta(days=180)
"""Between two looks at an order: by then a period that was changed holds for every order."""

SILENCE = timedelta(days=400)
"""After which a partner or a recurrence of which nothing was heard needs the customer's data no longer."""

OVERDUE = timedelta(days=31)
"""How long an instalment may be late before it needs the customer's data no longer."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long each class is kept; `abandoned` is for the customer's data of an order that nobody paid."""

    personal: timedelta
    abandoned: timedelta
    evidence: timedelta
    order: timedelta


DEFAULT = Retention(
    personal=timedelta(days=760),
    abandoned=timedelta(days=30),
    evidence=timedelta(days=457),
    order=timedelta(days=4018),
)
"""In France: the two years of the legal guarantee (Consumer Code L217-3) and a month; a month; fifteen months for
cards with deferred debit (CNIL 2018-303); ten years from the end of the financial year (Commercial Code L123-22)."""


@dataclass(frozen=True, slots=True)
class Ends:
    """When each class ends for one order, as it stands."""

    personal: datetime
    evidence: datetime
    order: datetime


def ends(order: Order, retention: Retention) -> Ends:
    """The order's record outlives the rest; one that nobody paid goes with its evidence."""
    last = _last_event(order)
    personal = last + (retention.abandoned if order.payable else retention.personal)
    evidence = last + retention.evidence
    record = evidence if order.payable else last + retention.order
    return Ends(personal, evidence, max(personal, evidence, record))


def needs(order: Order, now: datetime) -> tuple[Need, ...]:
    """What still needs the customer's data; most of these end by themselves."""
    held = {
        Need.PAGE: order.payable and _page_is_open(order),
        Need.PARTNER: order.waiting and now < _last_event(order) + SILENCE,
        Need.EFFECT: any(effect.owed for effect in order.effects.values()),
        Need.OPERATION: order.next_operation is not None,
        Need.CAPTURE: order.uncaptured > 0,
        Need.INSTALMENT: any(now < _day(day) + OVERDUE for day in _days_to_come(order)),
        Need.RECURRENCE: _recurs(order) and now < _last_event(order) + SILENCE,
    }
    return tuple(need for need, holds in held.items() if holds)


def without_evidence(entry: Entry) -> Entry:
    """The entry without what only serves to prove a payment against a dispute."""
    return replace(
        entry, authorization="", authentication=None, masked_number="", refusal_reason="", refusal_detail="", extra={}
    )


def reported(order: Order, report: RetentionReviewed | ErasureAsked) -> Order:
    """The order after a look at what is kept of it; the order itself where nothing is to go yet."""
    match report:
        case RetentionReviewed():
            return _reviewed(order, report.retention, report.now)
        case ErasureAsked(now, forced):
            keeps = order.erased_at is not None or (needs(order, now) and not forced)
            return order if keeps else order.changed(erased_at=now)


def _reviewed(order: Order, retention: Retention, now: datetime) -> Order:
    if now < order.review_due:
        return order
    end = ends(order, retention)
    erased_at = order.erased_at
    if erased_at is None and end.personal <= now and not needs(order, now):
        erased_at = now
    proved = now < end.evidence
    return order.changed(
        erased_at=erased_at,
        entries=order.entries if proved else tuple(without_evidence(entry) for entry in order.entries),
        # The record ends by itself only once nothing is left in it or beside it that had to go before.
        ends_at=None if proved or erased_at is None else end.order,
        review_at=_next_review(end, now, erased=erased_at is not None),
    )


def _next_review(end: Ends, now: datetime, *, erased: bool) -> datetime:
    """When the next class ends; after a while where something still needs what should have gone."""
    if not erased and end.personal <= now:
        return now + FIRST_REVIEW
    to_come = (end.evidence,) if erased else (end.personal, end.evidence)
    return min([now + LONGEST_REVIEW, *(moment for moment in to_come if moment > now)])


def _last_event(order: Order) -> datetime:
    """The last thing that happened to the payment, or of which the day is known already."""
    moments = [order.created_at]
    moments += [attempt.closes_at for attempt in order.attempts.values()]
    moments += [entry.received_at for entry in order.entries]
    moments += [_day(capture.captured_on) for capture in order.captures.values()]
    moments += [operation.answered_at or operation.requested_at for operation in order.operations.values()]
    moments += [_day(day) for day in _days_to_come(order)]
    return max(moments)


def _days_to_come(order: Order) -> list[date]:
    """The days of instalments that are not paid, of a payment that has begun."""
    parts = () if order.payable else order.instalments
    return [part.due_on for part in parts if part.status is InstalmentStatus.DUE]


def _day(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _page_is_open(order: Order) -> bool:
    """Whether the shopper may be paying, or the bank is still to be asked what became of it."""
    asked = any(attempt.ask_at is not None for attempt in order.attempts.values())
    return asked or order.last_attempt.outcome is Outcome.OPEN


def _recurs(order: Order) -> bool:
    return order.mode is Mode.RECURRING and not order.payable and order.stopped_at is None
