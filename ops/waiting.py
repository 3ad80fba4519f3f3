"""Messages of the bank that can be run again, as they may be shown: of their bodies, no more than an outline."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.monetico.outline import Outline, outline
from ops.screen import Screen, paris, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from chalicelib.domain.record import Entry
    from chalicelib.payments.ports import Rejected

COLUMNS = ("terminal", "reference", "amount", "code")


@dataclass(frozen=True)
class Waiting:
    """`about` is None for what was kept by a version that took other messages for notifications."""

    id: str
    received_at: datetime
    about: Outline | None
    reason: str

    @property
    def cells(self) -> tuple[str, ...]:
        """One for each of COLUMNS."""
        about = self.about
        return (about.terminal, about.reference, about.amount, about.code) if about else ("-",) * len(COLUMNS)

    def document(self) -> dict[str, Any]:
        """For programs."""
        about = asdict(self.about) if self.about else {}
        return {"id": self.id, "received_at": self.received_at.isoformat(), **about, "reason": self.reason}


def of_rejected(rejected: Rejected) -> Waiting:
    """A message that was not taken."""
    return Waiting(rejected.id, rejected.received_at, outline(rejected.body), rejected.reason)


def of_case(case: str, entry: Entry) -> Waiting:
    """A message that was taken and stands as a case."""
    about = Outline(entry.terminal, entry.reference, entry.amount_text, entry.code, entry.bank_time)
    return Waiting(case, entry.received_at, about, "a case")


def lines(found: Sequence[Waiting], screen: Screen) -> Iterator[str]:
    """The table for a person."""
    rows = [(message.id, paris(message.received_at), *message.cells, message.reason) for message in found]
    titles, *body = table(rows, ("id", "received (Paris)", *COLUMNS, "reason"))
    yield screen.paint(titles, "strong")
    yield from body
