"""Orders as DynamoDB items and back. Empty fields are left out, so that the hot item stays small.

`version`, `amount`, `currency`, `mode` and the attempts' terminal and platform stand where conditions name them;
`capturable` and `refundable` are what may still be asked for, and `wishes` the keys under which it was, so that a
wish is one write whatever else goes on; `work`/`work_at` say when it is taken up next;
`case_state`/`case_at` exist only where a case is (a sparse index); `day`/`listed_at` never change after the start, so
that later writes cost nothing there; with `expires_at` the item ends by itself.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from zlib import crc32

from ..domain.money import Money
from ..domain.order import Order
from ..domain.vocabulary import Mode
from .expiry import EXPIRES, ends_at, seconds
from .order_parts import (
    attempt_of,
    capture_of,
    case_of,
    effect_of,
    entry_of,
    instalment_of,
    moment,
    moment_or_none,
    operation_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..domain.record import Operation

SHARDS = 4
"""Partitions over which each index spreads what comes in at one time."""
WORK_SHARDS = tuple(f"due-{shard}" for shard in range(SHARDS))
_COLLECTIONS = ("attempts", "captures", "entries", "cases", "effects", "operations")
_SPARSE = ("paid_at", "authorized_until", "stopped_at", "instalments", "further_messages", "review_at", "erased_at")
_PLAIN = (str, int, bool)
OPEN = "open"
RESOLVED = "resolved"


def order_key(number: str) -> str:
    """The partition key of an order's item."""
    return f"order#{number}"


def sortable(moment: datetime) -> str:
    """An instant as text that sorts by time."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def day_key(day: date, shard: int) -> str:
    """The partition of a day's orders in the index of days."""
    return f"{day.isoformat()}#{shard}"


def listing_key(created_at: datetime, number: str) -> str:
    """Where an order stands in the list of all: by time, and no two at one place."""
    return f"{sortable(created_at)}#{number}"


def order_document(order: Order) -> dict[str, Any]:
    """The item of an order, without type marks. The collections are always there, to be added to."""
    fixed = {
        "pk": order_key(order.number),
        "amount": order.amount.minor,
        "currency": order.amount.currency,
        "mode": order.mode.value,
        "created_at": plain(order.created_at),
        "day": day_key(order.created_at.date(), shard_of(order.number)),
        "listed_at": listing_key(order.created_at, order.number),
    }
    return fixed | _changing(order, _COLLECTIONS)


def versions(before: Order, after: Order) -> tuple[dict[str, Any], dict[str, Any]]:
    """What may differ in the items of two versions of one order, which is all that an update has to look at."""
    touched = [name for name in _COLLECTIONS if getattr(before, name) is not getattr(after, name)]
    return _changing(before, touched), _changing(after, touched)


def _changing(order: Order, collections: Iterable[str]) -> dict[str, Any]:
    """What may change after the start; of the collections only those that are named."""
    document = {
        "version": order.version,
        "status": order.status.value,
        "authorized": order.authorized,
        "captured": order.captured,
        "refunded": order.refunded,
        "released": order.released,
        "capturable": order.capturable,
        "refundable": order.refundable,
        **due_place(order.number, order.wakes_at()),
    }
    document.update({name: plain(getattr(order, name)) for name in _SPARSE if getattr(order, name)})
    if order.ends_at is not None:
        document[EXPIRES] = seconds(order.ends_at)
    if order.cases:
        state = OPEN if any(case.resolved_at is None for case in order.cases) else RESOLVED
        document.update(case_state=state, case_at=sortable(order.cases[-1].opened_at))
    for name in collections:
        document.update(_collection(order, name))
    return document


def _collection(order: Order, name: str) -> dict[str, Any]:
    if name != "operations":
        return {name: plain(getattr(order, name))}
    operations = [operation for _, operation in sorted(order.operations.items())]
    return {
        "operations": [operation_document(operation) for operation in operations],
        "wishes": {wish_name(operation.key): operation.number for operation in operations},
    }


def order_of(document: Mapping[str, Any]) -> Order:
    """The order in its item's document."""
    return Order(
        number=document["pk"].removeprefix("order#"),
        amount=Money(int(document["amount"]), document["currency"]),
        mode=Mode(document["mode"]),
        created_at=moment(document["created_at"]),
        authorized=int(document["authorized"]),
        captured=int(document["captured"]),
        refunded=int(document["refunded"]),
        released=int(document["released"]),
        authorized_until=moment_or_none(document.get("authorized_until")),
        paid_at=moment_or_none(document.get("paid_at")),
        stopped_at=moment_or_none(document.get("stopped_at")),
        review_at=moment_or_none(document.get("review_at")),
        erased_at=moment_or_none(document.get("erased_at")),
        ends_at=ends_at(document),
        attempts={int(n): attempt_of(attempt) for n, attempt in document["attempts"].items()},
        instalments=tuple(instalment_of(instalment) for instalment in document.get("instalments", ())),
        captures={int(n): capture_of(capture) for n, capture in document["captures"].items()},
        entries=tuple(entry_of(entry) for entry in document["entries"]),
        further_messages=int(document.get("further_messages", 0)),
        cases=tuple(case_of(case) for case in document["cases"]),
        effects={key: effect_of(effect) for key, effect in document["effects"].items()},
        operations={n: operation_of(operation, n) for n, operation in enumerate(document["operations"], start=1)},
        version=int(document["version"]),
    )


def operation_document(operation: Operation) -> dict[str, Any]:
    """An operation as it stands in the list; its number is its place there."""
    document: dict[str, Any] = plain(operation)
    del document["number"]
    return document


def wish_name(key: str) -> str:
    """The name under which the wish of an idempotency key stands, so that a condition can look for it."""
    return sha256(key.encode()).hexdigest()[:20]


def due_place(number: str, due: datetime) -> dict[str, str]:
    """Where an order stands in the index of work."""
    return {"work": WORK_SHARDS[shard_of(number)], "work_at": sortable(due)}


def shard_of(number: str) -> int:
    """The partition of each index that an order stands in."""
    return crc32(number.encode()) % SHARDS


def plain(value: Any) -> Any:
    """A domain value as text, numbers, lists and maps; fields that are empty are left out."""
    if value is None or value.__class__ in _PLAIN:
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    told, (names, values_of) = {}, _fields_of(value.__class__)
    for name, inner in zip(names, values_of(value), strict=True):
        if inner and (document := inner if inner.__class__ in _PLAIN else plain(inner)) != {}:
            told[name] = document
    return told


@cache
def _fields_of(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of a dataclass's fields, and what reads them all at once."""
    names = tuple(field.name for field in fields(kind))
    return names, attrgetter(*names)
