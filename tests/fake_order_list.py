"""The list of all orders over the record of orders in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chalicelib.domain.errors import InvalidValue
from chalicelib.payments.ports import OrderPage

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.vocabulary import Status
    from tests.fakes import MemoryOrders


@dataclass
class MemoryOrderList:
    """Knows its cursors by having given them."""

    orders: MemoryOrders
    given: dict[str, tuple[datetime, str]] = field(default_factory=dict)

    def page(self, since: datetime, until: datetime, status: Status | None, cursor: str, limit: int) -> OrderPage:
        if cursor and cursor not in self.given:
            raise InvalidValue("cursor is not one that a former page gave")
        before = self.given.get(cursor, (until, ""))
        with self.orders.lock:
            places = {(order.created_at, order.number): order for order in self.orders.stored.values()}
        found = sorted((place for place in places if place[0] >= since and place < before), reverse=True)
        page = tuple(places[place] for place in found[:limit] if status in (None, places[place].status))
        if len(found) <= limit:
            return OrderPage(page, "")
        following = f"after-{len(self.given)}"
        self.given[following] = found[limit - 1]
        return OrderPage(page, following)
