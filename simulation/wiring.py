"""Where the real code meets the simulated world: every place at which it reads a clock, chance, or what it runs with.

The product does not know that it is simulated: for the time of a world its modules find these in place of time,
of chance, and of the parts that its functions are wired with. A test holds the list of clocks against the source.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from chalicelib.api import backoffice, bank, exchange, operations, payments
from chalicelib.aws import expiry, order_store, secrets, store_calls
from chalicelib.events import operations as operation_events
from chalicelib.events import outbox, sweep
from chalicelib.payments import operate, perform_effects
from chalicelib.runtime import standing, telemetry
from simulation.broken import Broken
from simulation.hub import current
from simulation.sampling import letter
from simulation.sampling import standing as measured_now_and_then
from simulation.settings import EFFECTS, OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.process import Process

EXPECTED = frozenset(["StoreUnavailable"])
"""Errors that the product may meet at its edges; any other there is a fault of its code."""


def running() -> Process:
    """The process that is running."""
    process = current().process
    if process is None:
        raise Broken("somebody outside runs our code")
    return process


def moment(_zone: Any = UTC) -> datetime:
    """What the running process takes for now."""
    return datetime.fromtimestamp(running().time(), UTC)


def _write(line: dict[str, Any]) -> None:
    """The log: silent, but no failure that the product has caught is lost in it."""
    if line.get("level") == "ERROR" and line["error"] not in EXPECTED:
        raise Broken(f"{line['message']}: {line['error']} at {line['at']}")


def _sleep(seconds: float) -> None:
    current().hub.sleep(seconds)


def _uniform(least: float, most: float) -> float:
    return current().chance.between(least, most)


_CLOCK = SimpleNamespace(now=moment, fromisoformat=datetime.fromisoformat)
_TIME = SimpleNamespace(
    time=lambda: running().time(),
    monotonic=lambda: running().hub.now,
    sleep=_sleep,
)
_RANDOM = SimpleNamespace(uniform=_uniform)


def _uuid4() -> SimpleNamespace:
    task = current()
    return SimpleNamespace(hex=f"{task.chance.word():016x}{task.chance.word():016x}")


CLOCKS = (backoffice, bank, exchange, operations, payments, operation_events, sweep)
"""Modules that ask `datetime` for now themselves."""
TIMES = (expiry, order_store, secrets, store_calls)
"""Modules that ask `time`."""
OWNERS = (operate, perform_effects)
"""Modules that name claims by chance."""

PLACES: tuple[tuple[Any, str, Any], ...] = (
    *((module, "datetime", _CLOCK) for module in CLOCKS),
    *((module, "time", _TIME) for module in TIMES),
    *((module, "uuid4", _uuid4) for module in OWNERS),
    (store_calls, "random", _RANDOM),
    *((module, "runtime", lambda: running().api()) for module in (backoffice, bank, exchange, operations, payments)),
    (operation_events, "runtime", lambda: running().operations()),
    (operation_events, "sweep_after", lambda: OPERATIONS.sweep_after),
    *((module, "worker", lambda: running().worker()) for module in (outbox, sweep, standing)),
    (sweep, "sweep_after", lambda: EFFECTS.sweep_after),
    (standing, "effect_settings", lambda: EFFECTS),
    (standing, "dynamodb", lambda: running().backends.dynamodb),
    (perform_effects, "confirmation", letter),
    (sweep, "measure_standing", measured_now_and_then),
    (telemetry, "_write", _write),
)
"""Module, name, and what stands there while worlds are simulated."""


@contextmanager
def wired() -> Iterator[None]:
    """The product in simulated worlds, until the end of the block."""
    former = [(module, name, getattr(module, name)) for module, name, _ in PLACES]
    for module, name, stand_in in PLACES:
        setattr(module, name, stand_in)
    try:
        yield
    finally:
        for module, name, real in former:
            setattr(module, name, real)
