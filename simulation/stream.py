"""The table's stream on its way to a function: in order within a shard, in batches of any size, at least once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zlib import crc32

from simulation.hub import current

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulation.expressions import Item
    from simulation.faults import Faults
    from simulation.fleet import Fleet
    from simulation.hub import Hub, Task

RETRIES = 5
OLDEST = 3600.0
"""Seconds after which a record that fails is given up, as in the stack's template."""
READ_EVERY = (0.05, 1.0)
LATE = (5.0, 7200.0)


@dataclass(slots=True)
class Record:
    """One change of one order."""

    sequence: int
    image: Item
    at: float
    tries: int = 0

    def event(self) -> dict[str, Any]:
        """As the function gets it."""
        return {
            "eventName": "MODIFY",
            "dynamodb": {"NewImage": self.image, "SequenceNumber": str(self.sequence)},
        }


@dataclass(slots=True, eq=False)
class Shard:
    """What one function has still to see of one shard. One batch at a time is under way."""

    kind: str
    name: str
    most: int
    handler: Callable[[dict[str, Any], None], Any]
    hub: Hub
    fleet: Fleet
    faults: Faults
    waiting: list[Record] = field(default_factory=list)
    size: int = 0
    batches: int = 0
    awake: bool = False

    def add(self, record: Record) -> None:
        """One more change."""
        self.waiting.append(record)
        if not self.awake:
            self.awake = True
            self.hub.spawn(f"{self.name}.{self.batches}", self._read)

    def _read(self) -> None:
        """Deliver until nothing is left, as a task of nobody's."""
        task = current()
        while self.waiting:
            task.calls += 1
            trouble = self.faults.strike(task, "stream")
            self.hub.sleep(task.chance.span(*(LATE if trouble == "late batch" else READ_EVERY)))
            self._deliver(task, trouble)
        self.awake = False

    def _deliver(self, task: Task, trouble: str) -> None:
        most = self.size or (task.chance.number(1, 3) if trouble == "split" else self.most)
        batch = self.waiting[:most]
        self.batches += 1
        event = {"Records": [record.event() for record in batch]}
        worker = self.fleet.start(self.kind, f"{self.name}#{self.batches}", lambda: self.handler(event, None))
        self.hub.outcome(worker, float("inf"))
        done = 0 if worker.killed else _first_failure(worker.answer, batch)
        if trouble == "redelivered":
            return  # the function's answer was lost
        del self.waiting[:done]
        self.size = 0
        if done < len(batch):
            self._retry(self.waiting[0], len(batch) - done)

    def _retry(self, record: Record, left: int) -> None:
        """From the first failure on, in halved batches, a few times; then what is still owed is the schedule's."""
        record.tries += 1
        self.size = max(1, left // 2)
        if record.tries > RETRIES or self.hub.now - record.at > OLDEST:
            self.waiting.remove(record)
        else:
            self.hub.sleep(min(0.2 * 2**record.tries, 10.0))


@dataclass(slots=True)
class Stream:
    """Every change of an order goes to each function, by the shard that its order falls in."""

    shards: list[list[Shard]]
    sequence: int = 0

    def add(self, key: str, image: Item, now: float) -> None:
        """An order was written."""
        self.sequence += 1
        for shards in self.shards:
            shards[crc32(key.encode()) % len(shards)].add(Record(self.sequence, image, now))


def _first_failure(answer: Any, batch: list[Record]) -> int:
    failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
    return next((place for place, record in enumerate(batch) if str(record.sequence) in failed), len(batch))
