"""The items that one usual order leaves in DynamoDB, version by version, as the table's stream tells of them."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3

from local import environment
from local.lambda_event import Context
from local.pump import table_stream

from . import stand, units
from .measuring import output_to

if TYPE_CHECKING:
    from .stand import Stand

INDEXES = (("work", "work_at"), ("case_state", "case_at"), ("day", "listed_at"))
Item = dict[str, Any]


@dataclass(frozen=True)
class Units:
    """Of one order, start and one sending of the mail included, without the shop's reads; `item` in bytes, paid."""

    writes: float
    reads: float
    item: int
    records: int
    """In the table's stream."""


def index_writes(before: Item | None, after: Item | None) -> int:
    """An entry of an index is written, and the one before it deleted, where its keys change."""
    found = 0
    for names in INDEXES:
        old, new = (_keys(item, names) for item in (before or {}, after or {}))
        found += (bool(old) + bool(new)) if old != new else 0
    return found


def _keys(item: Item, names: tuple[str, str]) -> list[Any]:
    return [item[name] for name in names] if all(name in item for name in names) else []


def ours() -> Units:
    """From the stream of a table with this one order: its start is a transaction with the customer's item."""
    images = [record["dynamodb"]["NewImage"] for record in _stream()]
    versions = [image for image in images if image["pk"]["S"].startswith("order#")]
    (customer,) = (image for image in images if image["pk"]["S"].startswith("customer#"))
    sizes = [units.item_size(version) for version in versions]
    started = units.writes(sizes[0], transaction=True) + units.writes(units.item_size(customer), transaction=True)
    later = sum(units.writes(max(pair)) for pair in pairwise(sizes))
    indexes = sum(index_writes(*pair) for pair in pairwise([None, *versions]))
    read = units.reads(units.item_size(customer), consistent=True)
    return Units(started + later + indexes, read, sizes[-1], len(versions))


def rival(*, idempotent: bool) -> Units:
    """(a): put, get, put. (b): besides, its own item put and updated."""
    stored: list[Any] = boto3.client("dynamodb").scan(TableName=stand.RIVALS_TABLE)["Items"]
    size = max(units.item_size(item) for item in stored)
    return Units(2 * units.writes(size) + 2 * idempotent, units.reads(size, consistent=False), size, 0)


def _stream() -> list[Item]:
    stream = table_stream(environment.TABLE)
    return [record for shard in stream.shards() for record in stream.read(shard, None, 1000)]


def measure(running: Stand) -> dict[str, Units]:
    """One order of each, made by the functions that are measured, in tables that hold nothing yet."""
    with tempfile.TemporaryDirectory() as name:
        from chalicelib.events.outbox import outbox  # noqa: PLC0415 - as Lambda does, with its environment

        from .rivals import tutorial  # noqa: PLC0415
        from .tasks import OURS, Preparation  # noqa: PLC0415

        context = Context("guichet-bench")
        prepared = Preparation(running, context, 1)
        with output_to(Path(name) / "log"):
            number = prepared.paid(tutorial.handler)
            outbox(prepared.streamed(number), context)
            return {OURS: ours(), "(a) tutorial": rival(idempotent=False), "(b) idempotency": rival(idempotent=True)}
