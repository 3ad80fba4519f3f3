"""What a notification, the sweep's question and a page of the list cost while the table grows under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bench import units
from chalicelib.aws.order_list import OrderList
from chalicelib.aws.order_store import OrderStore
from local.environment import TABLE

from .burst import Load, in_bursts
from .orders import pattern_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .counter import Counter
    from .orders import Orders

PAGE = 50


@dataclass(frozen=True)
class Size:
    """All that was measured over a table of so many orders.

    Of the questions that go through an index only the requests are: local DynamoDB searches an index from end to end.
    """

    orders: int
    notification: Load
    write_units: int
    due_requests: int
    page_requests: int


def at(counter: Counter, orders: Orders, size: int, messages: int) -> Size:
    """Grow the table to the size, then measure; one message at a time, so that none waits for another."""
    sample = orders.made
    in_bursts(counter, orders.started(1), 1)
    orders.fill(size, pattern_of(counter, f"N{sample:010}"))
    told = orders.made
    notification = in_bursts(counter, orders.started(messages), 1)
    client, now = counter.store(slow=True), datetime.now(UTC)
    store, listing = OrderStore(client, TABLE), OrderList(client, TABLE)
    return Size(
        orders=told,
        notification=notification,
        write_units=_units(counter, f"N{told:010}"),
        due_requests=_requests(counter, lambda: store.due(now, PAGE)),
        page_requests=_requests(
            counter, lambda: listing.page(now - timedelta(days=1), now + timedelta(minutes=1), None, "", PAGE)
        ),
    )


def _units(counter: Counter, number: str) -> int:
    """Of the notification's write: the item, and its place in the index of work, taken away and put anew."""
    item = counter.store().get_item(TableName=TABLE, Key={"pk": {"S": f"order#{number}"}})["Item"]
    return units.writes(units.item_size(item)) + 2


def _requests(counter: Counter, ask: Callable[[], object]) -> int:
    counter.requests()
    ask()
    return sum(counter.requests().values())
