"""That money is moved for an operation once at most, and only once it has been marked unknown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.broken import Broken
from simulation.hub import current

if TYPE_CHECKING:
    from simulation.table import Table

EXCUSES = ("pause before", "pause after", "clock ahead")
"""What lets a call reach the bank after others have settled its operation; the books tell of it then."""


@dataclass(slots=True)
class Asked:
    """The operations that the bank has been asked for; `overtaken` are orders of which it was asked too late.

    `hurried` are those of which an operation was taken for given up too early.
    """

    table: Table
    hurried: set[str]
    known: set[tuple[str, int]] = field(default_factory=set)
    overtaken: set[str] = field(default_factory=set)

    def once(self, service: str, reference: str) -> None:
        """The bank is asked to move money; raises Broken."""
        number, task = reference[:-2], current()
        operations = self.table.items[f"order#{number}"]["operations"]["L"]
        unknown = [place for place, part in enumerate(operations, start=1) if part["M"]["status"]["S"] == "unknown"]
        if len(unknown) == 1:
            if (number, unknown[0]) in self.known:
                raise Broken(f"the bank is asked a second time to {service} {reference}")
            self.known.add((number, unknown[0]))
            return
        slow = any(kind in EXCUSES for _, kind in task.troubles) or (task.process is not None and task.process.late)
        if not slow and number not in self.hurried:
            raise Broken(f"the bank is asked to {service} {reference}, and {len(unknown)} operations are unknown")
        self.overtaken.add(number)
