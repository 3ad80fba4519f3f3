"""The record of every order in one DynamoDB table: conditional writes that bring the stored item back on failure."""

from __future__ import annotations

import random
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from ..domain.errors import Stale, StoreUnavailable
from ..domain.order import MAX_REFUSALS
from ..domain.vocabulary import CaseKind
from ..payments.ports import CasePage, Stored
from .case_items import aside_document, cases_in, cursor_of, start_key
from .order_item import (
    OPEN,
    WORK_SHARDS,
    customer_document,
    customer_key,
    customer_of,
    from_dynamodb,
    order_document,
    order_key,
    order_of,
    sortable,
    to_dynamodb,
)
from .order_update import Update

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from types_boto3_dynamodb import DynamoDBClient

    from ..domain.customer import Customer
    from ..domain.order import Order
    from ..domain.reports import Aside

CONFLICT_TURNS = 8
"""Times that a call is made again because another one was being written; some 400 ms in all."""


@dataclass(frozen=True, slots=True)
class OrderStore:
    """Fulfils `payments.ports.Orders`."""

    client: DynamoDBClient
    table: str

    def create(self, order: Order, customer: Customer) -> Stored | None:
        puts = (order_document(order), customer_document(order.number, customer))
        actions: list[Any] = [
            {
                "Put": {
                    "TableName": self.table,
                    "Item": to_dynamodb(document),
                    "ConditionExpression": "attribute_not_exists(pk)",
                    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                }
            }
            for document in puts
        ]
        failed = self._transact(actions)
        if failed is None:
            return None
        old_order, old_customer = failed
        if old_order is None:
            raise StoreUnavailable(f"order {order.number} has personal data but no record")
        return Stored(order_of(old_order), customer_of(old_customer) if old_customer else None)

    def order(self, number: str) -> Order | None:
        document = self._get(order_key(number))
        return order_of(document) if document else None

    def customer(self, number: str) -> Customer | None:
        document = self._get(customer_key(number))
        return customer_of(document) if document else None

    def write(self, before: Order, after: Order, customer: Customer | None = None) -> None:
        update = Update()
        update.lead(order_document(before), order_document(after))
        update.require(before.version, "version")
        if customer is None:
            return self._update(before.number, update)
        put = {"TableName": self.table, "Item": to_dynamodb(customer_document(after.number, customer))}
        failed = self._transact([{"Update": self._target(before.number, update)}, {"Put": put}])
        if failed is not None:
            raise Stale(order_of(failed[0]) if failed[0] else None)
        return None

    def write_as_started(self, before: Order, after: Order) -> None:
        attempt = before.last_attempt
        at = ("attempts", str(attempt.number))
        update = Update()
        update.lead(order_document(before), order_document(after))
        update.require(before.version, "version")
        # The version alone would do; these hold even if a ticket were ever wrong.
        update.require(before.authorized, "authorized")
        update.require(before.amount.minor, "amount")
        update.require(before.amount.currency, "currency")
        update.require(before.mode.value, "mode")
        update.require(attempt.terminal, *at, "terminal")
        update.require(attempt.platform.value, *at, "platform")
        update.require(attempt.outcome.value, *at, "outcome")
        update.require_room(MAX_REFUSALS, "entries")
        self._update(before.number, update)

    def set_aside(self, aside: Aside) -> None:
        try:
            self._call(
                self.client.put_item,
                TableName=self.table,
                Item=to_dynamodb(aside_document(aside)),
                ConditionExpression="attribute_not_exists(pk)",
            )
        except _Refused:
            return  # the same message has been set aside before

    def note_unreadable_replay(self, day: date, now: datetime) -> None:
        update = Update()
        update.lead({}, {"kind": CaseKind.REPLAY_NOT_UTF8.value, "case_state": OPEN, "case_at": sortable(now)})
        parameters = update.parameters()
        parameters["UpdateExpression"] += " ADD times :one"
        parameters["ExpressionAttributeValues"][":one"] = {"N": "1"}
        del parameters["ConditionExpression"], parameters["ReturnValuesOnConditionCheckFailure"]
        key = {"pk": {"S": f"replay#{day.isoformat()}"}}
        self._call(self.client.update_item, TableName=self.table, Key=key, **parameters)

    def due(self, before: datetime, limit: int) -> list[str]:
        found = [item for shard in WORK_SHARDS for item in self._due_in(shard, before, limit)]
        found.sort(key=lambda item: item["work_at"])
        return [item["pk"].removeprefix(order_key("")) for item in found[:limit]]

    def cases(self, limit: int, cursor: str) -> CasePage:
        answer = self._call(
            self.client.query,
            TableName=self.table,
            IndexName="cases",
            KeyConditionExpression="case_state = :state",
            ExpressionAttributeValues={":state": {"S": OPEN}},
            ScanIndexForward=False,
            Limit=limit,
            **({"ExclusiveStartKey": start_key(cursor)} if cursor else {}),
        )
        found = [case for item in answer["Items"] for case in cases_in(from_dynamodb(item))]
        found.sort(key=lambda case: case.case.opened_at, reverse=True)
        return CasePage(tuple(found), cursor_of(answer.get("LastEvaluatedKey")))

    def _get(self, key: str) -> dict[str, Any] | None:
        answer = self._call(self.client.get_item, TableName=self.table, Key={"pk": {"S": key}}, ConsistentRead=True)
        return from_dynamodb(answer["Item"]) if "Item" in answer else None

    def _due_in(self, shard: str, before: datetime, limit: int) -> list[dict[str, Any]]:
        answer = self._call(
            self.client.query,
            TableName=self.table,
            IndexName="work",
            KeyConditionExpression="#work = :shard AND work_at < :before",
            ExpressionAttributeNames={"#work": "work"},  # a reserved word
            ExpressionAttributeValues=to_dynamodb({":shard": shard, ":before": sortable(before)}),
            Limit=limit,
        )
        return [from_dynamodb(item) for item in answer["Items"]]

    def _target(self, number: str, update: Update) -> Any:
        return {"TableName": self.table, "Key": {"pk": {"S": order_key(number)}}, **update.parameters()}

    def _update(self, number: str, update: Update) -> None:
        try:
            self._call(self.client.update_item, **self._target(number, update))
        except _Refused as refused:
            raise Stale(order_of(refused.items[0]) if refused.items[0] else None) from None

    def _transact(self, actions: list[Any]) -> list[dict[str, Any] | None] | None:
        """None when written; else what stands at each action whose condition failed."""
        try:
            self._call(self.client.transact_write_items, TransactItems=actions)
        except _Refused as refused:
            return refused.items
        return None

    def _call(self, operation: Callable[..., Any], **parameters: Any) -> Any:
        """Call once, and again only after a conflict; raises _Refused or StoreUnavailable."""
        for turn in range(CONFLICT_TURNS):
            with _errors():
                try:
                    return operation(**parameters)
                except ClientError as error:
                    if not _conflict(error):
                        raise
            time.sleep(random.uniform(0, 0.012 * 2 ** min(turn, 3)))  # noqa: S311 - jitter is no secret
        raise StoreUnavailable("other writes of the same order went on for too long")


