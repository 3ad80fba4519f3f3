"""Calls in turns: CPU and wall time of each, and the requests that they sent to AWS.

The contestants of a task take turns, so that what else the machine does hits all of them alike: a few calls in a row
each, since a function's process runs nothing else, and another's code must not be what its caches hold.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore import handlers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from .traffic import Event

IN_A_ROW = 10
"""Calls of one turn."""

_requests: Counter[str] = Counter()


def _note(event_name: str, **_: Any) -> None:
    _requests[event_name.partition(".")[2]] += 1


def count_requests() -> None:
    """From now on, of every client made afterwards: sent requests are counted, retries included."""
    handlers.BUILTIN_HANDLERS.append(("before-send", _note))


@dataclass(frozen=True)
class Contestant:
    """Who does a task: its handler, and an event for each of its calls."""

    name: str
    handler: Callable[[Event, Any], Any]
    events: Sequence[Event]
    expect: Callable[[Any], bool]
    """Whether an answer is the one that makes the call comparable."""


@dataclass
class Measured:
    """Microseconds of every call; requests, by `service.Operation`, and log of all calls."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    requests: Counter[str] = field(default_factory=Counter)
    log_bytes: int = 0

    @property
    def best(self) -> float:
        return min(self.cpu)

    @property
    def median(self) -> float:
        return statistics.median(self.cpu)

    @property
    def latency(self) -> float:
        return statistics.median(self.wall)

    @property
    def logged(self) -> float:
        """Bytes of log of one call, on average."""
        return self.log_bytes / len(self.cpu)

    def per_call(self, service: str) -> float:
        """Requests to a service in one call, on average."""
        return sum(count for name, count in self.requests.items() if name.startswith(service)) / len(self.cpu)


class Unexpected(Exception):
    """A contestant gave another answer than the task is about."""


def take_turns(contestants: Sequence[Contestant], context: object, log: Path, *, warm: int) -> dict[str, Measured]:
    """Measure each contestant's events; the first few only warm up. Raises Unexpected."""
    measured = {contestant.name: Measured() for contestant in contestants}
    calls = range(min(len(contestant.events) for contestant in contestants))
    for first in calls[::IN_A_ROW]:
        for contestant in contestants:
            for number in calls[first : first + IN_A_ROW]:
                before = log.stat().st_size
                into = measured[contestant.name] if number >= warm else Measured()
                _call(contestant, contestant.events[number], context, into)
                into.log_bytes += log.stat().st_size - before
    return measured


def _call(contestant: Contestant, event: Event, context: object, into: Measured) -> None:
    _requests.clear()
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    answer = contestant.handler(event, context)
    cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
    if not contestant.expect(answer):
        raise Unexpected(f"{contestant.name}: {answer}")
    into.cpu.append(cpu / 1000)
    into.wall.append(wall / 1000)
    into.requests.update(_requests)


@contextmanager
def output_to(path: Path) -> Iterator[None]:
    """What functions log goes to a file meanwhile, as Lambda takes it from their standard output."""
    sys.stdout.flush()
    kept = os.dup(1)
    with path.open("wb") as file:
        os.dup2(file.fileno(), 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
