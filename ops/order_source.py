"""All orders as the staff's view of them: from an export (a JSON document a line), or from the table by a scan."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.api.views import staff_view
from chalicelib.aws.attribute_values import from_dynamodb
from chalicelib.aws.expiry import living
from chalicelib.aws.order_item import order_key, order_of
from chalicelib.domain.errors import StoreUnavailable
from ops.stop import CannotLook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from types_boto3_dynamodb import DynamoDBClient


def exported(path: Path) -> Iterator[dict[str, Any]]:
    """The orders in an export, one at a time; raises CannotLook, which names the line."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _document(path, number, line)
    except OSError as error:
        raise CannotLook(f"{path}: {error.strerror}") from None


def _document(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        document = json.loads(line)
    except ValueError:
        document = None
    if not isinstance(document, dict) or "order" not in document:
        raise CannotLook(f"{path}, line {number}: not an order as `ops export` writes it (is the file cut?)")
    return document


def scanned(client: DynamoDBClient, table: str) -> Iterator[dict[str, Any]]:
    """The orders in the table, page by page, in no order. Reads, and is billed for, every item of the table."""
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="begins_with(pk, :orders)",
        ExpressionAttributeValues={":orders": {"S": order_key("")}},
    )
    try:
        for page in pages:
            for document in filter(living, map(from_dynamodb, page["Items"])):
                yield staff_view(order_of(document))
    except ClientError as error:
        raise StoreUnavailable(error.response["Error"]["Code"]) from error
    except BotoCoreError as error:
        raise StoreUnavailable(type(error).__name__) from error
