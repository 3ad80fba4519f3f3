"""Every call out of a process: it takes its time there and back, and may fail before, after, or kill its caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from simulation.faults import AFTER
from simulation.hub import Death, current

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulation.faults import Faults
    from simulation.hub import Hub

T = TypeVar("T")

QUICKEST, SLOWEST = 0.001, 0.3
"""Seconds one way."""
SHORTEST_PAUSE, LONGEST_PAUSE = 2.0, 400.0
"""Seconds for which a whole process may stand still."""

_HERE = ("", "resent", "pause before", "pause after", "dies after")
"""What does not keep a call from being carried out and answered, as far as its callee knows."""


@dataclass(slots=True)
class Network:
    """`error` gives what a caller sees of a fault by its kind."""

    hub: Hub
    faults: Faults

    def call(self, site: str, perform: Callable[[], T], error: Callable[[str], Exception]) -> T:
        """What `perform` gives where it is carried out, or an error."""
        task = current()
        task.calls += 1
        fault = self.faults.strike(task, site)
        self._travel("pause before" if fault == "pause before" else "")
        if fault == "dies before":
            raise Death
        if fault not in _HERE and fault not in AFTER:
            raise error(fault)
        refusal: Exception | None = None
        for _ in range(2 if fault == "resent" else 1):
            refusal = None
            try:
                answer = perform()
            except Exception as refused:  # noqa: BLE001 - it travels back as an answer does
                refusal = refused
            if fault == "dies after":
                raise Death
            self._travel("pause after" if fault == "pause after" else "")
        if fault in AFTER:
            raise error(fault)
        if refusal is not None:
            raise refusal
        return answer

    def _travel(self, pause: str) -> None:
        chance = current().chance
        seconds, stands = chance.span(QUICKEST, SLOWEST), chance.span(SHORTEST_PAUSE, LONGEST_PAUSE)
        self.hub.sleep(seconds + (stands if pause else 0))
