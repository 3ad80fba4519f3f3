"""What the table's stream delivers: read, and taken up record by record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..aws.attribute_values import from_dynamodb
from ..aws.order_item import order_key, order_of
from .telemetry import failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..domain.order import Order


STREAM = "arn:aws:dynamodb:eu-west-3:000000000000:table/placeholder/stream/placeholder"
"""Replaced by the stack's own table when the template is packaged."""


def each_order(event: dict[str, Any], task: Callable[[Order], None]) -> dict[str, list[dict[str, str]]]:
    """Do the task for every order in a batch; answers the first record that failed, from which to go on."""
    for record in event["Records"]:
        try:
            order = order_in_stream_image(record["dynamodb"].get("NewImage"))
            if order is not None:
                task(order)
        except Exception as error:  # noqa: BLE001 - the event source retries from here, the schedule besides
            failure("stream record failed", error)
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}


def order_in_stream_image(image: dict[str, Any] | None) -> Order | None:
    """The order in a stream record's new image; None where the record is not about one."""
    if not image or not image["pk"]["S"].startswith(order_key("")):
        return None
    return order_of(from_dynamodb(image))
