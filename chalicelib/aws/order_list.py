"""The list of orders, newest first, day by day over the index of days; the status is looked at after reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..domain.errors import InvalidValue, StoreUnavailable
from ..payments.ports import OrderPage
from .attribute_values import from_dynamodb
from .expiry import living
from .order_item import SHARDS, day_key, order_of, sortable
from .store_calls import call

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

    from ..domain.order import Order
    from ..domain.vocabulary import Status

MOST_DAYS = 31
"""Days looked through for one page, so that a page costs little however few orders there are; the next goes on."""

_CURSOR = re.compile(r"([1-9][0-9]{3}-[0-9]{2}-[0-9]{2})T[0-9:.]{15}Z#[A-Za-z0-9-]{0,48}")


@dataclass(frozen=True, slots=True)
class OrderList:
    """Fulfils `payments.ports.OrderList`."""

    client: DynamoDBClient
    table: str

    def page(self, since: datetime, until: datetime, status: Status | None, cursor: str, limit: int) -> OrderPage:
        before = cursor or f"{sortable(until)}#"
        day, first = _day_of(before), since.astimezone(UTC).date()
        for _ in range(MOST_DAYS):
            if day < first:
                return OrderPage((), "")
            places = self._places(day, before, limit)
            if places:
                orders = [o for o in self._orders([pk for _, pk in places]) if o.created_at >= since]
                found = tuple(o for o in orders if status in (None, o.status))
                return OrderPage(found, places[-1][0] if len(places) == limit else f"{day}T00:00:00.000000Z#")
            before, day = f"{day}T00:00:00.000000Z#", day - timedelta(days=1)
        return OrderPage((), before)

    def _places(self, day: date, before: str, limit: int) -> list[tuple[str, str]]:
        """Where the day's orders before a place stand, newest first, with their keys."""
        found = []
        for shard in range(SHARDS):
            answer = call(
                self.client.query,
                TableName=self.table,
                IndexName="days",
                KeyConditionExpression="#day = :day AND listed_at < :before",
                ExpressionAttributeNames={"#day": "day"},  # a reserved word
                ExpressionAttributeValues={":day": {"S": day_key(day, shard)}, ":before": {"S": before}},
                ScanIndexForward=False,
                Limit=limit,
            )
            found += [(item["listed_at"]["S"], item["pk"]["S"]) for item in answer["Items"]]
        return sorted(found, reverse=True)[:limit]

    def _orders(self, keys: list[str]) -> list[Order]:
        """The orders with these keys, newest first; at most a hundred, as BatchGetItem takes."""
        wanted: dict[str, Any] = {self.table: {"Keys": [{"pk": {"S": key}} for key in keys]}}
        orders: list[Order] = []
        for _ in range(5):
            answer = call(self.client.batch_get_item, RequestItems=wanted)
            documents = filter(living, map(from_dynamodb, answer["Responses"].get(self.table, ())))
            orders += map(order_of, documents)
            wanted = answer.get("UnprocessedKeys") or {}
            if not wanted:
                return sorted(orders, key=lambda order: (order.created_at, order.number), reverse=True)
        raise StoreUnavailable("not all orders of a page could be read")


def _day_of(place: str) -> date:
    match = _CURSOR.fullmatch(place)
    try:
        return date.fromisoformat(match[1] if match else "")
    except ValueError:
        raise InvalidValue("cursor is not one that a former page gave") from None
