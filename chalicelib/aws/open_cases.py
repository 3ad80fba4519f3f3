"""How many cases are open, and how many authorizations will end before anybody captured them: one bounded query.

The index of cases holds whole orders, some 2 kB each. So a count reads 25 units at the very most, one where no case is
open, whatever the table holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..domain.vocabulary import CaseKind
from .attribute_values import from_dynamodb
from .case_items import cases_in
from .order_item import OPEN, order_key, order_of
from .store_calls import call

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_dynamodb import DynamoDBClient

MOST = 100
"""Items looked at: a count that comes from so many means that or more."""


@dataclass(frozen=True, slots=True)
class OpenCases:
    """What waits for a person."""

    cases: int
    authorizations_ending: int


def count_open_cases(client: DynamoDBClient, table: str) -> OpenCases:
    """The count of now, or of a second ago. Raises StoreUnavailable."""
    answer = call(
        client.query,
        TableName=table,
        IndexName="cases",
        KeyConditionExpression="case_state = :open",
        ExpressionAttributeValues={":open": {"S": OPEN}},
        ScanIndexForward=False,
        Limit=MOST,
    )
    documents = [from_dynamodb(item) for item in answer["Items"]]
    unresolved = sum(found.case.resolved_at is None for document in documents for found in cases_in(document))
    return OpenCases(unresolved, sum(map(_authorization_ending, documents)))


def _authorization_ending(document: Mapping[str, Any]) -> bool:
    """Whether staff were warned, nobody has dealt with that, and money is still there to be captured."""
    if not document["pk"].startswith(order_key("")):
        return False
    order = order_of(document)
    return order.uncaptured > 0 and any(
        case.kind is CaseKind.AUTHORIZATION_ENDING and case.resolved_at is None for case in order.cases
    )
