"""The list of orders over days, on every store: everything once, newest first, whatever the page, filter and zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from chalicelib.aws.order_list import MOST_DAYS, OrderList
from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import InvalidValue, StoreUnavailable
from chalicelib.domain.reports import BankNotified
from chalicelib.domain.vocabulary import Status
from tests.aws.patience import eventually
from tests.makers import NOW, a_customer, an_entry, an_order

UNTIL = NOW.replace(hour=23, minute=59, second=59)
MIDNIGHT = NOW.replace(hour=0, minute=0)


def put(orders, number, created_at, paid=False):
    order = replace(an_order(number=number), created_at=created_at)
    if paid:
        order = decide(order, BankNotified(an_entry(order))).order
    assert orders.create(order, a_customer()) is None
    return order


def walked(listing, since, until=UNTIL, status=None, limit=10):
    """The numbers on each page to the last."""
    pages, cursor = [], ""
    for _ in range(500):
        page = listing.page(since, until, status, cursor, limit)
        pages.append([order.number for order in page.orders])
        cursor = page.cursor
        if not cursor:
            return pages
    raise AssertionError("no end")


def flat(pages):
    return [number for page in pages for number in page]


def listed(listing, number):
    """Waits until so many orders of the last week are listed."""
    eventually(number, lambda: len(flat(walked(listing, MIDNIGHT - timedelta(days=6), limit=100))))


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
def test_every_order_of_several_days_comes_once_newest_first(orders, listing, limit):
    put_in = [
        put(orders, f"N{day}-{n}", MIDNIGHT - timedelta(days=day) + timedelta(minutes=7 * n))
        for day in (0, 1, 2, 5)
        for n in range(9)
    ]
    expected = [o.number for o in sorted(put_in, key=lambda o: (o.created_at, o.number), reverse=True)]
    listed(listing, len(put_in))

    pages = walked(listing, MIDNIGHT - timedelta(days=6), limit=limit)

    assert flat(pages) == expected
    assert all(len(page) <= limit for page in pages)


def test_orders_of_one_second_and_of_midnight_are_neither_left_out_nor_repeated(orders, listing):
    numbers = [put(orders, f"S{n:02}", MIDNIGHT).number for n in range(12)]
    numbers += [put(orders, "LAST", MIDNIGHT - timedelta(seconds=1)).number]
    listed(listing, len(numbers))

    for limit in (1, 5, 12, 13):
        found = flat(walked(listing, MIDNIGHT - timedelta(days=1), limit=limit))
        assert sorted(found) == sorted(numbers)
        assert found[-1] == "LAST"


def test_the_period_has_a_first_moment_in_it_and_what_comes_later_is_left_out(orders, listing):
    for n, moment in enumerate([NOW - timedelta(seconds=1), NOW, NOW + timedelta(seconds=1)]):
        put(orders, f"P{n}", moment)
    listed(listing, 3)

    assert flat(walked(listing, NOW)) == ["P2", "P1"]
    assert flat(walked(listing, NOW - timedelta(days=1), until=NOW + timedelta(milliseconds=1))) == ["P1", "P0"]


def test_the_period_is_the_same_in_every_zone(orders, listing):
    put(orders, "LATE", datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    paris = timezone(timedelta(hours=1))
    since = datetime(2026, 11, 23, 0, 15, tzinfo=paris)
    listed(listing, 1)

    assert flat(walked(listing, since)) == ["LATE"]
    until = datetime(2026, 11, 23, 0, 45, tzinfo=paris)
    assert flat(walked(listing, since, until)) == ["LATE"]
    assert flat(walked(listing, since, until - timedelta(minutes=16))) == []


def test_a_status_filters_and_pages_go_on_to_the_end_although_some_are_empty(orders, listing):
    paid = [put(orders, f"F{n:02}", NOW - timedelta(hours=n), paid=n % 7 == 0) for n in range(40)]
    since = NOW - timedelta(days=3)
    listed(listing, len(paid))

    pages = walked(listing, since, status=Status.PAID, limit=3)
    assert flat(pages) == [order.number for order in paid if order.status is Status.PAID]
    assert [] in pages
    assert flat(walked(listing, since, status=Status.REFUNDED)) == []
    assert len(flat(walked(listing, since, status=Status.PENDING))) == 34


def test_long_stretches_without_orders_are_passed_over_page_by_page(orders, listing):
    put(orders, "OLD", MIDNIGHT - timedelta(days=3 * MOST_DAYS))
    put(orders, "NEW", MIDNIGHT)
    listed(listing, 1)

    pages = walked(listing, MIDNIGHT - timedelta(days=4 * MOST_DAYS))

    assert flat(pages) == ["NEW", "OLD"]
    assert len(pages) <= 8


def test_a_walk_is_not_disturbed_by_orders_that_change_or_come_meanwhile(orders, listing):
    for n in range(6):
        put(orders, f"W{n}", NOW - timedelta(minutes=n))
    listed(listing, 6)
    first = listing.page(MIDNIGHT, UNTIL, None, "", 3)

    put(orders, "NEWER", NOW + timedelta(minutes=1))
    order = orders.order("W4")
    orders.write(order, decide(order, BankNotified(an_entry(order))).order)

    second = listing.page(MIDNIGHT, UNTIL, None, first.cursor, 3)
    assert [order.number for order in (*first.orders, *second.orders)] == [f"W{n}" for n in range(6)]
    assert second.orders[1].status is Status.PAID


def test_an_empty_table_has_one_empty_page(listing):
    assert walked(listing, MIDNIGHT) == [[]]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "2026-11-23",
        "2026-13-23T00:00:00.000000Z#",
        "2026-11-23T00:00:00.000000Z",
        "2026-11-23T00:00:00.000000Z#CMD#1",
        "2026-11-23T00:00:00.000000Z#" + "A" * 49,
        "0001-01-01T00:00:00.000000Z#",
        "\u0662026-11-23T00:00:00.000000Z#",
        "2026-11-23T00:00:00.000000Z#\n",
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(listing, cursor):
    with pytest.raises(InvalidValue):
        listing.page(datetime(1, 1, 1, tzinfo=UTC), UNTIL, None, cursor, 10)


class HalfDeaf:
    """Never gives all that a batch asks for."""

    def __init__(self, client, patience):
        self.client, self.patience, self.batches = client, patience, 0

    def __getattr__(self, name):
        return getattr(self.client, name)

    def batch_get_item(self, RequestItems):  # noqa: N803 - DynamoDB's own name
        [(table, asked)] = RequestItems.items()
        keys = asked["Keys"]
        self.batches += 1
        answer = self.client.batch_get_item(RequestItems={table: {"Keys": keys[:1]}})
        rest = keys[1:] if self.batches < self.patience else keys
        return {**answer, "UnprocessedKeys": {table: {"Keys": rest}} if rest else {}}


def test_what_a_batch_left_out_is_asked_for_again_and_given_up_in_the_end(store):
    for n in range(3):
        put(store, f"B{n}", NOW - timedelta(minutes=n))
    listed(OrderList(store.client, store.table), 3)

    patient = OrderList(HalfDeaf(store.client, 99), store.table)
    assert flat(walked(patient, MIDNIGHT)) == ["B0", "B1", "B2"]
    with pytest.raises(StoreUnavailable):
        OrderList(HalfDeaf(store.client, 1), store.table).page(MIDNIGHT, UNTIL, None, "", 10)


def test_a_page_costs_a_query_a_day_and_shard_and_one_batch(store, requests_made):
    listing = OrderList(store.client, store.table)
    put(store, "C0", NOW)
    put(store, "C1", NOW - timedelta(hours=1))
    listed(listing, 2)
    requests_made.clear()

    listing.page(MIDNIGHT, UNTIL, None, "", 10)

    assert requests_made == {"Query": 4, "BatchGetItem": 1}
