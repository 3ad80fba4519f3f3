"""Record a wish for a capture, refund or cancellation: one write that reserves its money. Contention stays inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.errors import OrderUnknown, Stale, StoreUnavailable
from ..domain.operating import Request, bounded_by, request_operation

if TYPE_CHECKING:
    from datetime import datetime

    from ..domain.record import Operation
    from .ports import Orders

MAX_TURNS = 50
"""Races for one order that a wish may lose. Wishes that only a sum decides lose none to each other."""


def record_wish(orders: Orders, number: str, request: Request, now: datetime) -> Operation:
    """The operation as recorded, now or at the first time that it was asked for under its key.

    Raises OrderUnknown, OperationRefused or StoreUnavailable.
    """
    order = orders.order(number)
    for _ in range(MAX_TURNS):
        if order is None:
            raise OrderUnknown(number)
        after, operation = request_operation(order, request, now)
        if after is order:
            return operation
        try:
            stored = orders.reserve(order, after, operation, bounded_by(order, operation))
        except Stale as stale:
            order = stale.stored
            continue
        return next(known for known in stored.operations.values() if known.key == request.key)
    raise StoreUnavailable(f"lost {MAX_TURNS} races for one order")
