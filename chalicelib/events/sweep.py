"""The function on a schedule: it finds what is overdue, whatever was lost, and closes pages that have expired."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalice.app import Blueprint

from ..runtime.effects import sweep_after, worker
from ..runtime.telemetry import failure, happened

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent

functions = Blueprint(__name__)

MOST = 500
"""Orders taken up in one run; the next run goes on."""


@functions.schedule("rate(1 minute)", name="sweep")
def sweep(event: CloudWatchEvent) -> dict[str, int]:
    """Take up every order about which something has been due for a while; one that fails does not stop the rest."""
    numbers = worker().orders.due(datetime.now(UTC) - sweep_after(), MOST)
    failed = 0
    for number in numbers:
        try:
            for performed in worker().let_time_pass(number):
                happened(
                    "effect tried",
                    order=performed.order,
                    effect=performed.effect,
                    ending=performed.ending.value,
                )
        except Exception as error:  # noqa: BLE001 - the order that fails must not keep the others waiting
            failed += 1
            failure("sweep of an order failed", error)
    if numbers:
        happened("swept", due=len(numbers), count=len(numbers) - failed)
    return {"due": len(numbers), "failed": failed}
