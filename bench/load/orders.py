"""Orders put into the table directly: paid ones to fill it, started ones with what the bank will say of them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bench import traffic
from chalicelib.aws.attribute_values import to_dynamodb
from chalicelib.aws.order_item import day_key, due_place, listing_key, shard_of
from chalicelib.aws.order_store import OrderStore
from chalicelib.domain.customer import Customer
from chalicelib.domain.money import Money
from chalicelib.domain.starting import Wish, begin
from chalicelib.domain.vocabulary import Mode, Platform
from chalicelib.payments.ticket import issue
from local import merchant
from local.environment import TABLE

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

    from chalicelib.domain.order import Order

    from .counter import Counter

BATCH = 25
"""As many as one BatchWriteItem takes."""
PAGE = timedelta(minutes=45)
PLACE = "N0123456789"
"""The number in the pattern of an item, as long as all others."""
CUSTOMER = Customer(traffic.EMAIL, "FR", dict(traffic.BILLING))


@dataclass
class Orders:
    """Numbers are never used twice."""

    counter: Counter
    made: int = 0

    def started(self, number: int) -> list[str]:
        """So many orders as a start leaves them; the bodies by which the bank says that each was accepted."""
        orders = [_begun(name) for name in self._names(number)]
        store = OrderStore(self.counter.store(), TABLE)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda order: store.create(order, CUSTOMER), orders))
        return [self._accepted(order) for order in orders]

    def fill(self, size: int, pattern: dict[str, Any]) -> None:
        """Until the table holds so many orders, all but their numbers and shards like the one of the pattern."""
        client, text = self.counter.store(), json.dumps(pattern)
        names = self._names(max(0, size - self.made))
        for start in range(0, len(names), BATCH):
            _put(client, [_item(text, name) for name in names[start : start + BATCH]])

    def _names(self, number: int) -> list[str]:
        first, self.made = self.made, self.made + number
        return [f"N{n:010}" for n in range(first, self.made)]

    def _accepted(self, order: Order) -> str:
        form = {
            "TPE": merchant.TPE,
            "montant": f"{order.amount}{order.amount.currency}",
            "reference": order.last_attempt.reference,
            "texte-libre": issue(order),
        }
        body: str = traffic.notification(traffic.accepted(form), bytes.fromhex(self.counter.secrets.terminal_key))[
            "body"
        ]
        return body


def pattern_of(counter: Counter, number: str) -> dict[str, Any]:
    """The item of an order that was paid by a notification, to be filled with."""
    item: dict[str, Any] = counter.store().get_item(TableName=TABLE, Key={"pk": {"S": f"order#{number}"}})["Item"]
    found: dict[str, Any] = json.loads(json.dumps(item).replace(number, PLACE))
    return found


def _begun(number: str) -> Order:
    amount = Money.parse(traffic.AMOUNT, "EUR")
    return begin(Wish(number, amount, Mode.IMMEDIATE, merchant.TPE, Platform.TEST, PAGE), datetime.now(UTC))


def _item(pattern: str, number: str) -> dict[str, Any]:
    """Its work is not due for a month, and lies in the shard of its number, as its day does."""
    item: dict[str, Any] = json.loads(pattern.replace(PLACE, number))
    now = datetime.now(UTC)
    places = {"day": day_key(now.date(), shard_of(number)), "listed_at": listing_key(now, number)}
    return {**item, **to_dynamodb({**places, **due_place(number, now + timedelta(days=30))})}


def _put(client: DynamoDBClient, items: list[dict[str, Any]]) -> None:
    wanted: Any = {TABLE: [{"PutRequest": {"Item": item}} for item in items]}
    while wanted:
        wanted = client.batch_write_item(RequestItems=wanted)["UnprocessedItems"]
