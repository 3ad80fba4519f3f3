"""The client of the simulated table: boto3's calls and errors, over a network that may fail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from simulation.expressions import Unknown, check_all_used
from simulation.hub import current
from simulation.table import INDEXES, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulation.expressions import Item
    from simulation.network import Network
    from simulation.table import Table

_KEYS = re.compile(r"(#?\w+) = (:\w+)(?: AND (#?\w+) (<) (:\w+))?")
_ENDPOINT = "https://dynamodb.example.org"


@dataclass(slots=True)
class DynamoDB:
    """What `aws` asks of a DynamoDB client, and nothing else."""

    table: Table
    network: Network

    def get_item(self, *, Key: Item, ConsistentRead: bool, **_: Any) -> dict[str, Any]:  # noqa: N803
        if not ConsistentRead:
            raise Unknown("an item is read that may be an older one")
        item = self.network.call("store", lambda: self.table.get(Key["pk"]["S"]), _error)
        return {"Item": item} if item is not None else {}

    def put_item(self, **action: Any) -> dict[str, Any]:
        self._change(action)
        return {}

    def update_item(self, **action: Any) -> dict[str, Any]:
        after = self._change(action)
        return {"Attributes": after} if action.get("ReturnValues") == "ALL_NEW" else {}

    def transact_write_items(self, *, TransactItems: list[Any]) -> dict[str, Any]:  # noqa: N803
        actions = [action for given in TransactItems for action in given.values()]

        def perform() -> None:
            try:
                self.table.change(actions)
            except Refused as refused:
                raise _cancelled(refused, actions) from None

        self.network.call("transaction", perform, _transaction_error)
        return {}

    def query(self, *, IndexName: str, Limit: int, ScanIndexForward: bool = True, **given: Any) -> dict[str, Any]:  # noqa: N803
        (part, within), lag = _key_condition(IndexName, given), self._lag()
        found = self.network.call(
            "store", lambda: self.table.query(IndexName, part, lag, within, forward=ScanIndexForward), _error
        )
        return {"Items": found[:Limit], **({"LastEvaluatedKey": {}} if len(found) > Limit else {})}

    def _change(self, action: dict[str, Any]) -> Item:
        def perform() -> Item:
            try:
                return self.table.change([action])[0]
            except Refused as refused:
                raise _refusal(refused, action) from None

        return self.network.call("store", perform, _error)

    def _lag(self) -> float:
        """How far an index is behind: mostly next to nothing."""
        return current().chance.span(0.001, 3.0)


def _key_condition(index: str, given: dict[str, Any]) -> tuple[str, Callable[[Item], bool]]:
    match = _KEYS.fullmatch(given["KeyConditionExpression"])
    if match is None or "ExclusiveStartKey" in given:
        raise Unknown(f"query {given}")
    check_all_used(given, given["KeyConditionExpression"])
    names, values = given.get("ExpressionAttributeNames", {}), given["ExpressionAttributeValues"]
    asked = tuple(names.get(name, name) for name in (match[1], match[3]) if name)
    if asked != INDEXES[index][: len(asked)]:
        raise Unknown(f"index {index} has no key {asked}")
    part = values[match[2]]["S"]
    if len(asked) == 1:
        return part, lambda _: True
    bound = values[match[5]]["S"]
    return part, lambda item: bool(item[asked[1]]["S"] < bound)


def _error(fault: str) -> Exception:
    if fault == "unreachable":
        return EndpointConnectionError(endpoint_url=_ENDPOINT)
    if fault == "reply lost":
        return ReadTimeoutError(endpoint_url=_ENDPOINT)
    code = {"throttled": "ProvisionedThroughputExceededException", "conflict": "TransactionConflictException"}[fault]
    return ClientError({"Error": {"Code": code, "Message": fault}}, "UpdateItem")


def _transaction_error(fault: str) -> Exception:
    if fault != "conflict":
        return _error(fault)
    response: Any = {
        "Error": {"Code": "TransactionCanceledException", "Message": fault},
        "CancellationReasons": [{"Code": "TransactionConflict"}, {"Code": "None"}],
    }
    return ClientError(response, "TransactWriteItems")


def _refusal(refused: Refused, action: dict[str, Any]) -> ClientError:
    response: Any = {"Error": {"Code": "ConditionalCheckFailedException", "Message": "refused"}}
    (old,) = refused.items
    if old is not None and action.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD":
        response["Item"] = old
    return ClientError(response, "UpdateItem")


def _cancelled(refused: Refused, actions: list[Any]) -> ClientError:
    reasons = []
    for old, failed, action in zip(refused.items, refused.failed, actions, strict=True):
        told = failed and old is not None and action.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
        reason = {"Code": "ConditionalCheckFailed" if failed else "None"}
        reasons.append({**reason, "Item": old} if told else reason)
    response: Any = {
        "Error": {"Code": "TransactionCanceledException", "Message": "refused"},
        "CancellationReasons": reasons,
    }
    return ClientError(response, "TransactWriteItems")
