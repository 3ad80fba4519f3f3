"""Orders as DynamoDB items and back. Empty fields are left out, so that the hot item stays small.

`version`, `amount`, `currency`, `mode` and the attempts' terminal and platform stand where conditions name them;
`work`/`work_at` exist only while something is due and `case_state`/`case_at` only where a case is (sparse indexes);
`day`/`listed_at` never change after the start, so that later writes cost nothing there.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zlib import crc32

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from ..domain.money import Money
from ..domain.order import Order
from ..domain.record import Attempt, Authentication, Case, Effect, Entry, Operation
from ..domain.vocabulary import CaseKind, EffectKind, Mode, OperationKind, OperationStatus, Outcome, Platform, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

SHARDS = 4
"""Partitions over which each index spreads what comes in at one time."""
WORK_SHARDS = tuple(f"due-{shard}" for shard in range(SHARDS))
OPEN = "open"
RESOLVED = "resolved"

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize


def order_key(number: str) -> str:
    """The partition key of an order's item."""
    return f"order#{number}"


def sortable(moment: datetime) -> str:
    """An instant as text that sorts by time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def day_key(day: date, shard: int) -> str:
    """The partition of a day's orders in the index of days."""
    return f"{day.isoformat()}#{shard}"


def listing_key(created_at: datetime, number: str) -> str:
    """Where an order stands in the list of all: by time, and no two at one place."""
    return f"{sortable(created_at)}#{number}"


def to_dynamodb(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document of plain values with DynamoDB's type marks."""
    return {name: _serialize(value) for name, value in document.items()}


def from_dynamodb(item: Mapping[str, Any]) -> dict[str, Any]:
    """The plain document in an item; numbers are Decimal."""
    return {name: _deserialize(value) for name, value in item.items()}


def order_document(order: Order) -> dict[str, Any]:
    """The item of an order, without type marks. The four collections are always there, to be added to."""
    document = {
        "pk": order_key(order.number),
        "version": order.version,
        "status": order.status.value,
        "amount": order.amount.minor,
        "currency": order.amount.currency,
        "mode": order.mode.value,
        "created_at": plain(order.created_at),
        "authorized": order.authorized,
        "captured": order.captured,
        "refunded": order.refunded,
        "released": order.released,
        "attempts": plain(order.attempts),
        "entries": plain(order.entries),
        "cases": plain(order.cases),
        "effects": plain(order.effects),
        "operations": plain(order.operations),
    }
    if order.paid_at:
        document["paid_at"] = plain(order.paid_at)
    if order.authorized_until:
        document["authorized_until"] = plain(order.authorized_until)
    if order.further_messages:
        document["further_messages"] = order.further_messages
    shard = crc32(order.number.encode()) % SHARDS
    document.update(day=day_key(order.created_at.date(), shard), listed_at=listing_key(order.created_at, order.number))
    due = order.due_at()
    if due is not None:
        document.update(work=WORK_SHARDS[shard], work_at=sortable(due))
    if order.cases:
        state = OPEN if any(case.resolved_at is None for case in order.cases) else RESOLVED
        document.update(case_state=state, case_at=sortable(order.cases[-1].opened_at))
    return document


def order_of(document: Mapping[str, Any]) -> Order:
    """The order in its item's document."""
    return Order(
        number=document["pk"].removeprefix("order#"),
        amount=Money(int(document["amount"]), document["currency"]),
        mode=Mode(document["mode"]),
        created_at=_moment(document["created_at"]),
        authorized=int(document["authorized"]),
        captured=int(document["captured"]),
        refunded=int(document["refunded"]),
        released=int(document["released"]),
        authorized_until=_moment_or_none(document.get("authorized_until")),
        paid_at=_moment_or_none(document.get("paid_at")),
        attempts={int(n): _attempt(attempt) for n, attempt in document["attempts"].items()},
        entries=tuple(entry_of(entry) for entry in document["entries"]),
        further_messages=int(document.get("further_messages", 0)),
        cases=tuple(_case(case) for case in document["cases"]),
        effects={key: _effect(effect) for key, effect in document["effects"].items()},
        operations={int(n): _operation(operation) for n, operation in document["operations"].items()},
        version=int(document["version"]),
    )


def plain(value: Any) -> Any:
    """A domain value as text, numbers, lists and maps; fields that are empty are left out."""
    if is_dataclass(value):
        pairs = ((f.name, plain(getattr(value, f.name))) for f in fields(value))
        return {name: inner for name, inner in pairs if inner not in ("", None, [], {}, 0)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    return str(value) if isinstance(value, str) else value


def entry_of(document: Mapping[str, Any]) -> Entry:
    """The notification in its document."""
    amount, verdict, platform, fault = (
        document.get(name) for name in ("amount", "authentication", "platform", "fault")
    )
    texts = ("key", "authorization", "brand", "method", "refusal_reason", "refusal_detail", "masked_number",
             "bank_time", "amount_text")  # fmt: skip
    return Entry(
        identity=document["identity"],
        reference=document["reference"],
        terminal=document["terminal"],
        platform=Platform(platform) if platform else None,
        result=Result(document["result"]),
        code=document["code"],
        amount=Money(int(amount.get("minor", 0)), amount["currency"]) if amount else None,
        received_at=_moment(document["received_at"]),
        authentication=Authentication(**{"status": "", **verdict}) if verdict else None,
        extra=document.get("extra", {}),
        fault=CaseKind(fault) if fault else None,
        **{name: document.get(name, "") for name in texts},
    )


def _attempt(document: Mapping[str, Any]) -> Attempt:
    return Attempt(
        number=int(document["number"]),
        reference=document["reference"],
        terminal=document["terminal"],
        platform=Platform(document["platform"]),
        started_at=_moment(document["started_at"]),
        closes_at=_moment(document["closes_at"]),
        outcome=Outcome(document["outcome"]),
        heard_at=document.get("heard_at", ""),
    )


def _case(document: Mapping[str, Any]) -> Case:
    return Case(
        id=document["id"],
        kind=CaseKind(document["kind"]),
        reference=document["reference"],
        opened_at=_moment(document["opened_at"]),
        entry=document.get("entry", ""),
        resolved_at=_moment_or_none(document.get("resolved_at")),
        note=document.get("note", ""),
    )


def _operation(document: Mapping[str, Any]) -> Operation:
    texts = ("owner", "code", "label", "authorization", "reason")
    return Operation(
        number=int(document["number"]),
        kind=OperationKind(document["kind"]),
        amount=int(document["amount"]),
        key=document["key"],
        request=document["request"],
        requested_at=_moment(document["requested_at"]),
        due_at=_moment(document["due_at"]),
        status=OperationStatus(document["status"]),
        answered_at=_moment_or_none(document.get("answered_at")),
        capture=int(document.get("capture", 0)),
        **{name: document.get(name, "") for name in texts},
    )


def _effect(document: Mapping[str, Any]) -> Effect:
    return Effect(
        id=document["id"],
        kind=EffectKind(document["kind"]),
        due_at=_moment(document["due_at"]),
        tries=int(document.get("tries", 0)),
        owner=document.get("owner", ""),
        done_at=_moment_or_none(document.get("done_at")),
        failed=document.get("failed", ""),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _moment_or_none(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
