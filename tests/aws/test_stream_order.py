"""The table's stream: every version of every order, each once, in the order in which they were written."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.domain.errors import Stale
from chalicelib.runtime.stream import order_in_stream_image
from tests.aws.order_steps import accepted, lapsed, put
from tests.aws.patience import insist
from tests.makers import a_customer

ORDERS = [f"S{n}" for n in range(6)]
WRITES = 8
PATIENCE_SECONDS = 60


class Tail:
    """What comes into a table's stream from now on, shard by shard."""

    def __init__(self, streams, arn):
        self._streams = streams
        shards = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        self._iterators = [
            streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="LATEST")
            for shard in shards
            if "EndingSequenceNumber" not in shard["SequenceNumberRange"]
        ]

    def read(self):
        found = []
        for place, iterator in enumerate(self._iterators):
            answer = self._streams.get_records(ShardIterator=iterator["ShardIterator"])
            found += answer["Records"]
            self._iterators[place] = {"ShardIterator": answer["NextShardIterator"]}
        return found


@pytest.fixture
def tail(endpoint, store):
    arn = store.client.describe_table(TableName=store.table)["Table"]["LatestStreamArn"]
    return Tail(endpoint.client("dynamodbstreams"), arn)


def versions_in(records):
    """The versions of each order, in the order in which the stream tells them."""
    told = {}
    for record in records:
        order = order_in_stream_image(record["dynamodb"].get("NewImage", {}))
        if order is not None:
            told.setdefault(order.number, []).append(order)
    return told


def heard(tail, number):
    """So many records of orders, or those that came in time."""
    records, deadline = [], time.monotonic() + PATIENCE_SECONDS
    while sum(map(len, versions_in(records).values())) < number and time.monotonic() < deadline:
        records += tail.read()
        time.sleep(0.02)
    time.sleep(0.2)
    return versions_in([*records, *tail.read()])


def test_every_version_of_every_order_comes_once_and_in_order_however_many_write_at_once(store, tail):
    for number in ORDERS:
        put(store, number=number)

    def write(n):
        number = ORDERS[n % len(ORDERS)]
        order = store.order(number)
        while True:
            try:
                # One in three in a transaction, with the customer.
                store.write(order, order.changed(further_messages=n), a_customer() if n % 3 == 0 else None)
                return
            except Stale as stale:
                order = stale.stored

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: insist(write, n), range(WRITES * len(ORDERS))))

    told = heard(tail, (WRITES + 1) * len(ORDERS))
    assert {number: [order.version for order in orders] for number, orders in told.items()} == {
        number: list(range(1, WRITES + 2)) for number in ORDERS
    }
    assert {number: orders[-1] for number, orders in told.items()} == {n: store.order(n) for n in ORDERS}


def test_a_write_that_was_refused_leaves_nothing_in_the_stream(store, tail):
    order = put(store)
    paid = accepted(order)
    store.write(order, paid)
    for customer in (None, a_customer()):
        with pytest.raises(Stale):
            store.write(order, lapsed(order), customer)
    store.create(order, a_customer())

    assert heard(tail, 2) == {order.number: [order, paid]}
