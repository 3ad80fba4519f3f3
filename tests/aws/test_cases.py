"""Cases with and without an order: kept, listed page by page, resolved once, on every store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import CaseUnknown, InvalidValue
from chalicelib.domain.reports import Aside, CaseResolved
from chalicelib.domain.vocabulary import CaseKind
from tests.aws.order_steps import accepted, put
from tests.aws.patience import eventually
from tests.makers import NOW, an_entry, an_order, euros

MINUTE = timedelta(minutes=1)


def all_cases(orders, limit):
    seen, cursor = [], ""
    while True:
        page = orders.cases(limit, cursor)
        seen += page.cases
        cursor = page.cursor
        if not cursor:
            return seen


def ids(orders, limit=10):
    return [found.case.id for found in all_cases(orders, limit)]


def set_aside(orders, number):
    """So many cases without an order, one a minute."""
    for n in range(number):
        entry = an_entry(an_order(), identity=f"id{n}", received_at=NOW + n * MINUTE)
        orders.set_aside(Aside(CaseKind.UNKNOWN_ORDER, entry))


def test_cases_come_newest_first_with_their_orders(orders):
    for n in range(3):
        order = put(orders, number=f"CASE{n}")
        orders.write(order, accepted(order, amount=euros("1.00"), received_at=NOW + n * MINUTE))

    eventually(["CASE2.1", "CASE1.1", "CASE0.1"], lambda: ids(orders))

    found = orders.cases(10, "").cases
    assert [case.order for case in found] == ["CASE2", "CASE1", "CASE0"]
    assert {case.case.kind for case in found} == {CaseKind.WRONG_AMOUNT}


def test_resolved_cases_are_kept_and_come_after_the_open_ones(orders):
    set_aside(orders, 4)

    resolved = orders.resolve_aside("_id3", "called the bank", NOW + timedelta(hours=1))
    again = orders.resolve_aside("_id3", "another word", NOW + timedelta(hours=2))

    assert (resolved.case.note, resolved.case.resolved_at) == ("called the bank", NOW + timedelta(hours=1))
    assert again == resolved
    eventually(["_id2", "_id1", "_id0", "_id3"], lambda: ids(orders, 3))


@pytest.mark.parametrize("case", ["_nothing", "_2026-11-23", "_", "__"])
def test_a_case_that_is_not_there_cannot_be_resolved(orders, case):
    with pytest.raises(CaseUnknown):
        orders.resolve_aside(case, "", NOW)

    assert all_cases(orders, 10) == []


def test_a_resolved_case_of_an_order_is_no_longer_among_the_open_ones(orders):
    order = put(orders)
    odd = accepted(order, amount=euros("1.00"))
    orders.write(order, odd)

    orders.write(odd, decide(odd, CaseResolved("CMD4821.1", "refunded by hand", NOW)).order)

    def resolutions():
        return [(found.case.resolved_at, found.case.note) for found in all_cases(orders, 10)]

    eventually([(NOW, "refunded by hand")], resolutions)


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_pages_of_cases_follow_each_other_without_gap_or_repetition(orders, limit):
    set_aside(orders, 5)
    orders.resolve_aside("_id1", "", NOW)

    eventually(["_id4", "_id3", "_id2", "_id0", "_id1"], lambda: ids(orders, limit))


@pytest.mark.parametrize("cursor", ["x", "bm90anNvbg==", "eyJwayI6IDF9", "W10=", "WyJvcGVuIiwgeyJwayI6IDF9XQ=="])
def test_a_foreign_cursor_is_refused(orders, cursor):
    with pytest.raises(InvalidValue):
        orders.cases(10, cursor)


def test_a_message_is_set_aside_once(orders):
    entry = an_entry(an_order(number="GONE"))

    for _ in range(3):
        orders.set_aside(Aside(CaseKind.UNKNOWN_ORDER, entry))

    def told():
        return [(found.order, found.case.kind, found.case.reference) for found in all_cases(orders, 10)]

    eventually([("GONE", CaseKind.UNKNOWN_ORDER, "GONE01")], told)


def replays(orders):
    return [(f.case.kind, f.case.opened_at, f.case.resolved_at, f.case.note) for f in all_cases(orders, 10)]


def test_unreadable_replays_of_a_day_are_one_case(orders):
    for n in range(3):
        orders.note_unreadable_replay(NOW.date(), NOW + n * MINUTE)

    eventually([(CaseKind.REPLAY_NOT_UTF8, NOW + 2 * MINUTE, None, "")], lambda: replays(orders))


def test_a_replay_that_could_not_be_read_opens_the_resolved_case_of_its_day_anew(orders):
    day = NOW.date()
    orders.note_unreadable_replay(day, NOW)
    resolved = orders.resolve_aside(f"_{day}", "compared", NOW)
    assert (resolved.case.resolved_at, resolved.case.note) == (NOW, "compared")

    orders.note_unreadable_replay(day, NOW + MINUTE)

    eventually([(CaseKind.REPLAY_NOT_UTF8, NOW + MINUTE, None, "")], lambda: replays(orders))