class _Refused(Exception):
    """A condition failed; `items` is what is stored, an item or None for each action."""

    def __init__(self, items: list[dict[str, Any] | None]) -> None:
        super().__init__("a condition failed")
        self.items = items


@contextmanager
def _errors() -> Iterator[None]:
    """Turn what boto3 raises into what the ports promise."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            response: Any = error.response
            old = response.get("Item")
            raise _Refused([from_dynamodb(old) if old else None]) from None
        reasons = _reasons(error)
        if any(reason["Code"] == "ConditionalCheckFailed" for reason in reasons):
            olds = [reason.get("Item") for reason in reasons]
            raise _Refused([from_dynamodb(old) if old else None for old in olds]) from None
        raise StoreUnavailable(error.response["Error"]["Code"]) from error
    except BotoCoreError as error:
        raise StoreUnavailable(type(error).__name__) from error


def _reasons(error: ClientError) -> list[dict[str, Any]]:
    response: Any = error.response
    return list(response.get("CancellationReasons", ()))


def _conflict(error: ClientError) -> bool:
    """Whether another write of the same item was under way; boto3 does not retry these by itself."""
    codes = {reason["Code"] for reason in _reasons(error)} - {"None"}
    return error.response["Error"]["Code"] == "TransactionConflictException" or codes == {"TransactionConflict"}
