"""The shortest history that still breaks a promise: orders are left out, then faults, while anything still breaks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simulation.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from simulation.world import History, Ordered

MOST_RUNS = 400


def shortest(failed: History) -> History:
    """A history that breaks with as few orders and faults as could be found in so many runs."""
    runs = 0

    def broken(ordered: Ordered) -> History | None:
        nonlocal runs
        runs += 1
        history = World(ordered).run() if runs <= MOST_RUNS else None
        return history if history is not None and history.broken else None

    best = _pinned(failed, broken)
    for name in ("kept", "only", "kept"):
        best = _fewest(best, name, broken)
    return best


def _pinned(failed: History, broken: Callable[[Ordered], History | None]) -> History:
    """The same, by the list of its orders and faults."""
    everything = replace(failed.ordered, kept=frozenset(range(failed.ordered.orders)), only=frozenset(failed.struck))
    return broken(everything) or failed


def _fewest(best: History, name: str, broken: Callable[[Ordered], History | None]) -> History:
    """Delta debugging: halves first, then ever smaller parts are left out."""
    parts = _parts(best, name)
    size = max(1, len(parts) // 2)
    while parts:
        smaller = None
        for start in range(0, len(parts), size):
            left = [*parts[:start], *parts[start + size :]]
            smaller = broken(_with(best.ordered, name, frozenset(left)))
            if smaller is not None:
                break
        if smaller is not None:
            best = smaller
            parts = _parts(best, name)
            size = max(1, min(size, len(parts) // 2))
        elif size == 1:
            break
        else:
            size //= 2
    return best


def _with(ordered: Ordered, name: str, left: frozenset[Any]) -> Ordered:
    return replace(ordered, only=left) if name == "only" else replace(ordered, kept=left)


def _parts(history: History, name: str) -> Sequence[str | int]:
    """What may be left out: of the faults only those that struck."""
    return sorted(history.struck if name == "only" else history.ordered.kept or ())
