"""What is erased or has ended, on every store: the customer's data goes, the evidence of the payment stays its time."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.aws.attribute_values import to_dynamodb
from chalicelib.aws.order_item import order_key
from chalicelib.aws.order_list import OrderList
from chalicelib.aws.rejected_items import RejectedItems
from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import Stale
from chalicelib.domain.record import Authentication
from chalicelib.domain.reports import Aside, BankNotified, ErasureAsked
from chalicelib.domain.retention import Retention
from chalicelib.domain.vocabulary import CaseKind, Mode, Status
from chalicelib.mail.seller import Seller
from chalicelib.payments.perform_effects import Worker
from chalicelib.payments.ports import Rejected
from chalicelib.payments.reporting import report
from chalicelib.payments.start import start
from chalicelib.runtime.stream import each_order
from ops.order_source import scanned
from tests.aws.patience import eventually
from tests.fakes import MemoryMailer
from tests.makers import NOW, a_customer, an_entry, an_order, euros, terminals
from tests.payments.test_start import COUNTER

DAY = timedelta(days=1)
KEEP = Retention(personal=60 * DAY, abandoned=30 * DAY, evidence=90 * DAY, order=4000 * DAY)
EVIDENCE = {"authorization": "A1", "masked_number": "00000100******02"}
VERDICT = Authentication("authenticated", "2.1.0", "Y")


def begin(orders, now=NOW, **changes):
    return start(
        "CMD4821", euros("62.73"), Mode.IMMEDIATE, a_customer(**changes), counter=COUNTER, terminals=terminals(),
        orders=orders, view_token=lambda number: number + ".view", now=now,
    )  # fmt: skip


def paid(orders):
    """An order that is paid and confirmed, as the store holds it."""
    begin(orders)
    order = orders.order("CMD4821")
    entry = an_entry(order, authentication=VERDICT, **EVIDENCE)
    order = told(orders, order, entry)
    run(orders, NOW + timedelta(minutes=2))
    return orders.order(order.number)


def told(orders, order, entry):
    after = decide(order, BankNotified(entry)).order
    orders.write(order, after)
    return after


def run(orders, moment):
    """One run of the sweep at a moment."""
    worker = Worker(orders, MemoryMailer(), Seller("Atelier"), timedelta(seconds=60), lambda: moment, KEEP)
    order = orders.order("CMD4821")
    due = [order.number] if order is not None and order.wakes_at() < moment else []
    eventually(due, lambda: orders.due(moment, 10))
    for number in due:
        list(worker.let_time_pass(number))


def run_until(orders, day):
    for days in range(0, day + 1, 5):
        run(orders, NOW + days * DAY)


def test_a_moved_clock_removes_personal_data_first_then_the_evidence_and_never_the_money(orders):
    before = paid(orders)
    assert orders.customer("CMD4821") == replace(a_customer(), form=orders.customer("CMD4821").form)

    run_until(orders, 70)

    order = orders.order("CMD4821")
    assert orders.customer("CMD4821") is None
    assert order.erased_at is not None
    assert [(e.authorization, e.masked_number, e.authentication) for e in order.entries] == [
        ("A1", "00000100******02", VERDICT)
    ]

    run_until(orders, 300)

    order = orders.order("CMD4821")
    assert [(e.authorization, e.masked_number, e.authentication) for e in order.entries] == [("", "", None)]
    assert order.ends_at.date() == (NOW + 4000 * DAY).date()
    kept = ("status", "amount", "captured", "refunded", "paid_at", "captures")
    assert [getattr(order, name) for name in kept] == [getattr(before, name) for name in kept]


def test_an_order_that_is_looked_at_wakes_no_more_until_its_next_look(orders):
    paid(orders)
    run(orders, NOW + 40 * DAY)

    eventually([], lambda: orders.due(NOW + 59 * DAY, 10))
    eventually(["CMD4821"], lambda: orders.due(NOW + 61 * DAY, 10))


def test_an_erasure_takes_the_customers_data_in_the_write_that_notes_it(orders):
    order = paid(orders)

    after = report(orders, order, ErasureAsked(NOW + DAY))

    assert (orders.order("CMD4821"), orders.customer("CMD4821")) == (after, None)
    assert after.erased_at == NOW + DAY


def test_an_erasure_that_is_decided_on_an_old_record_takes_nothing(orders):
    order = paid(orders)
    orders.write(order, order.changed())

    with pytest.raises(Stale):
        orders.write(order, decide(order, ErasureAsked(NOW + DAY)).order)

    assert orders.customer("CMD4821") is not None


def test_after_an_erasure_a_pending_order_that_is_started_again_asks_for_everything_anew(orders):
    begin(orders)
    orders.write(orders.order("CMD4821"), decide(orders.order("CMD4821"), ErasureAsked(NOW, forced=True)).order)

    again = begin(orders, NOW + timedelta(minutes=5), email="other@example.org")

    assert again.created
    assert again.order.last_attempt.number == 2
    assert again.order.erased_at is None
    assert orders.order("CMD4821") == again.order
    assert orders.customer("CMD4821").email == "other@example.org"


def test_a_payment_that_comes_in_after_an_erasure_counts_and_its_mail_becomes_a_case(orders):
    begin(orders)
    order = report(orders, orders.order("CMD4821"), ErasureAsked(NOW, forced=True))
    told(orders, order, an_entry(order))

    run(orders, NOW + timedelta(minutes=2))

    order = orders.order("CMD4821")
    assert order.status is Status.PAID
    assert [case.kind for case in order.cases] == [CaseKind.MAIL_FAILED]


ENDED = datetime.fromtimestamp(int(time.time()) - 3600, UTC)


@pytest.fixture
def ended(store):
    """A store in which an order has ended and is not removed yet."""
    order = replace(an_order(), erased_at=ENDED, ends_at=ENDED)
    store.create(order, a_customer())
    store.client.delete_item(TableName=store.table, Key={"pk": {"S": "customer#CMD4821"}})
    assert "Item" in store.client.get_item(TableName=store.table, Key={"pk": {"S": order_key("CMD4821")}})
    return store


def test_an_order_that_has_ended_is_gone_for_every_reader(ended):
    now = datetime.now(UTC)

    assert ended.order("CMD4821") is None
    assert OrderList(ended.client, ended.table).page(NOW - DAY, NOW + DAY, None, "", 10).orders == ()
    assert list(scanned(ended.client, ended.table)) == []
    worker = Worker(ended, MemoryMailer(), Seller("Atelier"), timedelta(seconds=60), lambda: now + 90 * DAY, KEEP)
    assert list(worker.let_time_pass("CMD4821")) == []


def test_what_is_decided_on_an_order_that_has_ended_finds_none(ended):
    order = an_order()

    with pytest.raises(Stale) as stale:
        ended.write(order.changed(), order.changed().changed())

    assert stale.value.stored is None


def test_the_number_of_an_order_that_has_ended_is_free_again(ended):
    assert ended.create(an_order(), a_customer()) is None
    assert ended.order("CMD4821") == an_order()


def test_the_end_of_an_order_stands_where_the_table_looks_for_it_and_goes_with_a_new_start(store):
    order = replace(an_order(), ends_at=NOW + 4000 * DAY)
    store.create(order, a_customer())

    item = store.client.get_item(TableName=store.table, Key={"pk": {"S": order_key("CMD4821")}})["Item"]
    assert item["expires_at"] == {"N": str(int((NOW + 4000 * DAY).timestamp()))}

    store.write(order, order.changed(ends_at=None))
    item = store.client.get_item(TableName=store.table, Key={"pk": {"S": order_key("CMD4821")}})["Item"]
    assert "expires_at" not in item


def test_cases_without_an_order_end_and_are_gone_when_they_have(store):
    old = replace(an_entry(an_order(), reference="NOSUCH01"), received_at=NOW - 458 * DAY)
    for identity, received in (("old", old.received_at), ("new", NOW)):
        store.set_aside(Aside(CaseKind.UNKNOWN_ORDER, replace(old, identity=identity, received_at=received)))
    store.note_unreadable_replay(NOW.date(), NOW)
    store.note_unreadable_replay((NOW - 500 * DAY).date(), NOW - 500 * DAY)

    eventually({"_new", f"_{NOW.date()}"}, lambda: {found.case.id for found in store.cases(10, "").cases})


def test_a_renewal_beside_its_order_ends_with_it_and_holds_no_evidence(store):
    order = an_order()
    store.create(order, a_customer())
    entry = an_entry(order, identity="a-renewal", authentication=VERDICT, **EVIDENCE)

    store.write_beside(order, order.changed(), entry)

    item = store.client.get_item(TableName=store.table, Key={"pk": {"S": "entry#a-renewal"}})["Item"]
    assert int(item["expires_at"]["N"]) > (NOW + 3652 * DAY).timestamp()
    assert not {"authorization", "authentication", "masked_number"} & item["entry"]["M"].keys()


def test_a_rejected_message_that_has_ended_is_gone(store):
    kept, long_ago = RejectedItems(store.client, store.table), datetime.now(UTC) - 31 * DAY
    kept.keep(Rejected("POST", b"TPE=1", long_ago, "BadSeal"))
    [item] = store.client.scan(TableName=store.table)["Items"]

    assert list(kept.listed(long_ago - DAY, long_ago + DAY)) == []
    assert kept.rejected(item["pk"]["S"].removeprefix("rejected#").replace("#", "-")) is None


def test_what_the_table_removes_by_itself_does_no_harm_in_the_stream():
    removed = {
        "eventName": "REMOVE",
        "userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"},
        "dynamodb": {"Keys": to_dynamodb({"pk": "order#CMD4821"}), "SequenceNumber": "1"},
    }

    def never(order):
        raise AssertionError(order)

    assert each_order({"Records": [removed]}, never) == {"batchItemFailures": []}
