"""What goes wrong, and how often: decided at every call out of a process by the seed, or by a list to replay.

Each world draws which faults are frequent in it, rare or absent, so that some worlds are calm but for one trouble.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.chance import Chance
    from simulation.hub import Task

DEATH = {"dies before": 0.002, "dies after": 0.002, "pause before": 0.001, "pause after": 0.001}
STORE = {"throttled": 0.004, "unreachable": 0.003, "reply lost": 0.004, "conflict": 0.003}
SITES: Mapping[str, Mapping[str, float]] = {
    "store": {**DEATH, **STORE, "resent": 0.004},
    "transaction": {**DEATH, **STORE},
    "mail": {**DEATH, "mail throttled": 0.02, "mail answer lost": 0.02, "mail rejected": 0.01},
    "bank": {**DEATH, "silent before": 0.02, "silent after": 0.02, "page": 0.01, "cut": 0.01, "error": 0.01},
    "secret": {**DEATH, "secret gone": 0.05},
    "notice": {"lost": 0.03, "twice": 0.05, "late": 0.1},
    "stream": {"split": 0.2, "late batch": 0.03, "redelivered": 0.03},
    "schedule": {"missed": 0.03},
    "container": {"clock ahead": 0.004},
}
"""By what is called or happens: kinds of faults, and the rate at which each strikes."""

AFTER = frozenset(["reply lost", "mail answer lost", "silent after", "page", "cut", "error"])
"""Those that strike once the thing has been done."""

_WEIGHTS = (0.0, 0.3, 1.0, 1.0, 4.0)


@dataclass(slots=True)
class Faults:
    """`only` replays just these faults, by their marks. Once `healed`, nothing breaks any more."""

    only: frozenset[str] | None
    calm: bool = False
    healed: bool = False
    struck: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    _rates: dict[str, tuple[tuple[float, str], ...]] = field(default_factory=dict)
    _most: dict[str, float] = field(default_factory=dict)

    def draw(self, chance: Chance) -> None:
        """Decide how this world is troubled."""
        kinds = {kind for site in SITES.values() for kind in site}
        weights = {kind: chance.choice(_WEIGHTS) for kind in sorted(kinds)}
        self.calm = chance.happens(0.1)
        for site, kinds_there in SITES.items():
            edges, edge = [], 0.0
            for kind, rate in kinds_there.items():
                edge += rate * weights[kind]
                edges.append((edge, kind))
            self._rates[site] = tuple(edges)
            self._most[site] = 0.0 if self.calm else edge

    def strike(self, task: Task, site: str) -> str:
        """The fault that strikes this call, empty for none."""
        drawn = task.chance.unit()
        if drawn >= self._most[site] or self.healed:
            return ""
        kind = next(kind for edge, kind in self._rates[site] if drawn < edge)
        mark = f"{task.name}:{task.calls}"
        if self.only is not None and mark not in self.only:
            return ""
        self.struck[mark] = kind
        self.counts[kind] += 1
        task.troubles.append((task.hub.now, kind))
        if task.hub.told is not None:
            task.hub.told(f"{task.name}: FAULT {kind} ({mark})")
        return kind
