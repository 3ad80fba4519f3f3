"""Record a wish for a capture, refund or cancellation: one write that reserves its money. Contention stays inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.errors import OrderUnknown, Stale, StoreUnavailable
from ..domain.operating import Request, bounded_by, request_operation

if TYPE_CHECKING:
    from datetime import datetime

    from ..domain.order import Order
    from ..domain.record import Operation
    from .ports import Orders

MAX_TURNS = 50
"""Races for one order that a wish may lose. Wishes that only a sum decides lose none to each other."""


def record_wish(orders: Orders, order: Order, request: Request, now: datetime) -> Operation:
    """The operation as recorded, now or at the first time that it was asked for under its key.

    Raises OrderUnknown where the order is gone, OperationRefused or StoreUnavailable.
    """
    known = order
    for _ in range(MAX_TURNS):
        after, operation = request_operation(known, request, now)
        if after is known:
            return operation
        try:
            stored = orders.reserve(known, after, operation, bounded_by(known, operation))
        except Stale as stale:
            if stale.stored is None:
                raise OrderUnknown(order.number) from None
            known = stale.stored
            continue
        return next(recorded for recorded in stored.operations.values() if recorded.key == request.key)
    raise StoreUnavailable(f"lost {MAX_TURNS} races for one order")
