"""What can be reported to an order: small values, each a fact that has happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .record import Entry
from .vocabulary import CaseKind


@dataclass(frozen=True, slots=True)
class BankNotified:
    """The bank said, under its seal, what `entry` holds."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class TimePassed:
    """It is `now`: a page that has closed undecided lapses."""

    now: datetime


@dataclass(frozen=True, slots=True)
class EffectClaimed:
    """A worker takes an owed effect until `now + lease`."""

    effect: str
    owner: str
    now: datetime
    lease: timedelta


@dataclass(frozen=True, slots=True)
class EffectDone:
    """The effect has happened."""

    effect: str
    now: datetime


@dataclass(frozen=True, slots=True)
class EffectFailed:
    """The effect did not happen for `owner`, now or (`final`) ever; `reason` is for staff."""

    effect: str
    owner: str
    now: datetime
    reason: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class OperationAsked:
    """A worker is about to ask the bank for an operation; it will have given up by `now + lease`."""

    operation: int
    owner: str
    now: datetime
    lease: timedelta


@dataclass(frozen=True, slots=True)
class OperationAnswered:
    """The bank did it, refused it, or (`done` None) gave no answer that could be understood.

    Then its status is asked from `settle_at`. `code`, `label` and `authorization` are the bank's own.
    """

    operation: int
    done: bool | None
    now: datetime
    settle_at: datetime
    code: str = ""
    label: str = ""
    authorization: str = ""


@dataclass(frozen=True, slots=True)
class OperationSettled:
    """The bank's books about the whole payment, asked because an answer was lost; amounts in minor units.

    `closed` says that nothing more can be captured; `again_at` is when to ask anew where the books fit nothing.
    """

    operation: int
    captured: int
    refunded: int
    closed: bool
    now: datetime
    again_at: datetime


@dataclass(frozen=True, slots=True)
class CaseResolved:
    """A person has dealt with a case."""

    case: str
    note: str
    now: datetime


EffectReport = EffectClaimed | EffectDone | EffectFailed
OperationReport = OperationAsked | OperationAnswered | OperationSettled
OrderReport = TimePassed | EffectReport | OperationReport | CaseResolved
"""What is only ever reported about an order that is known."""
Report = BankNotified | OrderReport


@dataclass(frozen=True, slots=True)
class Aside:
    """What has no place in an order's record and is stored as a case of its own."""

    kind: CaseKind
    entry: Entry
