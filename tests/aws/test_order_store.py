"""One suite for the record of orders, run on every store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.aws.order_item import sortable
from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import CaseUnknown, InvalidValue, KnownEntry, Stale
from chalicelib.domain.order import FIRST_REVIEW
from chalicelib.domain.reports import Aside, BankNotified, BookedCapture, Books, BooksRead, CaseResolved, EffectClaimed
from chalicelib.domain.vocabulary import BookState, CaseKind, Mode, Outcome, Platform, Status
from chalicelib.payments.ticket import issue, order_as_started
from tests.makers import NOW, PAGE, a_customer, an_entry, an_order, euros


def accepted(order, **changes):
    return decide(order, BankNotified(an_entry(order, **changes))).order


def lapsed_order(order):
    """The order after the bank said, when its page had closed, that nothing more can come of it."""
    books = Books(BookState.EXPIRED, "AP", None, None)
    return decide(order, BooksRead(order.last_attempt.number, order.version, books, NOW + PAGE)).order


def started(order):
    """The order as a notification for its last attempt would reconstruct it."""
    attempt = order.last_attempt
    return order_as_started(issue(order), attempt.reference, order.amount, attempt.terminal, attempt.platform)


def test_what_is_created_is_read_back_whole(orders):
    order, customer = an_order(), a_customer(shipping={"matchBillingAddress": True})

    assert orders.create(order, customer) is None

    assert orders.order(order.number) == order
    assert orders.customer(order.number) == customer


def test_an_unknown_order_reads_as_none(orders):
    assert orders.order("NONE") is None
    assert orders.customer("NONE") is None


def test_a_second_create_changes_nothing_and_gives_back_what_is_stored(orders):
    order, customer = an_order(), a_customer()
    orders.create(order, customer)

    stored = orders.create(an_order(amount=euros("1.00")), a_customer(email="other@example.org"))

    assert (stored.order, stored.customer) == (order, customer)
    assert orders.order(order.number) == order


def test_a_write_replaces_the_version_it_was_decided_on(orders):
    order = an_order()
    orders.create(order, a_customer())

    paid = accepted(order)
    orders.write(order, paid)

    assert orders.order(order.number) == paid


def test_a_write_on_another_version_changes_nothing_and_brings_what_is_stored(orders):
    order = an_order()
    orders.create(order, a_customer())
    paid = accepted(order)
    orders.write(order, paid)

    with pytest.raises(Stale) as stale:
        orders.write(order, lapsed_order(order))

    assert stale.value.stored == paid
    assert orders.order(order.number) == paid


def test_a_write_of_an_order_that_does_not_exist_is_stale(orders):
    order = an_order()

    with pytest.raises(Stale) as stale:
        orders.write(order, accepted(order))

    assert stale.value.stored is None
    assert orders.order(order.number) is None


def test_a_write_with_a_customer_replaces_both_or_neither(orders):
    order, other = an_order(), a_customer(email="other@example.org")
    orders.create(order, a_customer())
    lapsed = lapsed_order(order)

    orders.write(order, lapsed, customer=other)
    with pytest.raises(Stale) as stale:
        orders.write(order, lapsed, customer=a_customer(email="third@example.org"))

    assert stale.value.stored == lapsed
    assert orders.customer(order.number) == other


def test_the_order_as_started_takes_an_acceptance_in_one_write(orders):
    order = an_order()
    orders.create(order, a_customer())
    before = started(order)

    orders.write_as_started(before, accepted(before))

    assert orders.order(order.number) == accepted(order)


def test_the_order_as_started_keeps_what_earlier_attempts_left(orders):
    order = an_order()
    orders.create(order, a_customer())
    refused = accepted(order, result="refused", identity="a-refusal")
    orders.write(order, refused)
    second = replace(refused.attempts[1], number=2, reference="CMD482102", outcome=Outcome.OPEN)
    resumed = refused.changed(attempts={**refused.attempts, 2: second})
    orders.write(refused, resumed)
    before = started(resumed)

    orders.write_as_started(before, accepted(before, reference="CMD482102"))

    stored = orders.order(order.number)
    assert stored == accepted(resumed, reference="CMD482102")
    assert [entry.reference for entry in stored.entries] == ["CMD482101", "CMD482102"]


@pytest.mark.parametrize(
    "stored",
    [
        an_order(amount=euros("62.74")),
        an_order(amount=replace(euros("62.73"), currency="USD")),
        an_order(terminal="7654321"),
        an_order(platform=Platform.PRODUCTION),
        an_order().changed(),
        accepted(an_order()),
        replace(accepted(an_order()), version=1),
    ],
    ids=["amount", "currency", "terminal", "platform", "version", "paid", "paid at the same version"],
)
def test_the_order_as_started_is_not_written_over_another_one(orders, stored):
    orders.create(stored, a_customer())
    before = started(an_order())

    with pytest.raises(Stale) as stale:
        orders.write_as_started(before, accepted(before))

    assert stale.value.stored == stored
    assert orders.order(stored.number) == stored


def test_the_order_as_started_is_not_written_into_a_full_record(orders):
    entries = tuple(an_entry(an_order(), identity=f"e{n}") for n in range(30))
    full = replace(an_order(), entries=entries)
    orders.create(full, a_customer())
    before = started(full)

    with pytest.raises(Stale) as stale:
        orders.write_as_started(before, accepted(before))

    assert stale.value.stored == full


def test_of_many_writes_at_once_exactly_one_wins(orders):
    order = an_order()
    orders.create(order, a_customer())

    def write(n):
        try:
            orders.write(order, accepted(order, identity=f"copy-{n}"))
        except Stale as stale:
            return stale.stored.version
        return "won"

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(write, range(48)))

    assert sorted(map(str, results)) == ["2"] * 47 + ["won"]
    assert orders.order(order.number).version == 2


def test_of_many_creates_at_once_exactly_one_wins_and_all_see_it(orders):
    def create(n):
        return orders.create(an_order(amount=euros(f"{n + 1}.00")), a_customer(email=f"c{n}@example.org"))

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(create, range(32)))

    assert results.count(None) == 1
    stored = orders.order("CMD4821")
    for seen in filter(None, results):
        assert (seen.order, seen.customer.email) == (stored, f"c{stored.amount.minor // 100 - 1}@example.org")


def test_what_is_due_comes_longest_first_and_only_once_it_is(orders):
    for n in range(5):
        order = an_order(number=f"DUE{n}", page=PAGE + timedelta(minutes=10 - n))
        orders.create(order, a_customer())

    assert orders.due(NOW + PAGE + timedelta(minutes=8, seconds=30), 10) == ["DUE4", "DUE3", "DUE2"]
    assert orders.due(NOW + PAGE + timedelta(minutes=8, seconds=30), 2) == ["DUE4", "DUE3"]


def test_an_owed_mail_is_due_until_claimed_and_again_when_the_lease_ends(orders):
    order = an_order()
    orders.create(order, a_customer())
    paid = accepted(order)
    orders.write(order, paid)
    later = NOW + timedelta(minutes=5)
    assert orders.due(later, 10) == [order.number]

    claimed = decide(paid, EffectClaimed("confirmation", "worker", later, timedelta(minutes=1))).order
    orders.write(paid, claimed)

    assert orders.due(later + timedelta(seconds=59), 10) == []
    assert orders.due(later + timedelta(seconds=61), 10) == [order.number]


def test_a_refused_order_is_due_when_its_page_closes_and_the_bank_is_to_be_asked(orders):
    order = an_order()
    orders.create(order, a_customer())

    orders.write(order, accepted(order, result="refused"))

    assert orders.due(NOW + PAGE, 10) == []
    assert orders.due(NOW + PAGE + timedelta(seconds=1), 10) == [order.number]


def test_an_order_that_the_bank_has_no_more_to_say_about_is_due_for_nothing(orders):
    order = an_order()
    orders.create(order, a_customer())

    orders.write(order, lapsed_order(order))

    assert orders.due(NOW + FIRST_REVIEW, 10) == []


def test_instalments_and_captures_are_read_back_as_they_were_written(orders):
    order = an_order(mode=Mode.SPLIT, instalments=(2091, 2091, 2091))
    orders.create(order, a_customer())
    first = accepted(order)
    listed = (BookedCapture(2091, NOW.date(), "", 500), BookedCapture(2091, NOW.date() + timedelta(days=30), "77", 0))
    books = Books(BookState.PAID, "PA", 4182, 500, captures=listed)
    second = decide(first, BooksRead(1, first.version, books, NOW + timedelta(days=31))).order

    orders.write(order, first)
    orders.write(first, second)

    assert orders.order(order.number) == second
    seen = [(c.amount, c.refunded, c.unheard) for c in second.captures.values()]
    assert seen == [
        (2091, 500, False),
        (2091, 0, True),
    ]


def test_a_message_beside_its_order_is_stored_with_it_and_once(orders):
    order = an_order()
    orders.create(order, a_customer())
    entry = an_entry(order)
    paid = accepted(order)

    orders.write_beside(order, paid, entry)

    assert orders.order(order.number) == paid
    with pytest.raises(KnownEntry):
        orders.write_beside(paid, paid.changed(further_messages=1), entry)
    assert orders.order(order.number) == paid


def test_a_message_beside_an_order_that_has_changed_is_not_stored(orders):
    order = an_order()
    orders.create(order, a_customer())
    entry, paid = an_entry(order), accepted(order)
    orders.write(order, paid)

    with pytest.raises(Stale) as stale:
        orders.write_beside(order, order.changed(further_messages=1), entry)

    assert stale.value.stored == paid
    orders.write_beside(paid, paid.changed(further_messages=1), entry)


def test_cases_come_newest_first_with_their_orders(orders):
    for n in range(3):
        order = an_order(number=f"CASE{n}")
        orders.create(order, a_customer())
        wrong = an_entry(order, amount=euros("1.00"), received_at=NOW + timedelta(minutes=n))
        orders.write(order, decide(order, BankNotified(wrong)).order)

    page = orders.cases(10, "")

    assert [found.order for found in page.cases] == ["CASE2", "CASE1", "CASE0"]
    assert {found.case.kind for found in page.cases} == {CaseKind.WRONG_AMOUNT}
    assert [found.case.id for found in page.cases] == ["CASE2.1", "CASE1.1", "CASE0.1"]


def all_cases(orders, limit):
    seen, cursor = [], ""
    while True:
        page = orders.cases(limit, cursor)
        seen += page.cases
        cursor = page.cursor
        if not cursor:
            return seen


def test_resolved_cases_are_kept_and_come_after_the_open_ones(orders):
    for n in range(4):
        entry = an_entry(an_order(), identity=f"id{n}", received_at=NOW + timedelta(minutes=n))
        orders.set_aside(Aside(CaseKind.UNKNOWN_ORDER, entry))

    resolved = orders.resolve_aside("_id3", "called the bank", NOW + timedelta(hours=1))
    again = orders.resolve_aside("_id3", "another word", NOW + timedelta(hours=2))

    assert (resolved.case.note, resolved.case.resolved_at) == ("called the bank", NOW + timedelta(hours=1))
    assert again == resolved
    assert [found.case.id for found in all_cases(orders, 3)] == ["_id2", "_id1", "_id0", "_id3"]


@pytest.mark.parametrize("case", ["_nothing", "_2026-11-23", "_", "__"])
def test_a_case_that_is_not_there_cannot_be_resolved(orders, case):
    with pytest.raises(CaseUnknown):
        orders.resolve_aside(case, "", NOW)

    assert all_cases(orders, 10) == []


def test_a_resolved_case_of_an_order_is_no_longer_among_the_open_ones(orders):
    order = an_order()
    orders.create(order, a_customer())
    odd = decide(order, BankNotified(an_entry(order, amount=euros("1.00")))).order
    orders.write(order, odd)

    orders.write(odd, decide(odd, CaseResolved("CMD4821.1", "refunded by hand", NOW)).order)

    (found,) = all_cases(orders, 10)
    assert (found.case.resolved_at, found.case.note) == (NOW, "refunded by hand")


def test_pages_of_cases_follow_each_other_without_gap_or_repetition(orders):
    for n in range(5):
        orders.set_aside(Aside(CaseKind.UNKNOWN_ORDER, an_entry(an_order(), identity=f"id{n}",
                               received_at=NOW + timedelta(minutes=n))))  # fmt: skip

    seen = [found.case.id for found in all_cases(orders, 2)]

    assert seen == ["_id4", "_id3", "_id2", "_id1", "_id0"]


@pytest.mark.parametrize("cursor", ["x", "bm90anNvbg==", "eyJwayI6IDF9", "W10=", "WyJvcGVuIiwgeyJwayI6IDF9XQ=="])
def test_a_foreign_cursor_is_refused(orders, cursor):
    with pytest.raises(InvalidValue):
        orders.cases(10, cursor)


def test_a_message_is_set_aside_once(orders):
    entry = an_entry(an_order(number="GONE"))

    for _ in range(3):
        orders.set_aside(Aside(CaseKind.UNKNOWN_ORDER, entry))

    (found,) = orders.cases(10, "").cases
    assert (found.order, found.case.kind, found.case.reference) == ("GONE", CaseKind.UNKNOWN_ORDER, "GONE01")


def test_unreadable_replays_of_a_day_are_one_case(orders):
    for minute in range(3):
        orders.note_unreadable_replay(NOW.date(), NOW + timedelta(minutes=minute))

    (found,) = orders.cases(10, "").cases
    assert found.case.kind is CaseKind.REPLAY_NOT_UTF8
    assert found.case.opened_at == NOW + timedelta(minutes=2)


def test_the_status_of_a_lapsed_order_is_stored(store):
    order = an_order()
    store.create(order, a_customer())
    store.write(order, lapsed_order(order))

    item = store.client.get_item(TableName=store.table, Key={"pk": {"S": "order#CMD4821"}})["Item"]

    assert item["status"] == {"S": Status.EXPIRED.value}
    assert item["work_at"]["S"] == sortable(NOW + FIRST_REVIEW)


def test_a_replay_that_could_not_be_read_opens_the_resolved_case_of_its_day_anew(orders):
    day = NOW.date()
    orders.note_unreadable_replay(day, NOW)
    orders.resolve_aside(f"_{day}", "compared", NOW)

    orders.note_unreadable_replay(day, NOW + timedelta(hours=1))

    [found] = orders.cases(10, "").cases
    assert (found.case.resolved_at, found.case.note) == (None, "")
