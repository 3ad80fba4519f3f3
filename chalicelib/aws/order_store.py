"""The record of every order in one DynamoDB table: conditional writes that bring the stored item back on failure."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..domain.errors import CaseUnknown, Stale, StoreUnavailable
from ..domain.order import MAX_REFUSALS
from ..domain.vocabulary import CaseKind
from ..payments.ports import CaseOfOrder, CasePage, Stored
from .case_items import aside_document, aside_key, cases_in, cursor_of, place_of
from .customer_item import customer_document, customer_key, customer_of
from .order_item import (
    OPEN,
    RESOLVED,
    WORK_SHARDS,
    from_dynamodb,
    order_document,
    order_key,
    order_of,
    sortable,
    to_dynamodb,
)
from .order_update import Update
from .store_calls import ConditionFailed, call

if TYPE_CHECKING:
    from datetime import date, datetime

    from types_boto3_dynamodb import DynamoDBClient

    from ..domain.customer import Customer
    from ..domain.order import Order
    from ..domain.reports import Aside


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
            call(
                self.client.put_item,
                TableName=self.table,
                Item=to_dynamodb(aside_document(aside)),
                ConditionExpression="attribute_not_exists(pk)",
            )
        except ConditionFailed:
            return  # the same message has been set aside before

    def note_unreadable_replay(self, day: date, now: datetime) -> None:
        update = Update()
        update.lead({}, {"kind": CaseKind.REPLAY_NOT_UTF8.value, "case_state": OPEN, "case_at": sortable(now)})
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
        update = Update()
        update.lead({"case_state": OPEN}, {"case_state": RESOLVED, "resolved_at": sortable(now), "note": note})
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
                return CasePage(_in_order(items), "")
            if start is None:
                state = RESOLVED
        return CasePage(_in_order(items), cursor_of(state, start))

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
        return from_dynamodb(answer["Item"]) if "Item" in answer else None

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

    def _target(self, number: str, update: Update) -> Any:
        return {"TableName": self.table, "Key": {"pk": {"S": order_key(number)}}, **update.parameters()}

    def _update(self, number: str, update: Update) -> None:
        try:
            call(self.client.update_item, **self._target(number, update))
        except ConditionFailed as refused:
            raise Stale(order_of(refused.items[0]) if refused.items[0] else None) from None

    def _transact(self, actions: list[Any]) -> list[dict[str, Any] | None] | None:
        """None when written; else what stands at each action whose condition failed."""
        try:
            call(self.client.transact_write_items, TransactItems=actions)
        except ConditionFailed as refused:
            return refused.items
        return None


def _in_order(items: list[Any]) -> tuple[CaseOfOrder, ...]:
    """The cases in a page's items, open first and newest first."""
    found = [case for item in items for case in cases_in(from_dynamodb(item))]
    return tuple(sorted(found, key=lambda f: (f.case.resolved_at is None, f.case.opened_at), reverse=True))
