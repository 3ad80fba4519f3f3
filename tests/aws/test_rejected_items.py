"""Rejected messages in the table: whole, once, for thirty days, in a bounded number of places, and in nobody's way."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.aws import rejected_items
from chalicelib.aws.order_list import OrderList
from chalicelib.aws.rejected_items import KEPT, TRIES, RejectedItems
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.payments.ports import Keeping
from chalicelib.runtime.stream import order_in_stream_image
from local.provision import DEFINITION
from ops.order_source import scanned
from tests.aws.patience import eventually
from tests.aws.test_kept_messages import TODAY, a_message, bodies, listed
from tests.aws.test_order_list import HalfDeaf
from tests.makers import a_customer, an_order


@pytest.fixture
def kept(store):
    return RejectedItems(store.client, store.table)


def messages(number):
    return [a_message(b"message %d" % n) for n in range(number)]


def items(kept):
    return kept.client.scan(TableName=kept.table, ConsistentRead=True)["Items"]


def test_it_vanishes_after_thirty_days_by_the_attribute_that_the_table_names(kept):
    kept.keep(a_message())

    [item] = items(kept)
    attribute = json.loads(DEFINITION.read_text())["TimeToLiveSpecification"]["AttributeName"]
    assert item[attribute] == {"N": str(int((TODAY + timedelta(days=30)).timestamp()))}
    assert timedelta(days=30) == KEPT


def test_the_same_message_again_adds_nothing_and_is_one_request(kept, requests_made):
    kept.keep(a_message())
    first = items(kept)
    requests_made.clear()

    assert kept.keep(a_message(received_at=TODAY + timedelta(hours=1))) is Keeping.KNOWN

    assert requests_made == {"PutItem": 1}
    assert items(kept) == first


def test_to_keep_a_message_is_one_write_and_no_read(kept, requests_made):
    kept.keep(a_message())

    assert requests_made == {"PutItem": 1}


def test_a_message_whose_place_is_taken_has_others(kept, monkeypatch):
    monkeypatch.setattr(rejected_items, "PLACES", 16)

    kept_now = [kept.keep(message) for message in messages(8)]

    assert kept_now == [Keeping.KEPT] * 8
    eventually([message.body for message in messages(8)], lambda: sorted(bodies(kept)))


def test_a_flood_fills_the_places_of_its_day_and_costs_a_handful_of_writes_each(kept, monkeypatch, requests_made):
    monkeypatch.setattr(rejected_items, "PLACES", 3)

    ends = {kept.keep(message) for message in messages(60)}
    assert (ends, len(items(kept))) == ({Keeping.KEPT, Keeping.NO_PLACE}, 3)

    requests_made.clear()
    assert kept.keep(a_message(b"one more")) is Keeping.NO_PLACE
    assert requests_made == {"PutItem": TRIES}
    assert kept.keep(a_message(b"one more", received_at=TODAY + timedelta(days=1))) is Keeping.KEPT


def test_the_places_of_real_size_hold_a_thousand_messages_of_one_day(kept):
    places = [set(rejected_items._places(rejected_items._digest(message.body))) for message in messages(1000)]

    taken: set[int] = set()
    lost = 0
    for own in places:
        free = own - taken
        taken |= set(sorted(free)[:1])
        lost += not free
    assert lost <= 1


def test_a_long_list_is_read_page_by_page(kept, monkeypatch):
    monkeypatch.setattr(rejected_items, "PAGE", 3)
    for n in (3, 0, 9, 1, 2, 8, 7, 5, 4, 6):
        kept.keep(a_message(b"%d" % n, received_at=TODAY + timedelta(minutes=n)))

    eventually([b"%d" % n for n in range(10)], lambda: bodies(kept))


class Backwards:
    """Gives a batch in another order than it was asked for, as DynamoDB may."""

    def __init__(self, client):
        self.client = client

    def __getattr__(self, name):
        return getattr(self.client, name)

    def batch_get_item(self, **asked):
        answer = self.client.batch_get_item(**asked)
        return {**answer, "Responses": {t: items[::-1] for t, items in answer["Responses"].items()}}


def test_messages_are_listed_in_their_order_whatever_the_order_of_a_batch(kept):
    for n in (2, 0, 1):
        kept.keep(a_message(b"%d" % n, received_at=TODAY + timedelta(minutes=n)))

    backwards = RejectedItems(Backwards(kept.client), kept.table)
    eventually([b"0", b"1", b"2"], lambda: bodies(backwards))


def test_a_removed_message_leaves_its_place_and_what_took_it_stays(kept, monkeypatch):
    monkeypatch.setattr(rejected_items, "PLACES", 1)
    kept.keep(a_message(b"first"))
    first = kept.rejected(f"{TODAY.date()}-0")
    kept.remove(first)

    kept.keep(a_message(b"second"))
    kept.remove(first)

    second = kept.rejected(first.id)
    assert (second.body, second.id) == (b"second", first.id)


def test_neither_lists_nor_sweeps_nor_the_stream_take_it_for_an_order(kept, store):
    kept.keep(a_message())

    eventually([a_message().body], lambda: bodies(kept))
    [item] = items(kept)
    assert order_in_stream_image(item) is None
    assert OrderList(store.client, store.table).page(TODAY, TODAY + timedelta(days=1), None, "", 100).orders == ()
    assert store.due(TODAY + timedelta(days=60), 100) == []
    assert store.cases(100, "").cases == ()
    assert list(scanned(store.client, store.table)) == []


def test_no_order_is_listed_as_a_message(kept, store):
    store.create(replace(an_order(), created_at=TODAY), a_customer())
    listing = OrderList(store.client, store.table)
    eventually(1, lambda: len(listing.page(TODAY, TODAY + timedelta(days=1), None, "", 10).orders))

    assert listed(kept, TODAY - timedelta(days=2), TODAY + timedelta(days=2)) == []


def test_what_a_batch_left_out_is_asked_for_again_and_given_up_in_the_end(kept):
    for message in messages(3):
        kept.keep(message)
    eventually(3, lambda: len(bodies(kept)))

    assert len(listed(RejectedItems(HalfDeaf(kept.client, 99), kept.table))) == 3
    with pytest.raises(StoreUnavailable):
        listed(RejectedItems(HalfDeaf(kept.client, 1), kept.table))


def test_a_message_never_shows_its_body_by_itself():
    assert "TPE" not in repr(a_message())
