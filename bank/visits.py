"""A visit: one order reference on the payment page, from its first arrival until it is paid or dead.

The bank gives 45 minutes from arrival and four attempts (protocol sheet 10); a refusal within them leaves
the reference payable, and the same form arriving again finds the same visit. A partner that keeps the shopper
waiting stops that clock: the visit stays as it is until the partner has answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bank.partners import Means

PAGE_TIME = timedelta(minutes=45)
MOST_ATTEMPTS = 4


class VisitState(StrEnum):
    OPEN = "open"
    WAITING = "waiting"
    PAID = "paid"
    BLOCKED = "blocked"
    EXPIRED = "expired"


class AttemptState(StrEnum):
    CHALLENGED = "challenged"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True)
class Attempt:
    """One means of payment presented. It counts once decided; a challenge left unanswered does not."""

    id: str
    visit_id: str
    state: AttemptState
    means: Means
    wrong_codes: int
    decided_at: datetime | None
    waiting_since: datetime | None = None


@dataclass(frozen=True)
class Visit:
    id: str
    platform: str
    fields: Mapping[str, str]
    arrived_at: datetime
    attempts: tuple[Attempt, ...]

    @property
    def reference(self) -> str:
        return self.fields["reference"]

    @property
    def expires_at(self) -> datetime:
        return self.arrived_at + PAGE_TIME

    @property
    def decided(self) -> tuple[Attempt, ...]:
        return tuple(attempt for attempt in self.attempts if attempt.decided_at)

    @property
    def accepted(self) -> Attempt | None:
        return next((attempt for attempt in self.attempts if attempt.state is AttemptState.ACCEPTED), None)

    @property
    def waiting(self) -> Attempt | None:
        return next((attempt for attempt in self.attempts if attempt.state is AttemptState.WAITING), None)

    @property
    def framed(self) -> bool:
        return self.fields.get("mode_affichage") == "iframe"

    @property
    def attempts_left(self) -> int:
        return MOST_ATTEMPTS - len(self.decided)

    def state(self, now: datetime) -> VisitState:
        if self.accepted:
            return VisitState.PAID
        if self.waiting:
            return VisitState.WAITING
        if self.attempts_left <= 0:
            return VisitState.BLOCKED
        return VisitState.EXPIRED if now >= self.expires_at else VisitState.OPEN

    def next_decision(self, now: datetime) -> datetime:
        """The next authorisation's instant: whole seconds, no two alike, so that messages differ by date."""
        reported = [at for attempt in self.attempts for at in (attempt.decided_at, attempt.waiting_since) if at]
        return max([now.replace(microsecond=0), *(at + timedelta(seconds=1) for at in reported)])


@dataclass(frozen=True)
class Delivery:
    """One time a message left; `status` and `error` are both None while the answer is awaited."""

    id: int
    method: str
    url: str
    sent_at: datetime
    seconds: float | None
    status: int | None
    answer: str
    error: str | None

    @property
    def awaited(self) -> bool:
        return self.status is None and self.error is None


@dataclass(frozen=True)
class Message:
    """A sealed notification, kept byte for byte so that any replay is the same message."""

    id: str
    visit_id: str
    attempt_id: str | None
    label: str
    body: str
    made_at: datetime
    deliveries: tuple[Delivery, ...]
