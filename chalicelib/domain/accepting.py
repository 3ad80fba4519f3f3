"""What the bank's acceptance does to an order's money: by the terminal's mode, once, and never for another order.

An acceptance is heard from a notification or read in the bank's books, whichever comes first. The other one, when it
comes, confirms: it is kept and changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from .effects import confirmation_due
from .order import MAX_CAPTURES, Order
from .record import Attempt, Capture, Entry, Instalment
from .starting import PARIS
from .vocabulary import CaseKind, InstalmentStatus, Mode, Outcome, Result, Source, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

AUTHORIZATION = timedelta(days=7)
"""How long an authorization holds that was not captured at once (protocol sheet 10)."""
TERM = timedelta(days=31)
"""How often the books of a recurrence are read, should notifications of renewals be lost."""
REMITTED_WITHIN = timedelta(days=3)
"""How long after an acceptance its money may appear in the bank's books, a weekend between."""

_CAPTURED_LATER = (Mode.DEFERRED, Mode.PARTIAL)


def fault_of_acceptance(order: Order, entry: Entry, attempt: Attempt) -> CaseKind | None:
    """Why an acceptance that fits the attempt must not change money; None where it pays, goes on or confirms."""
    if order.payable or confirms(order, entry) or _goes_on(order, entry, attempt):
        return None
    cancelled = order.status is Status.CANCELLED
    return CaseKind.ACCEPTED_AFTER_CANCELLATION if cancelled else CaseKind.SECOND_ACCEPTANCE


def _goes_on(order: Order, entry: Entry, attempt: Attempt) -> bool:
    """Whether it is a further instalment, or a renewal, of what the same attempt began."""
    if attempt.outcome is not Outcome.ACCEPTED:
        return False
    part = instalment_of(order, entry)
    return order.mode is Mode.RECURRING or (part is not None and part.status is not InstalmentStatus.PAID)


def confirms(order: Order, entry: Entry) -> bool:
    """Whether a notification tells what the bank's books have told already."""
    if entry.source is Source.STATUS or entry.result is not Result.ACCEPTED:
        return False
    attempt, part = order.attempt_of(entry.reference), instalment_of(order, entry)
    if attempt and attempt.outcome is Outcome.ACCEPTED:
        if order.mode is Mode.RECURRING:
            return _unheard(order, entry) is not None
        if part is not None:
            return part.status is InstalmentStatus.PAID and not any(_same_part(e, entry) for e in _told(order, entry))
    told = list(_told(order, entry))
    return bool(told) and all(
        known.source is Source.STATUS and same_number(known.authorization, entry.authorization) for known in told
    )


def confirmed(order: Order, entry: Entry) -> dict[int, Capture]:
    """The captures, with the one that a notification confirms marked as heard of."""
    capture = _unheard(order, entry)
    if capture is None:
        return order.captures
    number = entry.authorization or capture.authorization
    return {**order.captures, capture.number: replace(capture, unheard=False, authorization=number)}


def accepted(order: Order, entry: Entry) -> Order:
    """The same version of the order with the money of an acceptance that fits; the mail is owed at the first."""
    part = instalment_of(order, entry)
    amount = part.amount if part else order.amount.minor
    now = entry.received_at
    mail, later = confirmation_due(now), order.mode in _CAPTURED_LATER
    changed = replace(
        order,
        authorized=order.authorized + amount,
        paid_at=order.paid_at or now,
        authorized_until=_accepted_at(entry) + AUTHORIZATION if later else None,
        instalments=tuple(replace(p, status=InstalmentStatus.PAID) if p is part else p for p in order.instalments),
        effects={mail.id: mail, **order.effects},
        **({} if later else _capture(order, amount, day_of(entry), entry.authorization)),
    )
    return replace(changed, attempts=_accepting(changed, entry))


def with_capture(order: Order, amount: int, day: date, authorization: str, *, unheard: bool = False) -> Order:
    """The same version of the order with money captured; past the most that is listed it only counts."""
    return replace(order, **_capture(order, amount, day, authorization, unheard=unheard))


def _capture(order: Order, amount: int, day: date, authorization: str, *, unheard: bool = False) -> dict[str, Any]:
    """What a capture changes of an order."""
    captures, number = order.captures, len(order.captures) + 1
    if number <= MAX_CAPTURES:
        captures = {**captures, number: Capture(number, amount, day, authorization, unheard=unheard)}
    return {"captured": order.captured + amount, "captures": captures}


def next_asking(order: Order, now: datetime) -> datetime | None:
    """When the bank's books about an accepted payment are to be read although nobody asks."""
    match order.mode:
        case Mode.IMMEDIATE:
            return None
        case Mode.DEFERRED | Mode.PARTIAL:
            return order.authorized_until if order.uncaptured else None
        case Mode.SPLIT:
            due = [part.due_on for part in order.instalments if part.status is InstalmentStatus.DUE]
            return max(_day_after(min(due)), now + timedelta(days=1)) if due else None
        case Mode.RECURRING:
            return None if order.stopped_at else now + TERM


def instalment_of(order: Order, entry: Entry) -> Instalment | None:
    """The instalment that a message is about: the first one where it names none."""
    number = entry.instalment or 1
    return next((part for part in order.instalments if part.number == number), None)


def same_number(one: str, other: str) -> bool:
    """Whether authorization numbers may be of one payment; in test they are absent or zeros (protocol sheet 8)."""
    return one == other or not one.strip("0") or not other.strip("0")


def _accepting(order: Order, entry: Entry) -> dict[int, Attempt]:
    asking, heard = next_asking(order, entry.received_at), entry.bank_time or day_of(entry).isoformat()
    return {
        number: replace(
            attempt,
            outcome=Outcome.ACCEPTED,
            heard_at=attempt.heard_at if attempt.outcome is Outcome.ACCEPTED else heard,
            ask_at=asking,
            asks=0,
        )
        if attempt.reference == entry.reference
        else attempt
        for number, attempt in order.attempts.items()
    }


def _told(order: Order, entry: Entry) -> Iterator[Entry]:
    """The acceptances known of the same attempt: of notifications only those that are believed."""
    for known in order.entries:
        believed = known.fault is None or known.source is Source.STATUS
        if believed and known.result is Result.ACCEPTED and known.reference == entry.reference:
            yield known


def _same_part(known: Entry, entry: Entry) -> bool:
    return known.source is Source.NOTIFICATION and (known.instalment or 1) == (entry.instalment or 1)


def _unheard(order: Order, entry: Entry) -> Capture | None:
    """The capture that only the bank's books have told of and that an acceptance is about."""
    attempt, day = order.attempt_of(entry.reference), day_of(entry)
    if attempt is None or attempt.outcome is not Outcome.ACCEPTED:
        return None
    for capture in order.captures.values():
        near = timedelta(0) <= capture.captured_on - day <= REMITTED_WITHIN
        if capture.unheard and near and same_number(capture.authorization, entry.authorization):
            return capture
    return None


def day_of(entry: Entry) -> date:
    """The day on which the bank accepted, in the hour of Paris; that of the message where its date is unreadable."""
    if entry.bank_time:
        return datetime.fromisoformat(entry.bank_time).date()
    return entry.received_at.astimezone(PARIS).date()


def _accepted_at(entry: Entry) -> datetime:
    """When the bank accepted: a message may be days on its way, and an authorization ends all the same."""
    if not entry.bank_time:
        return entry.received_at
    said = datetime.fromisoformat(entry.bank_time).replace(tzinfo=PARIS)
    return min(said.astimezone(UTC), entry.received_at)


def _day_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(12), UTC)
