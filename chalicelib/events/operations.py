"""The functions that call the bank: when an operation is asked for, and on a schedule for what is still unknown.

They are the only ones that do, so only they need the address that was declared to the bank. Besides operations they
read its books, where a notification may have been lost.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalice.app import Blueprint

from ..domain.vocabulary import OperationStatus
from ..runtime.operations import runtime, sweep_after
from ..runtime.schedule import each_number
from ..runtime.stream import STREAM, each_order
from ..runtime.telemetry import happened, measured

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent, DynamoDBEvent

    from ..domain.order import Order

functions = Blueprint(__name__)

MOST = 200
"""Orders taken up in one run; the next run goes on."""


@functions.on_dynamodb_record(stream_arn=STREAM, name="operations", batch_size=10, starting_position="TRIM_HORIZON")
def operations(event: DynamoDBEvent) -> dict[str, list[dict[str, str]]]:
    """Take the operations that orders in a batch ask for to the bank; answers the first record that failed."""
    return each_order(event.to_dict(), _take_up)


@functions.schedule("rate(1 minute)", name="settle")
def settle(event: CloudWatchEvent) -> dict[str, int]:
    """Take up every order with something to ask the bank: an operation, or its books."""
    numbers = runtime().orders.due(datetime.now(UTC) - sweep_after(), MOST)
    unknown: set[str] = set()
    failed = each_number(numbers, lambda number: _settle(number, unknown))
    measured(OperationsUnknown=len(unknown))
    return {"due": len(numbers), "failed": failed}


def _take_up(image: Order) -> None:
    """See to an order that has something to ask the bank, as it is stored now: the stream may be far behind."""
    now, operation = datetime.now(UTC), image.next_operation
    moments = [operation.due_at] if operation else []
    moments += [attempt.ask_at for attempt in image.attempts.values() if attempt.ask_at is not None]
    order = runtime().orders.order(image.number) if any(moment <= now for moment in moments) else None
    if order is not None:
        _run(order)


def _settle(number: str, unknown: set[str]) -> None:
    order = runtime().orders.order(number)
    if order is None:
        return
    operation = order.next_operation
    if operation is not None and operation.status is OperationStatus.UNKNOWN:
        unknown.add(number)
    _run(order)


def _run(order: Order) -> None:
    last = order
    for ran in runtime().operator.run(order):
        last = ran.order
        happened("operation", order=last.number, kind=ran.kind.value, status=ran.status.value)
    for reading in runtime().reader.read_due(last):
        happened("books read", order=reading.order, reference=reading.reference, result=reading.state)
        if not reading.state:
            measured(BooksUnread=1)
