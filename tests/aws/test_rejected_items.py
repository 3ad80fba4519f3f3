"""Rejected messages in the table: whole, once, for thirty days, in a bounded number of places, and in nobody's way."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.aws import rejected_items
from chalicelib.aws.order_list import OrderList
from chalicelib.aws.rejected_items import KEPT, TRIES, RejectedItems
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.reports import Aside
from chalicelib.domain.vocabulary import CaseKind
from chalicelib.payments.ports import Keeping, Rejected
from chalicelib.runtime.stream import order_in_stream_image
from local.provision import DEFINITION
from ops.order_source import scanned
from tests.aws.test_order_list import HalfDeaf
from tests.makers import NOW, a_customer, an_entry, an_order

MIDNIGHT = NOW.replace(hour=0, minute=0)


@pytest.fixture
def kept(store):
    return RejectedItems(store.client, store.table)


def a_message(body=b"TPE=1234567&MAC=\xff\x00", **changes):
    return replace(Rejected("POST", body, NOW, "BadSeal"), **changes)


def messages(number, **changes):
    return [a_message(b"message %d" % n, **changes) for n in range(number)]


def listed(kept, since=MIDNIGHT, until=MIDNIGHT + timedelta(days=1)):
    return list(kept.listed(since, until))


def items(kept):
    return kept.client.scan(TableName=kept.table, ConsistentRead=True)["Items"]


def test_a_message_comes_back_whole(kept):
    given = a_message(method="GET", reason="NotANotification")

    assert kept.keep(given) is Keeping.KEPT

    [found] = listed(kept)
    assert replace(found, id="") == given
    assert kept.rejected(found.id) == found


def test_it_vanishes_after_thirty_days_by_the_attribute_that_the_table_names(kept):
    kept.keep(a_message())

    [item] = items(kept)
    attribute = json.loads(DEFINITION.read_text())["TimeToLiveSpecification"]["AttributeName"]
    assert item[attribute] == {"N": str(int((NOW + timedelta(days=30)).timestamp()))}
    assert timedelta(days=30) == KEPT


def test_the_same_message_again_adds_nothing_and_is_one_request(kept, requests_made):
    kept.keep(a_message())
    first = listed(kept)
    requests_made.clear()

    assert kept.keep(a_message(received_at=NOW + timedelta(hours=1))) is Keeping.KNOWN

    assert requests_made == {"PutItem": 1}
    assert listed(kept) == first


def test_to_keep_a_message_is_one_write_and_no_read(kept, requests_made):
    kept.keep(a_message())

    assert requests_made == {"PutItem": 1}


def test_a_message_whose_place_is_taken_has_others(kept, monkeypatch):
    monkeypatch.setattr(rejected_items, "PLACES", 16)

    kept_now = [kept.keep(message) for message in messages(8)]

    assert kept_now == [Keeping.KEPT] * 8
    assert sorted(found.body for found in listed(kept)) == [message.body for message in messages(8)]


def test_a_flood_fills_the_places_of_its_day_and_costs_a_handful_of_writes_each(kept, monkeypatch, requests_made):
    monkeypatch.setattr(rejected_items, "PLACES", 3)

    ends = {kept.keep(message) for message in messages(60)}
    assert (ends, len(items(kept))) == ({Keeping.KEPT, Keeping.NO_PLACE}, 3)

    requests_made.clear()
    assert kept.keep(a_message(b"one more")) is Keeping.NO_PLACE
    assert requests_made == {"PutItem": TRIES}
    assert kept.keep(a_message(b"one more", received_at=NOW + timedelta(days=1))) is Keeping.KEPT


def test_the_places_of_real_size_hold_a_thousand_messages_of_one_day(kept):
    places = [set(rejected_items._places(rejected_items._digest(message.body))) for message in messages(1000)]

    taken: set[int] = set()
    lost = 0
    for own in places:
        free = own - taken
        taken |= set(sorted(free)[:1])
        lost += not free
    assert lost <= 1


def test_messages_of_a_period_are_listed_by_the_time_of_their_coming(kept, monkeypatch):
    monkeypatch.setattr(rejected_items, "PAGE", 3)
    hours = [0, 1, 5, 9, 23, 24, 25, 47, 48, 71]
    for n in (3, 0, 9, 1, 2, 8, 7, 5, 4, 6):
        kept.keep(a_message(b"%d" % n, received_at=MIDNIGHT + timedelta(hours=hours[n])))

    def found(first, last):
        since, until = MIDNIGHT + timedelta(hours=first), MIDNIGHT + timedelta(hours=last)
        return [int(message.body) for message in kept.listed(since, until)]

    assert found(0, 1000) == list(range(10))
    assert found(1, 48) == [1, 2, 3, 4, 5, 6, 7]
    assert found(24, 24) == found(200, 300) == []


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
        kept.keep(a_message(b"%d" % n, received_at=NOW + timedelta(minutes=n)))

    found = listed(RejectedItems(Backwards(kept.client), kept.table))
    assert [message.body for message in found] == [b"0", b"1", b"2"]


def test_a_removed_message_is_gone_and_what_took_its_place_stays(kept, monkeypatch):
    monkeypatch.setattr(rejected_items, "PLACES", 1)
    kept.keep(a_message(b"first"))
    [first] = listed(kept)
    kept.remove(first)
    assert listed(kept) == []

    kept.keep(a_message(b"second"))
    kept.remove(first)

    [second] = listed(kept)
    assert (second.body, second.id) == (b"second", first.id)


def test_neither_lists_nor_sweeps_nor_the_stream_take_it_for_an_order(kept, store):
    kept.keep(a_message())

    [item] = items(kept)
    assert order_in_stream_image(item) is None
    assert OrderList(store.client, store.table).page(MIDNIGHT, NOW + timedelta(days=1), None, "", 100).orders == ()
    assert store.due(NOW + timedelta(days=60), 100) == []
    assert store.cases(100, "").cases == ()
    assert list(scanned(store.client, store.table)) == []


def test_no_order_is_listed_as_a_message(kept, store):
    store.create(an_order(), a_customer())

    assert listed(kept, MIDNIGHT - timedelta(days=2), MIDNIGHT + timedelta(days=2)) == []


def test_the_message_of_a_case_without_an_order_is_found_by_the_case(kept, store):
    entry = an_entry(an_order(), reference="GONE01", extra={"nouveau": "é"})
    store.set_aside(Aside(CaseKind.UNKNOWN_ORDER, entry))
    store.note_unreadable_replay(date(2026, 11, 23), NOW)

    assert kept.set_aside(f"_{entry.identity}") == entry
    assert kept.set_aside("_2026-11-23") is None
    assert kept.set_aside("_gone") is None


@pytest.mark.parametrize("name", ["", "x", "2026-11-23-1", "2026-11-23", "-", "é"])
def test_what_is_no_id_finds_nothing(kept, name):
    assert kept.rejected(name) is None


def test_what_a_batch_left_out_is_asked_for_again_and_given_up_in_the_end(kept):
    for message in messages(3):
        kept.keep(message)

    assert len(listed(RejectedItems(HalfDeaf(kept.client, 99), kept.table))) == 3
    with pytest.raises(StoreUnavailable):
        listed(RejectedItems(HalfDeaf(kept.client, 1), kept.table))


def test_a_message_never_shows_its_body_by_itself():
    assert "TPE" not in repr(a_message())
