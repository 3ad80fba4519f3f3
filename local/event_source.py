"""Calls a handler with the records of a stream as Lambda's event source mapping does.

Batches in order, at least once. A failure is retried from its first record, with back-off and in halved
batches, and given up after RETRIES so that it cannot block what follows. Checkpoints live in memory only.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from local.lambda_event import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from local.table_stream import Record

BATCH_SIZE = 25
RETRIES = 10
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
DISCOVER_SECONDS = 2.0

log = logging.getLogger(__name__)


class Stream(Protocol):
    def shards(self) -> list[Any]: ...

    def read(self, shard: Any, after: str | None, limit: int) -> list[Record]: ...


@dataclass
class Progress:
    """How far one shard is. `failing` is the record at which the last batch stopped."""

    checkpoint: str | None = None
    batch_size: int = BATCH_SIZE
    failing: str = ""
    retries: int = 0
    resume_at: float = 0.0

    def delivered(self, sequence_number: str) -> None:
        self.checkpoint = sequence_number
        self.batch_size, self.failing, self.retries = BATCH_SIZE, "", 0

    def failed(self, sequence_number: str, now: float) -> None:
        self.retries = self.retries + 1 if self.failing == sequence_number else 1
        self.failing = sequence_number
        self.batch_size = max(1, self.batch_size // 2)
        self.resume_at = now + min(FIRST_PAUSE_SECONDS * 2 ** (self.retries - 1), LONGEST_PAUSE_SECONDS)


class EventSource:
    def __init__(
        self,
        name: str,
        stream: Stream,
        handler: Callable[[Any, Any], Any],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._stream = stream
        self._handler = handler
        self._clock = clock
        self._progress: dict[Hashable, Progress] = {}
        self._discover_at = 0.0

    def pass_once(self) -> bool:
        """One read of every shard. Whether anything was delivered, so that more may wait behind it."""
        now = self._clock()
        if now >= self._discover_at:
            self._progress = {shard: self._progress.get(shard, Progress()) for shard in self._stream.shards()}
            self._discover_at = now + DISCOVER_SECONDS
        due = [(shard, progress) for shard, progress in self._progress.items() if now >= progress.resume_at]
        delivered = [self._deliver(shard, progress) for shard, progress in due]
        return any(delivered)

    def rediscover(self) -> None:
        """After a read that failed: the stream may be another one now."""
        self._discover_at = 0.0

    def _deliver(self, shard: Hashable, progress: Progress) -> bool:
        records = self._stream.read(shard, progress.checkpoint, progress.batch_size)
        if not records:
            return False
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        done = self._call(records, numbers)
        if done:
            progress.delivered(numbers[done - 1])
        if done < len(records):
            self._fail(progress, numbers[done])
        return True

    def _call(self, records: list[Record], numbers: list[str]) -> int:
        """How many records from the first on are done with."""
        try:
            answer = self._handler({"Records": records}, Context(self._name))
        except Exception:
            # Whatever it raises, Lambda counts the whole batch as failed.
            log.exception("the function raised on a batch of %d", len(records))
            return 0
        return first_failure(answer, numbers)

    def _fail(self, progress: Progress, number: str) -> None:
        progress.failed(number, self._clock())
        if progress.retries <= RETRIES:
            log.warning("record %s failed, retry %d", number, progress.retries)
            return
        log.error("record %s given up", number)
        progress.delivered(number)


def first_failure(answer: Any, numbers: list[str]) -> int:
    """Index of the first failed record, or their count. An answer without sense fails the whole batch."""
    if not answer:
        return len(numbers)
    try:
        failed = [numbers.index(failure["itemIdentifier"]) for failure in answer["batchItemFailures"] or ()]
    except (KeyError, TypeError, ValueError):
        return 0
    return min(failed, default=len(numbers))
