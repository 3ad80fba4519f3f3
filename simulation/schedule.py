"""The schedules: each function once a minute. Minutes in which it would find nothing are left out.

Which those are is read off the table itself, without the lag of its index; a run that finds nothing changes nothing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalicelib.domain.errors import StoreUnavailable
from simulation.broken import Broken
from simulation.hub import current

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulation.faults import Faults
    from simulation.fleet import Fleet
    from simulation.hub import Hub
    from simulation.table import Table

MINUTE = 60.0
MOST_IN_VAIN = 120
"""Runs for the same thing after which nobody will believe that it is ever done."""
_TEXTS = dict.fromkeys(("version", "id", "account", "region", "detail-type", "source", "time"), "")
_EVENT: dict[str, Any] = {**_TEXTS, "resources": [], "detail": {}}


@dataclass(slots=True, eq=False)
class Schedule:
    """One function's."""

    kind: str
    handler: Callable[[Any, None], Any]
    hub: Hub
    fleet: Fleet
    faults: Faults
    table: Table
    wait: float
    runs: int = 0
    _planned: float = float("inf")
    _last_due: float = 0.0
    _in_vain: int = 0

    def look(self, due: float) -> None:
        """Something will be due then."""
        if due == float("inf"):
            return
        moment = (max(due + self.wait, self.hub.now) // MINUTE + 1) * MINUTE
        if moment < self._planned:
            self._planned = moment
            self.hub.at(moment, lambda: self._run(moment))

    def _run(self, moment: float) -> None:
        if moment != self._planned:
            return
        self._planned = float("inf")
        if (due := self._due()) + self.wait > moment:
            self.look(due)
            return
        self.runs += 1
        self._in_vain = self._in_vain + 1 if due == self._last_due else 0
        self._last_due = due
        if self._in_vain > MOST_IN_VAIN:
            raise Broken(f"what has been due since {datetime.fromtimestamp(due, UTC)} stays undone")
        self.hub.spawn(f"{self.kind} {self.runs}", self._call)

    def _call(self) -> None:
        task = current()
        task.calls += 1
        if not self.faults.strike(task, "schedule"):
            self.fleet.start(self.kind, f"{self.kind}@{self.runs}", self._handle)
        self.hub.sleep(MINUTE / 2)
        self.look(self._due())

    def _handle(self) -> None:
        with suppress(StoreUnavailable):  # the next minute is the retry
            self.handler(_EVENT, None)

    def _due(self) -> float:
        """When something is due next, in the whole table."""
        moments = [item["work_at"]["S"] for item in self.table.items.values() if "work_at" in item]
        return datetime.fromisoformat(min(moments)).timestamp() if moments else float("inf")
