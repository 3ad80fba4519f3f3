"""The function that the table's stream wakes: it performs what orders owe as soon as it is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalice.app import Blueprint

from ..runtime.effects import worker
from ..runtime.stream import STREAM, each_order
from ..runtime.telemetry import happened

if TYPE_CHECKING:
    from chalice.app import DynamoDBEvent

    from ..domain.order import Order

functions = Blueprint(__name__)


@functions.on_dynamodb_record(stream_arn=STREAM, name="outbox", batch_size=25, starting_position="TRIM_HORIZON")
def outbox(event: DynamoDBEvent) -> dict[str, list[dict[str, str]]]:
    """Perform what the orders in a batch owe; answers the first record that failed, from which to go on."""
    # Iterating the event itself calls what Python 3.12 deprecates.
    return each_order(event.to_dict(), _perform)


def _perform(order: Order) -> None:
    for performed in worker().perform_due(order):
        happened("effect tried", order=performed.order, effect=performed.effect, ending=performed.ending.value)
