"""The store fails on its way: what is asked for is stored once or reported, and a repetition heals."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache

import pytest
from botocore.retries.standard import ExponentialBackoff

from chalicelib.aws.order_item import order_key
from chalicelib.aws.order_store import OrderStore
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.payments.ports import Orders
from tests.aws.counter_steps import NUMBER, begin, notify, perform, refund, refuse
from tests.aws.emptying import emptied
from tests.aws.fault_proxy import FaultProxy, fault_proxy, pause
from tests.fakes import MemoryMailer, MemoryOrders


def throttled(exchange):
    exchange.refuse(400, "ProvisionedThroughputExceededException")


def in_conflict(exchange):
    if exchange.operation != "TransactWriteItems":
        return exchange.refuse(400, "TransactionConflictException")
    reasons = [{"Code": "None"}, {"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}]
    return exchange.refuse(400, "TransactionCanceledException", CancellationReasons=reasons)


def done_and_failed(exchange):
    exchange.forward()
    exchange.refuse(500, "InternalServerError")


def lost_before(exchange):
    exchange.cut()


def lost_after(exchange):
    exchange.forward()
    exchange.cut()


def half_lost(exchange):
    exchange.answer(exchange.forward(), whole=False)


FIRST = begin(MemoryOrders()).order
"""The order as it is started here each time, and as the bank tells of it."""


@dataclass(frozen=True)
class Use:
    """`before` brings the order about, and `act` is what is tried, so many minutes after the start."""

    before: Callable[[Orders], object]
    act: Callable[[Orders, MemoryMailer, int], object]


def nothing(orders):
    """Before everything."""


def refused(orders):
    refuse(orders, begin(orders).order)


def paid(orders):
    notify(orders, begin(orders).order)


def later_acceptance(orders, *_):
    return notify(orders, FIRST, date="23/11/2026_a_10:40:00").reference


def mail(orders, mailer, minutes):
    perform(orders, mailer, orders.order(NUMBER), minutes)


USES = {
    "start": Use(nothing, lambda orders, *_: begin(orders).form),
    "start anew": Use(refused, lambda orders, *_: begin(orders).form),
    "notification": Use(begin, lambda orders, *_: notify(orders, FIRST).reference),
    "notification after a refusal": Use(refused, later_acceptance),
    "notification without an order": Use(nothing, lambda orders, *_: notify(orders, FIRST).reference),
    "wish": Use(paid, lambda orders, *_: refund(orders)),
    "mail": Use(paid, mail),
}


@pytest.fixture(scope="module")
def patience(endpoint):
    """Seconds that the client waits for an answer: on this machine they come at once."""
    return 0.3 if endpoint.on_this_machine else 2.0


@pytest.fixture(params=[throttled, in_conflict, done_and_failed, lost_before, lost_after, half_lost, "too late"])
def fault(request, patience):
    return pause(patience * 1.5) if request.param == "too late" else request.param


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch):
    """Boto3 waits up to a second before it tries again."""
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda *_: 0.001)


@dataclass(frozen=True)
class Line:
    """The way to the store through the proxy, with as many attempts a request as production makes, or with one."""

    proxy: FaultProxy
    one_attempt: OrderStore
    two_attempts: OrderStore

    @cache  # noqa: B019 - one line a run
    def clean(self, use, store):
        """What a use comes to where nothing goes wrong, and its number of requests."""
        self.proxy.begin(lambda number: None)
        return run(store, USES[use], self.one_attempt), len(self.proxy.seen)


@pytest.fixture(scope="module")
def line(endpoint, table, patience):
    def store(attempts):
        retries = {"mode": "standard", "total_max_attempts": attempts}
        return OrderStore(proxy.client(read_timeout=patience, retries=retries), table)

    with fault_proxy(endpoint) as proxy:
        yield Line(proxy, store(1), store(2))


def facts(store, mailer):
    """All that is stored. A mail that was claimed twice has cost a version; what matters is that it left once."""
    order = store.order(NUMBER)
    if mailer.sent:
        order = replace(order, version=0, effects={name: effect.owed for name, effect in order.effects.items()})
    items = store.client.scan(TableName=store.table, ConsistentRead=True, ProjectionExpression="pk")["Items"]
    return order, store.customer(NUMBER), sorted(item["pk"]["S"] for item in items), len(mailer.sent)


def run(store, use, bad):
    """What the store holds, and what was answered, once the use was tried over `bad` and then again over the store."""
    emptied(store.client, store.table)
    mailer = MemoryMailer()
    use.before(store)
    told = None
    with suppress(StoreUnavailable):
        told = use.act(bad, mailer, 5)
    again = use.act(store, mailer, 10)
    assert told in (None, again)
    return facts(store, mailer), again


@pytest.mark.parametrize("use", USES)
def test_one_request_that_goes_wrong_anywhere_leaves_what_none_would_have(store, line, use, fault):
    expected, requests = line.clean(use, store)

    for turn in range(requests):
        line.proxy.begin(lambda number, turn=turn: fault if number == turn else None)
        assert run(store, USES[use], line.two_attempts) == expected


@pytest.mark.parametrize("use", USES)
def test_a_store_that_goes_on_failing_is_reported_and_heals(store, line, use, fault):
    expected, _ = line.clean(use, store)
    emptied(store.client, store.table)
    mailer = MemoryMailer()
    USES[use].before(store)
    line.proxy.begin(lambda number: fault)

    with pytest.raises(StoreUnavailable):
        USES[use].act(line.one_attempt, mailer, 5)
    assert mailer.sent == []

    again = USES[use].act(store, mailer, 10)
    assert (facts(store, mailer), again) == expected


@pytest.mark.parametrize("use", USES)
def test_a_slow_store_is_no_fault(store, line, patience, use):
    expected, requests = line.clean(use, store)
    line.proxy.begin(lambda number: pause(patience / 4))

    assert run(store, USES[use], line.one_attempt) == expected
    assert len(line.proxy.seen) == requests


def test_a_conflict_beside_a_failed_condition_is_no_answer_yet(store, line):
    """Else an order would be taken for one whose customer was erased, and started anew."""
    form = begin(store).form

    def both(exchange):
        old = store.client.get_item(TableName=store.table, Key={"pk": {"S": order_key(NUMBER)}})["Item"]
        reasons = [{"Code": "ConditionalCheckFailed", "Item": old}, {"Code": "TransactionConflict"}]
        exchange.refuse(400, "TransactionCanceledException", CancellationReasons=reasons)

    line.proxy.begin(lambda number: both if number == 0 else None)
    again = begin(line.one_attempt)

    assert (again.form, again.created, store.order(NUMBER).version) == (form, False, 1)
    assert line.proxy.seen == ["TransactWriteItems"] * 2
