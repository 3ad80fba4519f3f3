"""Many worlds, spread over processes, and what came of them in sum."""

from __future__ import annotations

import gc
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import TYPE_CHECKING

from simulation.world import Ordered, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from simulation.world import History

PER_WORLD = 10
"""Orders of one seed: so few that a seed that fails can be read."""
CHUNK = 50
ENOUGH = 5
"""Broken histories after which there is no use in going on."""


@dataclass(slots=True)
class Sum:
    """What happened in all worlds of a range of seeds."""

    first: int
    worlds: int = 0
    orders: int = 0
    events: int = 0
    mails: int = 0
    notifications: int = 0
    seconds: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    window: Counter[str] = field(default_factory=Counter)
    cases: Counter[str] = field(default_factory=Counter)
    broken: list[History] = field(default_factory=list)

    def add(self, history: History) -> None:
        """One more world."""
        self.worlds += 1
        self.orders += history.ordered.orders
        self.events += history.events
        self.mails += history.mails
        self.notifications += history.notifications
        self.faults.update(history.faults)
        self.window.update(history.window)
        self.cases.update(history.cases)
        if history.broken:
            self.broken.append(history)

    def join(self, other: Sum) -> None:
        """What another process has found."""
        for name in ("worlds", "orders", "events", "mails", "notifications"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("faults", "window", "cases"):
            getattr(self, name).update(getattr(other, name))
        self.broken += other.broken


def campaign(seed: int, orders: int, processes: int, progress: Callable[[Sum], None]) -> Sum:
    """So many orders from a seed on; `progress` is told now and then."""
    total, begun = Sum(seed), time.monotonic()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for part in pool.map(some, _chunks(seed, orders)):
            total.join(part)
            total.seconds = time.monotonic() - begun
            progress(total)
            if len(total.broken) >= ENOUGH:
                pool.shutdown(cancel_futures=True)
                break
    return total


def some(worlds: list[Ordered]) -> Sum:
    """A few worlds, one after the other in this process."""
    part = Sum(worlds[0].seed)
    gc.disable()  # a world is one heap of references in circles: cheaper to clear up after several
    for place, world in enumerate(worlds):
        part.add(World(world).run())
        if place % 10 == 9:
            gc.collect()
    gc.enable()
    return part


def _chunks(seed: int, orders: int) -> Iterator[list[Ordered]]:
    sizes = [min(PER_WORLD, orders - done) for done in range(0, orders, PER_WORLD)]
    worlds = [Ordered(seed + place, size) for place, size in enumerate(sizes)]
    for start in range(0, len(worlds), CHUNK):
        yield worlds[start : start + CHUNK]
