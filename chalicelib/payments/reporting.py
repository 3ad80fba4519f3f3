"""Make a report true: decide on what is known, write, and decide again on what is stored where that has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.decisions import decide
from ..domain.errors import Stale

if TYPE_CHECKING:
    from ..domain.order import Order
    from ..domain.reports import OrderReport
    from .ports import Orders


def report(orders: Orders, order: Order, fact: OrderReport) -> Order | None:
    """The order with the fact decided and stored; None where the order is gone. Raises StoreUnavailable."""
    current: Order | None = order
    while current is not None:
        after = decide(current, fact).order
        if after is None or after is current:
            return current
        try:
            orders.write(current, after)
        except Stale as stale:
            current = stale.stored
            continue
        return after
    return None
