from __future__ import annotations

import itertools

import pytest

from local.event_source import BATCH_SIZE, DISCOVER_SECONDS, RETRIES, EventSource, first_failure


class FakeStream:
    """One shard of numbered records; `read` counts what was asked."""

    def __init__(self, count: int) -> None:
        self.numbers = [f"{number:04d}" for number in range(count)]
        self.shard_names = ["shard-1"]

    def shards(self):
        return list(self.shard_names)

    def read(self, shard, after, limit):
        following = [number for number in self.numbers if after is None or number > after]
        return [{"dynamodb": {"SequenceNumber": number}} for number in following[:limit]]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Handler:
    """Remembers its batches; fails on the numbers in `poison`, by answer or by raising."""

    def __init__(self, poison: set[str] | None = None, *, raises: bool = False) -> None:
        self.batches: list[list[str]] = []
        self.poison = poison or set()
        self.raises = raises

    def __call__(self, event, context):
        assert context.function_name == "outbox"
        numbers = [record["dynamodb"]["SequenceNumber"] for record in event["Records"]]
        self.batches.append(numbers)
        bad = [number for number in numbers if number in self.poison]
        if bad and self.raises:
            raise RuntimeError("as asked")
        return {"batchItemFailures": [{"itemIdentifier": number} for number in bad]}

    @property
    def seen(self) -> list[str]:
        return [number for batch in self.batches for number in batch]


def drain(source: EventSource, clock: Clock, passes: int = 200) -> None:
    for _ in range(passes):
        source.pass_once()
        clock.now += 0.05


def a_source(stream, handler) -> tuple[EventSource, Clock]:
    clock = Clock()
    return EventSource("outbox", stream, handler, clock), clock


def test_records_come_from_the_oldest_on_in_order_and_in_batches():
    stream, handler = FakeStream(60), Handler()
    source, clock = a_source(stream, handler)

    drain(source, clock)

    assert handler.seen == stream.numbers
    assert [len(batch) for batch in handler.batches] == [BATCH_SIZE, BATCH_SIZE, 10]


def test_an_empty_stream_calls_nobody():
    handler = Handler()
    source, _ = a_source(FakeStream(0), handler)

    assert source.pass_once() is False
    assert handler.batches == []


def test_a_failure_is_retried_from_its_first_record_and_nothing_before_it():
    stream, handler = FakeStream(5), Handler({"0002", "0004"})
    source, clock = a_source(stream, handler)

    source.pass_once()
    handler.poison = set()
    drain(source, clock)

    assert handler.batches[0] == ["0000", "0001", "0002", "0003", "0004"]
    assert handler.seen[5:] == ["0002", "0003", "0004"]


def test_a_failed_batch_waits_before_it_comes_again():
    handler = Handler({"0000"})
    source, clock = a_source(FakeStream(1), handler)

    source.pass_once()
    assert source.pass_once() is False
    clock.now += 1
    source.pass_once()

    assert len(handler.batches) == 2


def test_pauses_grow():
    handler = Handler({"0000"})
    source, clock = a_source(FakeStream(1), handler)
    times = []

    while len(times) < 4:
        if source.pass_once():
            times.append(clock.now)
        clock.now += 0.01

    pauses = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert pauses == sorted(pauses)
    assert pauses[-1] > 3 * pauses[0]


def test_a_handler_that_raises_fails_its_whole_batch():
    stream, handler = FakeStream(4), Handler({"0003"}, raises=True)
    source, clock = a_source(stream, handler)

    source.pass_once()
    handler.poison = set()
    drain(source, clock)

    assert handler.seen == [*stream.numbers, *stream.numbers]


@pytest.mark.parametrize("raises", [True, False])
def test_a_poisoned_record_is_given_up_and_blocks_nobody(raises):
    stream, handler = FakeStream(40), Handler({"0010"}, raises=raises)
    source, clock = a_source(stream, handler)

    drain(source, clock, passes=3000)

    assert set(handler.seen) == set(stream.numbers)
    assert handler.seen[-1] == "0039"
    assert handler.seen.count("0010") >= RETRIES


def test_a_new_stream_is_read_from_its_oldest_record():
    stream, handler = FakeStream(3), Handler()
    source, clock = a_source(stream, handler)
    source.pass_once()

    stream.shard_names = ["shard-of-another-stream"]
    clock.now += DISCOVER_SECONDS
    source.pass_once()

    assert handler.seen == [*stream.numbers, *stream.numbers]


@pytest.mark.parametrize(
    ("answer", "done"),
    [
        (None, 3),
        ({}, 3),
        ({"batchItemFailures": []}, 3),
        ({"batchItemFailures": None}, 3),
        ({"batchItemFailures": [{"itemIdentifier": "c"}, {"itemIdentifier": "b"}]}, 1),
        ({"batchItemFailures": [{"itemIdentifier": ""}]}, 0),
        ({"batchItemFailures": [{"itemIdentifier": None}]}, 0),
        ({"batchItemFailures": [{"identifier": "b"}]}, 0),
        ({"batchItemFailures": [{"itemIdentifier": "unknown"}]}, 0),
    ],
)
def test_answers_mean_what_lambda_takes_them_for(answer, done):
    assert first_failure(answer, ["a", "b", "c"]) == done
