"""Empties a table, and waits until its indexes know of it."""

from __future__ import annotations

from typing import Any

from tests.aws.patience import eventually

INDEXES = ("work", "cases", "days")
BATCH = 25
"""As many as one BatchWriteItem takes."""


def emptied(client: Any, table: str) -> None:
    """Removes every item."""
    pages = client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True, ProjectionExpression="pk")
    gone = [{"DeleteRequest": {"Key": item}} for page in pages for item in page["Items"]]
    for start in range(0, len(gone), BATCH):
        wanted = {table: gone[start : start + BATCH]}
        while wanted:
            wanted = client.batch_write_item(RequestItems=wanted)["UnprocessedItems"]


def indexes_empty(client: Any, table: str) -> None:
    """Returns once nothing of a former test is found through an index."""
    for index in INDEXES:
        eventually(0, lambda index=index: client.scan(TableName=table, IndexName=index, Select="COUNT")["Count"])
