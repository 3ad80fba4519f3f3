"""The list of orders over days: everything once, newest first, whatever the page, the filter and the zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from chalicelib.aws.order_list import MOST_DAYS, OrderList
from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import InvalidValue, StoreUnavailable
from chalicelib.domain.reports import BankNotified
from chalicelib.domain.vocabulary import Status
from tests.makers import NOW, a_customer, an_entry, an_order

UNTIL = NOW.replace(hour=23, minute=59, second=59)
MIDNIGHT = NOW.replace(hour=0, minute=0)


@pytest.fixture
def orders(store):
    return OrderList(store.client, store.table)


def put(store, number, created_at, paid=False):
    order = replace(an_order(number=number), created_at=created_at)
    if paid:
        order = decide(order, BankNotified(an_entry(order))).order
    assert store.create(order, a_customer()) is None
    return order


def walked(orders, since, until=UNTIL, status=None, limit=10):
    """The numbers on each page to the last."""
    pages, cursor = [], ""
    for _ in range(500):
        page = orders.page(since, until, status, cursor, limit)
        pages.append([order.number for order in page.orders])
        cursor = page.cursor
        if not cursor:
            return pages
    raise AssertionError("no end")


def flat(pages):
    return [number for page in pages for number in page]


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
def test_every_order_of_several_days_comes_once_newest_first(store, orders, limit):
    put_in = [
        put(store, f"N{day}-{n}", MIDNIGHT - timedelta(days=day) + timedelta(minutes=7 * n))
        for day in (0, 1, 2, 5)
        for n in range(9)
    ]
    expected = [o.number for o in sorted(put_in, key=lambda o: (o.created_at, o.number), reverse=True)]

    pages = walked(orders, MIDNIGHT - timedelta(days=6), limit=limit)

    assert flat(pages) == expected
    assert all(len(page) <= limit for page in pages)


def test_orders_of_one_second_and_of_midnight_are_neither_left_out_nor_repeated(store, orders):
    numbers = [put(store, f"S{n:02}", MIDNIGHT).number for n in range(12)]
    numbers += [put(store, "LAST", MIDNIGHT - timedelta(seconds=1)).number]

    for limit in (1, 5, 12, 13):
        found = flat(walked(orders, MIDNIGHT - timedelta(days=1), limit=limit))
        assert sorted(found) == sorted(numbers)
        assert found[-1] == "LAST"


def test_the_period_has_a_first_moment_in_it_and_what_comes_later_is_left_out(store, orders):
    for n, moment in enumerate([NOW - timedelta(seconds=1), NOW, NOW + timedelta(seconds=1)]):
        put(store, f"P{n}", moment)

    assert flat(walked(orders, NOW)) == ["P2", "P1"]
    assert flat(walked(orders, NOW - timedelta(days=1), until=NOW + timedelta(milliseconds=1))) == ["P1", "P0"]


def test_the_period_is_the_same_in_every_zone(store, orders):
    put(store, "LATE", datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    paris = timezone(timedelta(hours=1))
    since = datetime(2026, 11, 23, 0, 15, tzinfo=paris)

    assert flat(walked(orders, since)) == ["LATE"]
    until = datetime(2026, 11, 23, 0, 45, tzinfo=paris)
    assert flat(walked(orders, since, until)) == ["LATE"]
    assert flat(walked(orders, since, until - timedelta(minutes=16))) == []


def test_a_status_filters_and_pages_go_on_to_the_end_although_some_are_empty(store, orders):
    paid = [put(store, f"F{n:02}", NOW - timedelta(hours=n), paid=n % 7 == 0) for n in range(40)]
    since = NOW - timedelta(days=3)

    pages = walked(orders, since, status=Status.PAID, limit=3)
    assert flat(pages) == [order.number for order in paid if order.status is Status.PAID]
    assert [] in pages
    assert flat(walked(orders, since, status=Status.REFUNDED)) == []
    assert len(flat(walked(orders, since, status=Status.PENDING))) == 34


def test_long_stretches_without_orders_are_passed_over_page_by_page(store, orders):
    put(store, "OLD", MIDNIGHT - timedelta(days=3 * MOST_DAYS))
    put(store, "NEW", MIDNIGHT)

    pages = walked(orders, MIDNIGHT - timedelta(days=4 * MOST_DAYS))

    assert flat(pages) == ["NEW", "OLD"]
    assert len(pages) <= 8


def test_a_walk_is_not_disturbed_by_orders_that_change_or_come_meanwhile(store, orders):
    for n in range(6):
        put(store, f"W{n}", NOW - timedelta(minutes=n))
    first = orders.page(MIDNIGHT, UNTIL, None, "", 3)

    put(store, "NEWER", NOW + timedelta(minutes=1))
    order = store.order("W4")
    store.write(order, decide(order, BankNotified(an_entry(order))).order)

    second = orders.page(MIDNIGHT, UNTIL, None, first.cursor, 3)
    assert [order.number for order in (*first.orders, *second.orders)] == [f"W{n}" for n in range(6)]
    assert second.orders[1].status is Status.PAID


def test_an_empty_table_has_one_empty_page(orders):
    assert walked(orders, MIDNIGHT) == [[]]


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
def test_a_cursor_that_is_not_ours_is_refused(orders, cursor):
    with pytest.raises(InvalidValue):
        orders.page(datetime(1, 1, 1, tzinfo=UTC), UNTIL, None, cursor, 10)


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

    patient = OrderList(HalfDeaf(store.client, 99), store.table)
    assert flat(walked(patient, MIDNIGHT)) == ["B0", "B1", "B2"]
    with pytest.raises(StoreUnavailable):
        OrderList(HalfDeaf(store.client, 1), store.table).page(MIDNIGHT, UNTIL, None, "", 10)


def test_a_page_costs_a_query_a_day_and_shard_and_one_batch(store, orders, requests_made):
    put(store, "C0", NOW)
    put(store, "C1", NOW - timedelta(hours=1))
    requests_made.clear()

    orders.page(MIDNIGHT, UNTIL, None, "", 10)

    assert requests_made == {"Query": 4, "BatchGetItem": 1}
