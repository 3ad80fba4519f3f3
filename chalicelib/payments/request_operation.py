"""Record a wish for a capture, refund or cancellation: one write that reserves its money. Contention stays inside."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from ..domain.errors import OrderUnknown, Stale, StoreUnavailable
from ..domain.operating import Request, request_operation

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ..domain.record import Operation
    from .ports import Orders

PATIENCE_SECONDS = 20
"""How long a wish tries to get its turn; API Gateway would wait 29."""


def record_wish(
    orders: Orders, number: str, request: Request, now: datetime, sleep: Callable[[float], None] = time.sleep
) -> Operation:
    """The operation as recorded, now or at the first time that it was asked for under its key.

    Raises OrderUnknown, OperationRefused or StoreUnavailable.
    """
    waited, pause = 0.0, 0.05
    while waited < PATIENCE_SECONDS:
        order = orders.order(number)
        if order is None:
            raise OrderUnknown(number)
        after, operation = request_operation(order, request, now)
        if after is order:
            return operation
        try:
            orders.write(order, after)
        except Stale:
            # A fresh read after a random pause: with many at once, the pauses grow until one write fits between.
            turn = random.uniform(0, pause)  # noqa: S311 - jitter is no secret
            sleep(turn)
            waited, pause = waited + turn, min(pause * 3, 4.0)
            continue
        return operation
    raise StoreUnavailable("other operations of the same order went on for too long")
