"""What an order's record is made of: attempts, notifications, cases, effects and operations, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from .money import Money
from .vocabulary import (
    CaseKind,
    EffectKind,
    InstalmentStatus,
    OperationKind,
    OperationStatus,
    Outcome,
    Platform,
    Result,
    Source,
)

MAX_NOTE = 500
"""Characters of the note with which a person resolves a case."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One visit to the bank's page.

    `started_at` is the order date in the hour of Paris, asked back by the bank. `heard_at` is the bank's time of
    what `outcome` stands for. The bank's books are asked about it at `ask_at`, `asks` times so far.
    """

    number: int
    reference: str
    terminal: str
    platform: Platform
    started_at: datetime
    closes_at: datetime
    outcome: Outcome = Outcome.OPEN
    heard_at: str = ""
    ask_at: datetime | None = None
    asks: int = 0


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of a split payment, the first one paid with the order; `amount` in minor units."""

    number: int
    due_on: date
    amount: int
    status: InstalmentStatus = InstalmentStatus.DUE


@dataclass(frozen=True, slots=True)
class Capture:
    """Money that the bank took in one remittance; `amount` and what of it was given back in minor units.

    The bank tells captures apart by the day, in the hour of Paris, and the authorization number (sheet 6.3).
    `unheard` is one that stood in the bank's books before any notification told of it.
    """

    number: int
    amount: int
    captured_on: date
    authorization: str = ""
    refunded: int = 0
    unheard: bool = False


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
    `platform` is None where neither key nor code tells it. `instalment` is the number of the one that the message
    is about, 0 where it names none. `fault` says why a person should look; whoever read the message may have set
    it already. An entry with a fault never changes money.
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
    instalment: int = 0
    instalment_amount: Money | None = None
    source: Source = Source.NOTIFICATION
    fault: CaseKind | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """Something that needs a person. `entry` is the identity of the notification that raised it, if one did."""

    id: str
    kind: CaseKind
    reference: str
    opened_at: datetime
    entry: str = ""
    resolved_at: datetime | None = None
    note: str = ""


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
class Operation:
    """A capture, refund or cancellation asked of the bank; `amount` in minor units, reserved until it is refused.

    `request` is a digest of what was asked, by which a repetition is told from another request under the same
    `key`. Due from `due_at`: to be asked while requested, to be settled by the bank's status while unknown.
    `capture` is the number of the capture that a refund takes back from.
    """

    number: int
    kind: OperationKind
    amount: int
    key: str
    request: str
    requested_at: datetime
    due_at: datetime
    status: OperationStatus = OperationStatus.REQUESTED
    owner: str = ""
    answered_at: datetime | None = None
    code: str = ""
    label: str = ""
    authorization: str = ""
    reason: str = ""
    capture: int = 0

    @property
    def reserves(self) -> bool:
        """Whether its amount is kept for it although the bank has not done it yet, as far as is known."""
        return self.status in (OperationStatus.REQUESTED, OperationStatus.UNKNOWN)
