"""The order and what it holds, as frozen values. Its status is never stored knowledge: it follows from these."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

from .errors import InvalidValue
from .money import Money
from .record import Attempt, Capture, Case, Effect, Entry, Instalment, Operation
from .vocabulary import CaseKind, Mode, OperationKind, Outcome, Status

MAX_ATTEMPTS = 20
MAX_REFUSALS = 30
"""Entries up to which refusals and waits are kept; later deliveries of any are only counted."""
MAX_ENTRIES = 50
"""Entries kept on an order. Past it, what cannot pay the order is set aside as a case of its own, and an acceptance
beside the order."""
MAX_CAPTURES = 500
"""Captures listed on an order: weekly renewals for nine years. Later ones count, but are refunded elsewhere."""

GRACE = timedelta(days=2)
"""How long an ended authorization is held for the bank's books to say that it has, or was captured after all."""

FIRST_REVIEW = timedelta(days=31)
"""From a start to the first look at what is still to be kept of the order."""

SATURDAY = 5

_NUMBER = re.compile(r"[A-Za-z0-9-]{1,48}")
_REFERENCE = re.compile(r"([A-Za-z0-9-]{1,48})([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Order:
    """What the customer buys and everything that happened to its payment; amounts in minor units.

    `amount` is what one acceptance is about: all of a split payment, one term of a recurring one. What is still to be
    kept is looked at when `review_at` has come; the customer's data is gone since `erased_at`, the record itself goes
    at `ends_at`.
    """

    number: str
    amount: Money
    mode: Mode
    created_at: datetime
    authorized: int = 0
    captured: int = 0
    refunded: int = 0
    released: int = 0
    paid_at: datetime | None = None
    authorized_until: datetime | None = None
    stopped_at: datetime | None = None
    review_at: datetime | None = None
    erased_at: datetime | None = None
    ends_at: datetime | None = None
    attempts: dict[int, Attempt] = field(default_factory=dict)
    instalments: tuple[Instalment, ...] = ()
    captures: dict[int, Capture] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    further_messages: int = 0
    cases: tuple[Case, ...] = ()
    effects: dict[str, Effect] = field(default_factory=dict)
    operations: dict[int, Operation] = field(default_factory=dict)
    version: int = 1

    def changed(self, **changes: Any) -> Self:
        """The next version of this record."""
        return replace(self, version=self.version + 1, **changes)

    @property
    def last_attempt(self) -> Attempt:
        """The attempt that the shopper was sent on last."""
        return self.attempts[max(self.attempts)]

    def attempt_of(self, reference: str) -> Attempt | None:
        """The attempt that a bank reference names."""
        named = split_reference(reference)
        return self.attempts.get(named[1]) if named and named[0] == self.number else None

    @property
    def paying_attempt(self) -> Attempt:
        """The attempt that the bank accepted; the last one where it has accepted none."""
        accepted = (a for a in self.attempts.values() if a.outcome is Outcome.ACCEPTED)
        return next(accepted, self.last_attempt)

    @property
    def status(self) -> Status:
        """Money decides first; without any, a partner that still decides does; else the last attempt."""
        if self.authorized:
            return self._status_with_money()
        if self.waiting:
            return Status.WAITING_PARTNER
        return _STATUS_OF_OUTCOME[self.last_attempt.outcome]

    def _status_with_money(self) -> Status:
        if self.uncaptured:
            return Status.AUTHORIZED
        if not self.captured:
            return Status.CANCELLED
        if not self.refunded:
            return Status.PAID
        return Status.REFUNDED if self.refunded == self.captured else Status.PARTIALLY_REFUNDED

    @property
    def uncaptured(self) -> int:
        """What is authorized and neither captured nor given up."""
        return self.authorized - self.captured - self.released

    def reserved(self, kind: OperationKind) -> int:
        """What operations of a kind that are not answered yet keep for themselves."""
        return sum(o.amount for o in self.operations.values() if o.kind is kind and o.reserves)

    @property
    def capturable(self) -> int:
        """What may still be asked to be captured; nothing once the rest has been asked to be cancelled."""
        if self.reserved(OperationKind.CANCELLATION):
            return 0
        return self.uncaptured - self.reserved(OperationKind.CAPTURE)

    @property
    def refundable(self) -> int:
        """What may still be asked to be refunded."""
        return self.captured - self.refunded - self.reserved(OperationKind.REFUND)

    @property
    def next_operation(self) -> Operation | None:
        """The one to see to next: operations go to the bank one at a time, in the order in which they were asked."""
        waiting = (o for _, o in sorted(self.operations.items()) if o.reserves)
        return next(waiting, None)

    def refundable_of(self, capture: Capture) -> int:
        """What may still be asked to be refunded of one capture."""
        asked = (o for o in self.operations.values() if o.kind is OperationKind.REFUND and o.capture == capture.number)
        return capture.amount - capture.refunded - sum(o.amount for o in asked if o.reserves)

    @property
    def warned(self) -> bool:
        """Whether staff have been told that the authorization is about to end."""
        return any(case.kind is CaseKind.AUTHORIZATION_ENDING for case in self.cases)

    @property
    def waiting(self) -> bool:
        """Whether a partner is still deciding about any attempt."""
        return any(attempt.outcome is Outcome.WAITING for attempt in self.attempts.values())

    @property
    def payable(self) -> bool:
        """Whether a matching acceptance still pays it."""
        return not self.authorized

    def with_attempt(self, attempt: Attempt, **changes: Any) -> Self:
        """The same version of the record with one attempt changed."""
        return replace(self, attempts={**self.attempts, attempt.number: replace(attempt, **changes)})

    def with_case(self, kind: CaseKind, now: datetime, entry: Entry | None = None) -> Self:
        """The same version of the record with one more case, numbered in order of opening."""
        case = Case(
            id=f"{self.number}.{len(self.cases) + 1}",
            kind=kind,
            reference=entry.reference if entry else self.last_attempt.reference,
            opened_at=now,
            entry=entry.identity if entry else "",
        )
        return replace(self, cases=(*self.cases, case))

    def with_case_once(self, kind: CaseKind, now: datetime, entry: Entry | None = None) -> Self:
        """The same, where no case of the kind is open already."""
        is_open = any(case.kind is kind and case.resolved_at is None for case in self.cases)
        return self if is_open else self.with_case(kind, now, entry)

    def due_at(self) -> datetime | None:
        """When something must be done about this order even if nobody calls.

        An owed effect, a page that closes, an operation, an authorization that ends, books to be read.
        """
        moments = [effect.due_at for effect in self.effects.values() if effect.owed]
        if self.payable and self.last_attempt.outcome is Outcome.OPEN:
            moments.append(self.last_attempt.closes_at)
        if self.next_operation is not None:
            moments.append(self.next_operation.due_at)
        moments += [attempt.ask_at for attempt in self.attempts.values() if attempt.ask_at is not None]
        if self.uncaptured and self.authorized_until is not None:
            until = self.authorized_until
            moments.append(until + GRACE if self.warned else warning_time(until))
        return min(moments, default=None)

    def wakes_at(self) -> datetime:
        """When the schedule takes the order up: for what is due, or to look at what is still to be kept of it."""
        return min(self.due_at() or self.review_due, self.review_due)

    @property
    def review_due(self) -> datetime:
        """When what is still to be kept of it is looked at next."""
        return self.review_at or self.last_attempt.started_at + FIRST_REVIEW


_STATUS_OF_OUTCOME = {
    Outcome.OPEN: Status.PENDING,
    Outcome.REFUSED: Status.REFUSED,
    Outcome.LAPSED: Status.EXPIRED,
}


def warning_time(authorized_until: datetime) -> datetime:
    """Two working days before an authorization ends: when a person should have a look."""
    moment, days = authorized_until, 2
    while days:
        moment -= timedelta(days=1)
        days -= moment.weekday() < SATURDAY
    return moment


def check_number(number: str) -> str:
    """The order number itself; raises InvalidValue unless it is 1 to 48 of `A-Z a-z 0-9 -`."""
    if _NUMBER.fullmatch(number) is None:
        raise InvalidValue("order numbers are 1 to 48 letters, digits or hyphens")
    return number


def reference_of(number: str, attempt: int) -> str:
    """The bank reference of an attempt: the order number, then two digits."""
    return f"{number}{attempt:02}"


def split_reference(reference: str) -> tuple[str, int] | None:
    """Order number and attempt that a bank reference names; None where it cannot be one of ours."""
    match = _REFERENCE.fullmatch(reference)
    return (match[1], int(match[2])) if match else None
