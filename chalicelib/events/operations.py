"""The functions that call the bank: when an operation is asked for, and on a schedule for what is still unknown.

They are the only ones that do, so only they need the address that was declared to the bank.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalice.app import Blueprint

from ..runtime.operations import operator, sweep_after
from ..runtime.stream import order_in_stream_image
from ..runtime.telemetry import failure, happened
from .outbox import STREAM

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent, DynamoDBEvent

    from ..domain.order import Order

functions = Blueprint(__name__)

MOST = 200
"""Orders taken up in one run; the next run goes on."""


@functions.on_dynamodb_record(stream_arn=STREAM, name="operations", batch_size=10, starting_position="TRIM_HORIZON")
def operations(event: DynamoDBEvent) -> dict[str, list[dict[str, str]]]:
    """Take the operations that orders in a batch ask for to the bank; answers the first record that failed."""
    for record in event.to_dict()["Records"]:
        try:
            order = order_in_stream_image(record["dynamodb"].get("NewImage"))
            if order is not None:
                _run(order)
        except Exception as error:  # noqa: BLE001 - the event source retries from here, the schedule besides
            failure("stream record failed", error)
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}


@functions.schedule("rate(1 minute)", name="settle")
def settle(event: CloudWatchEvent) -> dict[str, int]:
    """Take up every order with an operation that is due: asked for and not taken, or unknown and to be settled."""
    numbers = operator().orders.due(datetime.now(UTC) - sweep_after(), MOST)
    failed = 0
    for number in numbers:
        try:
            order = operator().orders.order(number)
            if order is not None:
                _run(order)
        except Exception as error:  # noqa: BLE001 - the order that fails must not keep the others waiting
            failed += 1
            failure("settling an order failed", error)
    return {"due": len(numbers), "failed": failed}


def _run(order: Order) -> None:
    for ran in operator().run(order):
        happened("operation", order=ran.order, kind=ran.kind.value, status=ran.status.value)
