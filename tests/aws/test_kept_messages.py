"""Messages outside the orders' records, on every store: whole, once a day, in the order of their coming."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.reports import Aside
from chalicelib.domain.vocabulary import CaseKind
from chalicelib.payments.ports import Keeping, Rejected
from tests.aws.patience import eventually
from tests.makers import NOW, an_entry, an_order

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
"""Of the real clock: a message is gone for every reader after thirty days."""
DAY = timedelta(days=1)


def a_message(body=b"TPE=1234567&MAC=\xff\x00", **changes):
    return replace(Rejected("POST", body, TODAY, "BadSeal"), **changes)


def listed(messages, since=TODAY, until=TODAY + DAY):
    return list(messages.listed(since, until))


def bodies(messages, since=TODAY, until=TODAY + DAY):
    return [found.body for found in listed(messages, since, until)]


def test_a_message_comes_back_whole(messages):
    given = a_message(method="GET", reason="NotANotification", received_at=TODAY + timedelta(microseconds=123456))

    assert messages.keep(given) is Keeping.KEPT

    eventually([given.body], lambda: bodies(messages))
    [found] = listed(messages)
    assert replace(found, id="") == given
    assert messages.rejected(found.id) == found


def test_a_message_that_comes_twice_in_a_day_is_kept_once_and_on_another_day_again(messages):
    assert messages.keep(a_message()) is Keeping.KEPT
    assert messages.keep(a_message(received_at=TODAY + timedelta(hours=1))) is Keeping.KNOWN
    assert messages.keep(a_message(received_at=TODAY + DAY)) is Keeping.KEPT

    def moments():
        return [found.received_at for found in listed(messages, until=TODAY + 2 * DAY)]

    eventually([TODAY, TODAY + DAY], moments)


def test_messages_of_a_period_are_listed_by_the_time_of_their_coming(messages):
    hours = [0, 1, 5, 9, 23, 24, 25, 47, 48, 71]
    for n in (3, 0, 9, 1, 2, 8, 7, 5, 4, 6):
        messages.keep(a_message(b"%d" % n, received_at=TODAY + timedelta(hours=hours[n])))

    def found(first, last):
        return [int(body) for body in bodies(messages, TODAY + timedelta(hours=first), TODAY + timedelta(hours=last))]

    eventually(list(range(10)), lambda: found(0, 1000))
    assert found(1, 48) == [1, 2, 3, 4, 5, 6, 7]
    assert found(24, 24) == found(200, 300) == []


def test_a_removed_message_is_gone_and_may_come_again(messages):
    messages.keep(a_message())
    eventually([a_message().body], lambda: bodies(messages))
    [found] = listed(messages)

    messages.remove(found)

    assert messages.rejected(found.id) is None
    eventually([], lambda: bodies(messages))
    assert messages.keep(a_message()) is Keeping.KEPT


def test_what_stands_at_a_removed_messages_place_stays(messages):
    messages.keep(a_message())
    eventually([a_message().body], lambda: bodies(messages))
    [found] = listed(messages)

    messages.remove(replace(found, body=b"another message"))

    assert messages.rejected(found.id) == found


@pytest.mark.parametrize("name", ["", "x", "2026-11-23-1", "2026-11-23", "-", "é"])
def test_what_is_no_id_finds_nothing(messages, name):
    assert messages.rejected(name) is None


def test_the_message_of_a_case_without_an_order_is_found_by_the_case(messages, orders):
    entry = an_entry(an_order(), reference="GONE01", extra={"nouveau": "é"})
    orders.set_aside(Aside(CaseKind.UNKNOWN_ORDER, entry))
    orders.note_unreadable_replay(date(2026, 11, 23), NOW)

    assert messages.set_aside(f"_{entry.identity}") == entry
    assert messages.set_aside("_2026-11-23") is None
    assert messages.set_aside("_gone") is None
