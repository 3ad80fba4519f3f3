"""One payment in the simulated bank's books: what it captures by itself, what it allows, what it says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
MODES = ("immediate", "deferred", "partial", "split", "recurring")
HOLDS = timedelta(days=7).total_seconds()
"""How long an authorization holds."""
TERM = timedelta(days=30)


@dataclass(slots=True)
class Capture:
    """Money taken in one remittance; `back` of it was given back."""

    amount: int
    day: date
    authorization: str
    back: int = 0


@dataclass(slots=True, eq=False)
class Payment:
    """Amounts in cents. `due` are instalments to come: day, number and amount; so many `terms` are still renewed."""

    reference: str
    mode: str
    amount: int
    ordered_on: str
    accepted_at: float
    until: float | None = None
    captures_itself: bool = False
    captures: list[Capture] = field(default_factory=list)
    cancelled: bool = False
    stopped: bool = False
    due: list[tuple[date, int, int]] = field(default_factory=list)
    terms: int = 0
    renews_on: date = date.max

    @property
    def captured(self) -> int:
        """Taken in all."""
        return sum(capture.amount for capture in self.captures)

    @property
    def refunded(self) -> int:
        """Given back in all."""
        return sum(capture.back for capture in self.captures)

    def accepted(self) -> int:
        """What the bank has accepted in all: the most that anybody may count as authorized."""
        return self.captured if self.mode in ("split", "recurring") else self.amount

    def closed(self, now: float) -> bool:
        """Whether nothing more can be captured on demand."""
        lapsed = self.until is not None and now >= self.until
        return self.cancelled or lapsed or self.captured >= self.amount

    def take(self, amount: int, now: float) -> Capture:
        """Capture."""
        day = datetime.fromtimestamp(now, PARIS).date()
        capture = Capture(amount, day, f"{self.reference[-2:]}{len(self.captures) + 1:04}")
        self.captures.append(capture)
        return capture

    def document(self, now: float) -> bytes:
        """What the status service answers."""
        listed = "".join(map(_listed, self.captures))
        return (
            f"<etatpaiement><etat>{self._state(now)}</etat><montantrecouvre>{euros(self.captured)}</montantrecouvre>"
            f"<recouvrements>{listed}</recouvrements>"
            f"<recredits><total>{euros(self.refunded)}</total></recredits></etatpaiement>"
        ).encode()

    def _state(self, now: float) -> str:
        if self.captures:
            return "PA" if self.closed(now) and not self.due else "PP"
        return "AN" if self.closed(now) else "EN"


def paid(
    reference: str, mode: str, amount: int, ordered_on: str, now: float, *, parts: list[tuple[date, int]]
) -> Payment:
    """What the bank writes down once somebody has paid; `parts` are the days and amounts of instalments."""
    payment = Payment(reference, mode, amount, ordered_on, now)
    if mode in ("deferred", "partial"):
        payment.until = now + HOLDS
        return payment
    payment.due = [(day, number, part) for number, (day, part) in enumerate(parts, start=1)][1:]
    payment.take(parts[0][1] if parts else amount, now)
    payment.renews_on = datetime.fromtimestamp(now, PARIS).date() + TERM
    return payment


def noon(day: date) -> float:
    """When the bank does what is due on a day."""
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC).timestamp()


def euros(cents: int) -> str:
    """An amount as the bank writes it."""
    return f"{cents // 100}.{cents % 100:02}EUR"


def _listed(capture: Capture) -> str:
    return (
        f"<recouvrement><resultat>OK</resultat><montant>{euros(capture.amount)}</montant>"
        f"<date_remise>{capture.day}</date_remise>"
        f"<numero_autorisation>{capture.authorization}</numero_autorisation>"
        f"<recredits><recredit><montant_recredite>{euros(capture.back)}</montant_recredite></recredit></recredits>"
        "</recouvrement>"
    )
