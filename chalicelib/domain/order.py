"""The order and what it holds, as frozen values. Its status is never stored knowledge: it follows from these."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from .errors import InvalidValue
from .money import Money
from .vocabulary import CaseKind, EffectKind, Mode, Outcome, Platform, Result, Status

MAX_ATTEMPTS = 20
MAX_REFUSALS = 30
"""Entries up to which refusals and waits are kept; later deliveries of any are only counted."""
MAX_ENTRIES = 50
"""Entries kept on an order. Past it, what cannot pay the order is set aside as a case of its own."""

_NUMBER = re.compile(r"[A-Za-z0-9-]{1,48}")
_REFERENCE = re.compile(r"([A-Za-z0-9-]{1,48})([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One visit to the bank's page.

    `started_at` is the order date in the hour of Paris, asked back by the bank. `heard_at` is the bank's time of
    the refusal or wait that `outcome` stands for.
    """

    number: int
    reference: str
    terminal: str
    platform: Platform
    started_at: datetime
    closes_at: datetime
    outcome: Outcome = Outcome.OPEN
    heard_at: str = ""


@dataclass(frozen=True, slots=True)
class Authentication:
    """The 3-D Secure verdict: status and protocol version as the bank words them, who bears the risk."""

    status: str
    version: str = ""
    liability_shift: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One notification as it is kept: no card data but the brand, and the masked number where the shop opts in.

    `bank_time` is ISO text by the bank's clock, the hour of Paris; empty where the bank's date was unreadable.
    `platform` is None where neither key nor code tells it. `fault` says why a person should look; whoever read
    the message may have set it already. An entry with a fault never changes money.
    """

    identity: str
    reference: str
    terminal: str
    platform: Platform | None
    result: Result
    code: str
    amount: Money | None
    amount_text: str
    bank_time: str
    received_at: datetime
    key: str = ""
    authorization: str = ""
    brand: str = ""
    method: str = ""
    refusal_reason: str = ""
    refusal_detail: str = ""
    authentication: Authentication | None = None
    masked_number: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    fault: CaseKind | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """Something that needs a person. `entry` is the identity of the notification that raised it, if one did."""

    id: str
    kind: CaseKind
    reference: str
    opened_at: datetime
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """Something owed: due from `due_at`, or from the end of the lease of the worker that took it."""

    id: str
    kind: EffectKind
    due_at: datetime
    tries: int = 0
    owner: str = ""
    done_at: datetime | None = None
    failed: str = ""

    @property
    def owed(self) -> bool:
        """Whether it still has to happen."""
        return self.done_at is None and not self.failed


@dataclass(frozen=True, slots=True)
class Order:
    """What the customer buys and everything that happened to its payment; amounts in minor units."""

    number: str
    amount: Money
    mode: Mode
    created_at: datetime
    authorized: int = 0
    captured: int = 0
    paid_at: datetime | None = None
    attempts: dict[int, Attempt] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    further_messages: int = 0
    cases: tuple[Case, ...] = ()
    effects: dict[str, Effect] = field(default_factory=dict)
    version: int = 1

    def changed(self, **changes: Any) -> Self:
        """The next version of this record."""
        return replace(self, version=self.version + 1, **changes)

    @property
    def last_attempt(self) -> Attempt:
        """The attempt that the shopper was sent on last."""
        return self.attempts[max(self.attempts)]

    @property
    def status(self) -> Status:
        """Money decides first; without any, a partner that still decides does; else the last attempt."""
        if self.captured:
            return Status.PAID
        if self.authorized:
            return Status.AUTHORIZED
        if self.waiting:
            return Status.WAITING_PARTNER
        return _STATUS_OF_OUTCOME[self.last_attempt.outcome]

    @property
    def waiting(self) -> bool:
        """Whether a partner is still deciding about any attempt."""
        return any(attempt.outcome is Outcome.WAITING for attempt in self.attempts.values())

    @property
    def payable(self) -> bool:
        """Whether a matching acceptance still pays it."""
        return not self.authorized

    def new_case(self, kind: CaseKind, now: datetime, entry: Entry | None = None) -> Case:
        """A case that is not yet in the record, numbered in order of opening."""
        return Case(
            id=f"{self.number}.{len(self.cases) + 1}",
            kind=kind,
            reference=entry.reference if entry else self.last_attempt.reference,
            opened_at=now,
            entry=entry.identity if entry else "",
        )

    def due_at(self) -> datetime | None:
        """When something must be done about this order even if nobody calls: an owed effect, a page that closes."""
        moments = [effect.due_at for effect in self.effects.values() if effect.owed]
        if self.payable and self.last_attempt.outcome is Outcome.OPEN:
            moments.append(self.last_attempt.closes_at)
        return min(moments, default=None)


_STATUS_OF_OUTCOME = {
    Outcome.OPEN: Status.PENDING,
    Outcome.REFUSED: Status.REFUSED,
    Outcome.LAPSED: Status.EXPIRED,
}


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
