"""The function on a schedule: it finds what is overdue, whatever was lost, and closes pages that have expired."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalice.app import Blueprint

from ..runtime.effects import sweep_after, worker
from ..runtime.schedule import each_number
from ..runtime.standing import measure_standing
from ..runtime.telemetry import happened

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent

functions = Blueprint(__name__)

MOST = 500
"""Orders taken up in one run; the next run goes on."""


@functions.schedule("rate(1 minute)", name="sweep")
def sweep(event: CloudWatchEvent) -> dict[str, int]:
    """Take up every order about which something has been due for a while; one that fails does not stop the rest."""
    now = datetime.now(UTC)
    numbers = worker().orders.due(now - sweep_after(), MOST)
    failed = each_number(numbers, _take_up)
    if numbers:
        happened("swept", due=len(numbers), count=len(numbers) - failed)
    measure_standing(now)
    return {"due": len(numbers), "failed": failed}


def _take_up(number: str) -> None:
    for performed in worker().let_time_pass(number):
        happened("effect tried", order=performed.order, effect=performed.effect, ending=performed.ending.value)
