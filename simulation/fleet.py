"""Processes of our functions as a cloud keeps them: warm ones are used again, cold ones start, dead ones are gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulation.chance import Chance
from simulation.process import Backends, Process

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from simulation.faults import Faults
    from simulation.hub import Hub, Task

TIMEOUTS = {"api": 20.0, "outbox": 300.0, "operations": 300.0, "sweep": 300.0, "settle": 300.0}
"""Seconds after which the cloud ends a call, as in the stack's template."""
SKEW = 2.0
KEPT_WARM = 900.0
"""Seconds after which a process that nobody needs is gone."""
JUMP = (20.0, 300.0)


@dataclass(slots=True)
class Fleet:
    """Starts work on processes."""

    hub: Hub
    faults: Faults
    backends: Backends
    now: Callable[[], datetime]
    _warm: dict[str, list[Process]] = field(default_factory=dict)

    def start(self, kind: str, name: str, work: Callable[[], Any], *, after: float = 0.0) -> Task:
        """A task on a free process of a function."""
        process = self._free(kind, name)

        def run() -> Any:
            task.calls += 1
            if self.faults.strike(task, "container") == "clock ahead":
                process.ahead += task.chance.span(*JUMP)
            answer = work()
            self._park(process, task)
            return answer

        task = self.hub.spawn(name, run, process, after=after, most=TIMEOUTS[kind])
        return task

    def _park(self, process: Process, task: Task) -> None:
        """Kept for the next call; not one whose clock has gone wrong for long."""
        process.used_at = self.hub.now
        if not process.late or task.chance.happens(0.7):
            self._warm[process.kind].append(process)

    def _free(self, kind: str, name: str) -> Process:
        """A warm process, or a cold one. One that died never comes back."""
        since = self.hub.now - KEPT_WARM
        warm = self._warm[kind] = [p for p in self._warm.get(kind, ()) if p.used_at >= since]
        if warm:
            return warm.pop()
        ahead = Chance(self.hub.seed, f"cold {name}").between(-SKEW, SKEW)
        return Process(kind, self.hub, self.backends, ahead, self.now)
