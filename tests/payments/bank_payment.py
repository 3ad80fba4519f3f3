"""One payment in the books of the bank of the tests: what it captures by itself, what it says and tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.domain.order import Order
from chalicelib.domain.record import Attempt
from chalicelib.domain.vocabulary import Mode

PARIS = ZoneInfo("Europe/Paris")
MONTH = timedelta(days=30)


@dataclass
class Capture:
    amount: int
    remitted_on: date
    authorization: str
    back: int = 0


@dataclass(frozen=True)
class Said:
    """What the bank notifies; `part` is the amount of an instalment."""

    code: str
    at: datetime
    authorization: str
    part: int | None = None


@dataclass
class Books:
    """Amounts in cents. What is `due` are days, numbers and amounts of instalments; a recurrence renews `every`."""

    ordered_on: str
    amount: int
    until: datetime | None = None
    captures_itself: bool = False
    captures: list[Capture] = field(default_factory=list)
    cancelled: bool = False
    due: list[tuple[date, int, int]] = field(default_factory=list)
    every: timedelta | None = None
    renews_on: date | None = None
    stopped: bool = False
    series: str = "A"

    @property
    def captured(self) -> int:
        return sum(capture.amount for capture in self.captures)

    @property
    def refunded(self) -> int:
        return sum(capture.back for capture in self.captures)

    def closed(self, now: datetime) -> bool:
        lapsed = self.until is not None and now >= self.until
        return self.cancelled or lapsed or self.captured >= self.amount

    def take(self, amount: int, now: datetime) -> Capture:
        capture = Capture(amount, now.astimezone(PARIS).date(), f"{self.series}{len(self.captures) + 1:04}")
        self.captures.append(capture)
        return capture

    def fall_due(self, now: datetime, *, accepts: bool = True) -> Iterator[Said]:
        """What falls due by now: taken, or refused by the card, and told of."""
        if self.captures_itself and self.until and now >= self.until and not self.cancelled and not self.captures:
            self.take(self.amount, self.until)
        today = now.astimezone(PARIS).date()
        while self.due and self.due[0][0] <= today:
            day, number, amount = self.due.pop(0)
            if accepts:
                authorization = self.take(amount, _noon(day)).authorization
                yield Said(f"paiement_pf{number}", _noon(day), authorization, amount)
            else:
                yield Said(f"Annulation_pf{number}", _noon(day), "", amount)
        while self.every and self.renews_on and self.renews_on <= today and not self.stopped:
            moment = _noon(self.renews_on)
            self.renews_on += self.every
            if accepts:
                yield Said("payetest", moment, self.take(self.amount, moment).authorization)
            else:
                yield Said("Annulation", moment, "")

    def document(self, now: datetime) -> str:
        """What the status service answers."""
        listed = "".join(_listed(capture) for capture in self.captures)
        return (
            f"<etatpaiement><etat>{self._state(now)}</etat><montantrecouvre>{_euros(self.captured)}</montantrecouvre>"
            f"<recouvrements>{listed}</recouvrements>"
            f"<recredits><total>{_euros(self.refunded)}</total></recredits></etatpaiement>"
        )

    def _state(self, now: datetime) -> str:
        if self.captures:
            return "PA" if self.closed(now) and not self.due else "PP"
        return "AN" if self.closed(now) else "EN"


def paid(order: Order, attempt: Attempt, now: datetime) -> tuple[Books, Said]:
    """What the bank writes down, and what it notifies, once somebody has paid."""
    books = Books(f"{attempt.started_at:%d/%m/%Y}", order.amount.minor, series=f"A{attempt.number}")
    first = order.instalments[0].amount if order.instalments else None
    if order.mode in (Mode.DEFERRED, Mode.PARTIAL):
        books.until = now + timedelta(days=7)
        return books, Said("payetest", now, "Z1")
    books.due = [(part.due_on, part.number, part.amount) for part in order.instalments[1:]]
    if order.mode is Mode.RECURRING:
        books.every, books.renews_on = MONTH, now.astimezone(PARIS).date() + MONTH
    return books, Said("payetest", now, books.take(first or books.amount, now).authorization, first)


def _listed(capture: Capture) -> str:
    return (
        f"<recouvrement><resultat>OK</resultat><montant>{_euros(capture.amount)}</montant>"
        f"<date_remise>{capture.remitted_on}</date_remise>"
        f"<numero_autorisation>{capture.authorization}</numero_autorisation>"
        f"<recredits><recredit><montant_recredite>{_euros(capture.back)}</montant_recredite></recredit></recredits>"
        "</recouvrement>"
    )


def _euros(cents: int) -> str:
    return f"{cents / 100:.2f}EUR"


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=PARIS)
