"""An account: what one accepted payment left in the bank's books, and what has become of it since.

Values only. What may be done to an account is decided in `captures` and `refunds`; what time does, in `schedule`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bank.paris import PARIS


class Mode(StrEnum):
    """A terminal has one mode (protocol sheet 10). Pre-authorisation is left out: the sheet is not sure of it."""

    IMMEDIATE = "immediate"
    DEFERRED = "deferred"
    PARTIAL = "partial"
    SPLIT = "split"
    RECURRING = "recurring"


class AccountState(StrEnum):
    AUTHORIZED = "authorized"
    PARTLY_CAPTURED = "partly_captured"
    CAPTURED = "captured"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


class InstalmentState(StrEnum):
    DUE = "due"
    PAID = "paid"
    REFUSED = "refused"


@dataclass(frozen=True)
class Refund:
    amount: int
    at: datetime
    authorisation: str


@dataclass(frozen=True)
class Capture:
    """One remittance. `origin` says what made it: the payment, the service, an instalment, a renewal."""

    amount: int
    at: datetime
    authorisation: str
    origin: str
    refunds: tuple[Refund, ...] = ()

    @property
    def remitted_on(self) -> date:
        return self.at.astimezone(PARIS).date()

    @property
    def refunded(self) -> int:
        return sum(refund.amount for refund in self.refunds)

    @property
    def refundable(self) -> int:
        return self.amount - self.refunded


@dataclass(frozen=True)
class Instalment:
    """One of two to four; the first is paid with the order itself."""

    number: int
    due_on: date
    amount: int
    state: InstalmentState


@dataclass(frozen=True)
class Renewal:
    """One term of a recurrence, the payment itself not counted. Only an accepted one is captured."""

    number: int
    at: datetime
    authorisation: str
    accepted: bool


@dataclass(frozen=True)
class Account:
    """`authorized` grows with each instalment and renewal accepted; elsewhere it is the order's amount."""

    visit_id: str
    mode: Mode
    currency: str
    amount: int
    authorized: int
    authorisation: str
    opened_at: datetime
    expires_at: datetime | None
    captures: tuple[Capture, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    renewals: tuple[Renewal, ...] = ()
    cancelled: bool = False
    lapsed: bool = False
    stopped: bool = False

    @property
    def captured(self) -> int:
        return sum(capture.amount for capture in self.captures)

    @property
    def refunded(self) -> int:
        return sum(capture.refunded for capture in self.captures)

    @property
    def refundable(self) -> int:
        return self.captured - self.refunded

    @property
    def complete(self) -> bool:
        """Nothing more can ever be captured by a call: a deferred terminal captures once, whole or part."""
        return self.captured >= self.authorized or (self.mode is Mode.DEFERRED and bool(self.captures))

    def is_lapsed(self, now: datetime) -> bool:
        ended = self.expires_at is not None and now >= self.expires_at
        return self.lapsed or (ended and not self.complete and not self.cancelled)

    def is_closed(self, now: datetime) -> bool:
        return self.complete or self.cancelled or self.is_lapsed(now)

    def state(self, now: datetime) -> AccountState:
        if self.captures:
            return AccountState.CAPTURED if self.is_closed(now) else AccountState.PARTLY_CAPTURED
        if self.cancelled:
            return AccountState.CANCELLED
        return AccountState.LAPSED if self.is_lapsed(now) else AccountState.AUTHORIZED

    def left_to_capture(self, now: datetime) -> int:
        return 0 if self.is_closed(now) else self.authorized - self.captured

    def next_number(self) -> str:
        """An authorisation number that the account has given to nothing else."""
        given = len(self.captures) + len(self.renewals) + sum(len(capture.refunds) for capture in self.captures)
        return f"{1 + (int.from_bytes(self.visit_id.encode()) + given) % 999_999:06d}"

    def next_instant(self, now: datetime) -> datetime:
        """Whole seconds, after all that was dated before, so that messages differ by date."""
        dated = [self.opened_at, *(capture.at for capture in self.captures), *(term.at for term in self.renewals)]
        return max(now.replace(microsecond=0), max(dated) + timedelta(seconds=1))

    def with_capture(self, amount: int, at: datetime, origin: str) -> Account:
        capture = Capture(amount, at, self.next_number(), origin)
        return replace(self, captures=(*self.captures, capture))
