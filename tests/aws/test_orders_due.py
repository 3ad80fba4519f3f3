"""What is to be taken up, and when, on every store."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.aws.order_item import sortable
from chalicelib.domain.decisions import decide
from chalicelib.domain.order import FIRST_REVIEW
from chalicelib.domain.reports import EffectClaimed
from chalicelib.domain.vocabulary import Status
from tests.aws.order_steps import accepted, lapsed, put
from tests.aws.patience import eventually
from tests.makers import NOW, PAGE, a_customer, an_order


def test_what_is_due_comes_longest_first_and_only_once_it_is(orders):
    for n in range(5):
        order = an_order(number=f"DUE{n}", page=PAGE + timedelta(minutes=10 - n))
        orders.create(order, a_customer())

    eventually(["DUE4", "DUE3", "DUE2"], lambda: orders.due(NOW + PAGE + timedelta(minutes=8, seconds=30), 10))
    eventually(["DUE4", "DUE3"], lambda: orders.due(NOW + PAGE + timedelta(minutes=8, seconds=30), 2))


def test_an_owed_mail_is_due_until_claimed_and_again_when_the_lease_ends(orders):
    order = put(orders)
    paid = accepted(order)
    orders.write(order, paid)
    later = NOW + timedelta(minutes=5)
    eventually([order.number], lambda: orders.due(later, 10))

    claimed = decide(paid, EffectClaimed("confirmation", "worker", later, timedelta(minutes=1))).order
    orders.write(paid, claimed)

    eventually([], lambda: orders.due(later + timedelta(seconds=59), 10))
    eventually([order.number], lambda: orders.due(later + timedelta(seconds=61), 10))


def test_a_refused_order_is_due_when_its_page_closes_and_the_bank_is_to_be_asked(orders):
    order = put(orders)

    orders.write(order, accepted(order, result="refused"))

    eventually([], lambda: orders.due(NOW + PAGE, 10))
    eventually([order.number], lambda: orders.due(NOW + PAGE + timedelta(seconds=1), 10))


def test_an_order_that_the_bank_has_no_more_to_say_about_is_due_for_nothing(orders):
    order = put(orders)

    orders.write(order, lapsed(order))

    eventually([], lambda: orders.due(NOW + FIRST_REVIEW, 10))


def test_the_status_of_a_lapsed_order_is_stored(store):
    order = put(store)
    store.write(order, lapsed(order))

    item = store.client.get_item(TableName=store.table, Key={"pk": {"S": "order#CMD4821"}})["Item"]

    assert item["status"] == {"S": Status.EXPIRED.value}
    assert item["work_at"]["S"] == sortable(NOW + FIRST_REVIEW)
