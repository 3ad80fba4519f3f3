"""What can be reported to an order: small values, each a fact that has happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .order import Entry
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


Report = BankNotified | TimePassed | EffectClaimed | EffectDone | EffectFailed


@dataclass(frozen=True, slots=True)
class Aside:
    """What has no place in an order's record and is stored as a case of its own."""

    kind: CaseKind
    entry: Entry
