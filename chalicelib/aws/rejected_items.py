"""Messages that were not taken, as items that vanish after thirty days; read again too: messages that are cases.

They hold card-derived fields, encrypted as the table is. A day has PLACES places, and the digest of a body says in
which TRIES of them it may stand, so that a flood fills those and no more, without a counter and without a read.
When they are full, further messages of that day are only logged; the bank's portal still has them.

The most that can ever stand here is 30 days of 5000 items of 8 kB: 1.2 GB. A flood of messages of full size costs
at most TRIES writes of 9 units each, and only the first 5000 a day are stored or reach the stream. A real message
has 1 to 2 kB and nearly always one write.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ..domain.errors import StoreUnavailable
from ..payments.ports import Keeping, Rejected
from .attribute_values import from_dynamodb, to_dynamodb
from .case_items import aside_key
from .expiry import EXPIRES, living, seconds
from .order_item import listing_key, sortable
from .order_parts import entry_of
from .store_calls import ConditionFailed, call

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from types_boto3_dynamodb import DynamoDBClient

    from ..domain.record import Entry

PLACES = 5000
"""A day's. Of a thousand messages of one day (a shop whose key went wrong) one in 20 000 finds all of its places
taken, of 2500 one in 200; the bank brings each of them several times, which adds nothing."""
TRIES = 5
KEPT = timedelta(days=30)
PAGE = 100
"""As many as one BatchGetItem takes."""


@dataclass(frozen=True, slots=True)
class RejectedItems:
    """Fulfils `payments.ports.KeptMessages`."""

    client: DynamoDBClient
    table: str

    def keep(self, rejected: Rejected) -> Keeping:
        digest = _digest(rejected.body)
        for place in _places(digest):
            try:
                call(
                    self.client.put_item,
                    TableName=self.table,
                    Item=to_dynamodb(_document(rejected, digest, place)),
                    ConditionExpression="attribute_not_exists(pk)",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except ConditionFailed as taken:
                if any(item and item["digest"] == digest for item in taken.items):
                    return Keeping.KNOWN
            else:
                return Keeping.KEPT
        return Keeping.NO_PLACE

    def rejected(self, name: str) -> Rejected | None:
        document = self._get(_key(name))
        return _rejected(document) if document else None

    def listed(self, since: datetime, until: datetime) -> Iterator[Rejected]:
        day, last = since.astimezone(UTC).date(), until.astimezone(UTC).date()
        while day <= last:
            for keys in self._keys(day, since, until):
                yield from self._read(keys)
            day += timedelta(days=1)

    def remove(self, rejected: Rejected) -> None:
        with suppress(ConditionFailed):
            call(
                self.client.delete_item,
                TableName=self.table,
                Key={"pk": {"S": _key(rejected.id)}},
                ConditionExpression="digest = :digest",
                ExpressionAttributeValues={":digest": {"S": _digest(rejected.body)}},
            )

    def set_aside(self, case: str) -> Entry | None:
        document = self._get(aside_key(case))
        return entry_of(document["entry"]) if document and "entry" in document else None

    def _keys(self, day: date, since: datetime, until: datetime) -> Iterator[list[dict[str, Any]]]:
        """The keys of a day's messages, page by page, first to last."""
        start: dict[str, Any] = {}
        while True:
            answer = call(
                self.client.query,
                TableName=self.table,
                IndexName="days",
                KeyConditionExpression="#day = :day AND listed_at BETWEEN :since AND :until",
                ExpressionAttributeNames={"#day": "day"},  # a reserved word
                ExpressionAttributeValues=to_dynamodb(
                    {":day": _day_key(day), ":since": sortable(since), ":until": sortable(until)}
                ),
                Limit=PAGE,
                **start,
            )
            if answer["Items"]:
                yield [{"pk": item["pk"]} for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def _read(self, keys: list[dict[str, Any]]) -> list[Rejected]:
        wanted: dict[str, Any] = {self.table: {"Keys": keys}}
        documents: list[dict[str, Any]] = []
        for _ in range(10):  # one answer holds 16 MB, so what is left out is for want of throughput
            answer = call(self.client.batch_get_item, RequestItems=wanted)
            documents += filter(living, map(from_dynamodb, answer["Responses"].get(self.table, ())))
            wanted = answer.get("UnprocessedKeys") or {}
            if not wanted:
                return [_rejected(document) for document in sorted(documents, key=lambda found: found["listed_at"])]
        raise StoreUnavailable("not all rejected messages of a page could be read")

    def _get(self, key: str) -> dict[str, Any] | None:
        answer = call(self.client.get_item, TableName=self.table, Key={"pk": {"S": key}}, ConsistentRead=True)
        return living(from_dynamodb(answer["Item"])) if "Item" in answer else None


def _document(rejected: Rejected, digest: str, place: int) -> dict[str, Any]:
    day = rejected.received_at.astimezone(UTC).date()
    return {
        "pk": f"{_day_key(day)}#{place}",
        "digest": digest,
        "method": rejected.method,
        "body": rejected.body,
        "received_at": rejected.received_at.isoformat(),
        "reason": rejected.reason,
        "day": _day_key(day),
        "listed_at": listing_key(rejected.received_at, str(place)),
        EXPIRES: seconds(rejected.received_at + KEPT),
    }


def _rejected(document: Mapping[str, Any]) -> Rejected:
    return Rejected(
        method=document["method"],
        body=bytes(document["body"]),
        received_at=datetime.fromisoformat(document["received_at"]),
        reason=document["reason"],
        id=document["pk"].removeprefix("rejected#").replace("#", "-"),
    )


def _day_key(day: date) -> str:
    """The partition of a day's messages in the index of days, where no order ever stands."""
    return f"rejected#{day.isoformat()}"


def _key(name: str) -> str:
    """The key of the item with this id; one that is nowhere for a text that is no id."""
    day, _, place = name.rpartition("-")
    return f"rejected#{day}#{place}"


def _digest(body: bytes) -> str:
    return sha256(body).hexdigest()


def _places(digest: str) -> list[int]:
    return [int(digest[start : start + 8], 16) % PLACES for start in range(0, 8 * TRIES, 8)]
