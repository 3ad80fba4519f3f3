"""The record of every order in one DynamoDB table: conditional writes that bring the stored item back on failure."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..domain.errors import CaseUnknown, KnownEntry, Stale, StoreUnavailable
from ..domain.operating import MAX_OPERATIONS
from ..domain.order import MAX_REFUSALS
from ..payments.ports import CaseOfOrder, CasePage, Stored
from .attribute_values import from_dynamodb, to_dynamodb
from .case_items import (
    aside_document,
    aside_key,
    beside_document,
    cases_in,
    cursor_of,
    in_order,
    place_of,
    unreadable_replay,
)
from .customer_item import customer_document, customer_key, customer_of
from .expiry import EXPIRES, living
from .order_item import (
    OPEN,
    RESOLVED,
    WORK_SHARDS,
    due_place,
    operation_document,
    order_document,
    order_key,
    order_of,
    sortable,
    versions,
    wish_name,
)
from .order_update import Update
from .store_calls import ConditionFailed, call

if TYPE_CHECKING:
    from datetime import date, datetime

    from types_boto3_dynamodb import DynamoDBClient

    from ..domain.customer import Customer
    from ..domain.order import Order
    from ..domain.record import Entry, Operation
    from ..domain.reports import Aside
    from ..domain.vocabulary import Left


@dataclass(frozen=True, slots=True)
class OrderStore:
    """Fulfils `payments.ports.Orders`."""

    client: DynamoDBClient
    table: str

    def create(self, order: Order, customer: Customer) -> Stored | None:
        documents = (order_document(order), customer_document(order.number, customer))
        failed = self._transact([self._new(document) for document in documents])
        if failed is None:
            return None
        old_order, old_customer = failed
        if old_order is None:
            raise StoreUnavailable(f"order {order.number} has personal data but no record")
        return Stored(order_of(old_order), customer_of(old_customer) if old_customer else None)

    def order(self, number: str) -> Order | None:
        return _order_in(self._get(order_key(number)))

    def customer(self, number: str) -> Customer | None:
        document = self._get(customer_key(number))
        return customer_of(document) if document else None

    def write(self, before: Order, after: Order, customer: Customer | None = None) -> None:
        update = Update(*versions(before, after))
        update.require(before.version, "version")
        if customer is not None:
            kept = {"TableName": self.table, "Item": to_dynamodb(customer_document(after.number, customer))}
            self._update_with({"Put": kept}, before.number, update)
        elif after.erased_at is not None and before.erased_at is None:
            gone = {"TableName": self.table, "Key": {"pk": {"S": customer_key(after.number)}}}
            self._update_with({"Delete": gone}, before.number, update)
        else:
            self._update(before.number, update)

    def reserve(self, before: Order, after: Order, wish: Operation, left: Left | None) -> Order:
        if left is None:
            self.write(before, after)
            return after
        added = {"operations": [operation_document(wish)], "wishes": {wish_name(wish.key): wish.number}}
        update = Update({"operations": [], "wishes": {}}, {**added, **due_place(before.number, wish.due_at)})
        update.increase(1, "version")
        update.increase(-wish.amount, left.value)
        update.require_least(wish.amount, left.value)
        update.require_size(len(before.captures), "captures")
        update.require_absence("wishes", wish_name(wish.key))
        update.require_room(MAX_OPERATIONS, "operations")
        answer = self._update(before.number, update, ReturnValues="ALL_NEW")
        return order_of(from_dynamodb(answer["Attributes"]))

    def write_as_started(self, before: Order, after: Order) -> None:
        attempt = before.last_attempt
        at = ("attempts", str(attempt.number))
        update = Update(*versions(before, after))
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

    def write_beside(self, before: Order, after: Order, entry: Entry) -> None:
        update = Update(*versions(before, after))
        update.require(before.version, "version")
        beside = self._new(beside_document(after.number, entry))
        failed = self._transact([{"Update": self._target(before.number, update)}, beside])
        if failed is not None and failed[1] is not None:
            raise KnownEntry(entry.identity)
        if failed is not None:
            raise Stale(_order_in(failed[0]))

    def set_aside(self, aside: Aside) -> None:
        try:
            call(
                self.client.put_item,
                TableName=self.table,
                Item=to_dynamodb(aside_document(aside)),
                ConditionExpression="attribute_not_exists(pk)",
            )
        except ConditionFailed:
            return  # the same message has been set aside before

    def note_unreadable_replay(self, day: date, now: datetime) -> None:
        update = Update({"resolved_at": "", "note": ""}, unreadable_replay(now))  # a resolution before is undone
        parameters = update.parameters()
        parameters["UpdateExpression"] += " ADD times :one"
        parameters["ExpressionAttributeValues"][":one"] = {"N": "1"}
        del parameters["ConditionExpression"], parameters["ReturnValuesOnConditionCheckFailure"]
        key = {"pk": {"S": f"replay#{day.isoformat()}"}}
        call(self.client.update_item, TableName=self.table, Key=key, **parameters)

    def due(self, before: datetime, limit: int) -> list[str]:
        found = [item for shard in WORK_SHARDS for item in self._due_in(shard, before, limit)]
        found.sort(key=lambda item: item["work_at"])
        return [item["pk"].removeprefix(order_key("")) for item in found[:limit]]

    def resolve_aside(self, case: str, note: str, now: datetime) -> CaseOfOrder:
        update = Update({"case_state": OPEN}, {"case_state": RESOLVED, "resolved_at": sortable(now), "note": note})
        update.require(OPEN, "case_state")
        key = aside_key(case)
        with suppress(ConditionFailed):  # resolved before, or none: the item tells
            call(self.client.update_item, TableName=self.table, Key={"pk": {"S": key}}, **update.parameters())
        document = self._get(key)
        if document is None:
            raise CaseUnknown(case)
        return cases_in(document)[0]

    def cases(self, limit: int, cursor: str) -> CasePage:
        items: list[Any] = []
        state, start = place_of(cursor) if cursor else (OPEN, None)
        while len(items) < limit:
            answer = self._cases(state, limit - len(items), start)
            items += answer["Items"]
            start = answer.get("LastEvaluatedKey")
            if start is None and state == RESOLVED:
                return CasePage(in_order(items), "")
            if start is None:
                state = RESOLVED
        return CasePage(in_order(items), cursor_of(state, start))

    def _cases(self, state: str, limit: int, start: Any) -> Any:
        return call(
            self.client.query,
            TableName=self.table,
            IndexName="cases",
            KeyConditionExpression="case_state = :state",
            ExpressionAttributeValues={":state": {"S": state}},
            ScanIndexForward=False,
            Limit=limit,
            **({"ExclusiveStartKey": start} if start else {}),
        )

    def _get(self, key: str) -> dict[str, Any] | None:
        answer = call(self.client.get_item, TableName=self.table, Key={"pk": {"S": key}}, ConsistentRead=True)
        return living(from_dynamodb(answer["Item"])) if "Item" in answer else None

    def _due_in(self, shard: str, before: datetime, limit: int) -> list[dict[str, Any]]:
        answer = call(
            self.client.query,
            TableName=self.table,
            IndexName="work",
            KeyConditionExpression="#work = :shard AND work_at < :before",
            ExpressionAttributeNames={"#work": "work"},  # a reserved word
            ExpressionAttributeValues=to_dynamodb({":shard": shard, ":before": sortable(before)}),
            Limit=limit,
        )
        return [from_dynamodb(item) for item in answer["Items"]]

    def _new(self, document: dict[str, Any]) -> Any:
        return {
            "Put": {
                "TableName": self.table,
                "Item": to_dynamodb(document),
                "ConditionExpression": f"attribute_not_exists(pk) OR {EXPIRES} <= :now",
                "ExpressionAttributeValues": {":now": {"N": str(int(time.time()))}},
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        }

    def _target(self, number: str, update: Update) -> Any:
        return {"TableName": self.table, "Key": {"pk": {"S": order_key(number)}}, **update.parameters()}

    def _update(self, number: str, update: Update, **more: Any) -> Any:
        try:
            return call(self.client.update_item, **self._target(number, update), **more)
        except ConditionFailed as refused:
            raise Stale(_order_in(refused.items[0])) from None

    def _update_with(self, action: Any, number: str, update: Update) -> None:
        failed = self._transact([{"Update": self._target(number, update)}, action])
        if failed is not None:
            raise Stale(_order_in(failed[0]))

    def _transact(self, actions: list[Any]) -> list[dict[str, Any] | None] | None:
        """None when written; else what stands at each action whose condition failed."""
        try:
            call(self.client.transact_write_items, TransactItems=actions)
        except ConditionFailed as refused:
            return refused.items
        return None


def _order_in(document: dict[str, Any] | None) -> Order | None:
    return order_of(document) if document and living(document) else None
