"""A wish is recorded once, in one write that reserves its money, however many ask at once and whatever breaks."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import KeyReused, NotEnoughLeft, OrderUnknown, Stale, StoreUnavailable
from chalicelib.domain.operating import Request, bounded_by, request_operation
from chalicelib.domain.reports import BankNotified
from chalicelib.domain.vocabulary import OperationKind, OperationStatus
from chalicelib.payments.request_operation import MAX_TURNS, record_wish
from tests.fakes import MemoryOrders
from tests.makers import NOW, an_entry, an_order, euros


def a_paid_order(amount="100.00"):
    order = an_order(amount=euros(amount))
    return decide(order, BankNotified(an_entry(order))).order


def a_world():
    orders = MemoryOrders()
    orders.stored["CMD4821"] = a_paid_order()
    return orders


def a_refund(amount=100, key="key", digest="digest"):
    return Request(OperationKind.REFUND, amount, key, digest)


def wish(orders, request):
    return record_wish(orders, orders.stored["CMD4821"], request, NOW)


def test_a_wish_is_one_write():
    orders = a_world()

    operation = wish(orders, a_refund())

    assert (operation.number, operation.amount, operation.status) == (1, 100, OperationStatus.REQUESTED)
    assert orders.stored["CMD4821"].operations == {1: operation}
    assert orders.requests == {"reserve": 1}


def test_the_same_wish_again_is_no_write():
    orders = a_world()
    first = wish(orders, a_refund())
    orders.requests.clear()

    assert wish(orders, a_refund()) == first
    assert not orders.requests


def test_what_cannot_be_is_refused_without_a_write():
    orders = a_world()
    wish(orders, a_refund())
    orders.requests.clear()

    for refused, refusal in ((a_refund(10000, "other"), NotEnoughLeft), (a_refund(1, "key", "another"), KeyReused)):
        with pytest.raises(refusal):
            wish(orders, refused)
    assert orders.requests["reserve"] == orders.requests["write"] == 0


class RacedOrders(MemoryOrders):
    """Loses so many races before a write succeeds; `lost_answer` writes and then says that it did not."""

    races = 0
    lost_answer = False

    def reserve(self, before, after, wish, left):
        if self.races:
            self.races -= 1
            raise Stale(self.stored["CMD4821"])
        reserved = super().reserve(before, after, wish, left)
        if self.lost_answer:
            self.lost_answer = False
            raise Stale(self.stored["CMD4821"])
        return reserved


def test_a_lost_race_is_decided_again_on_what_is_stored_then_without_a_read():
    orders = RacedOrders({"CMD4821": a_paid_order()})
    orders.races = 6

    assert wish(orders, a_refund()).number == 1
    assert orders.requests["order"] == 0


def test_a_write_that_succeeded_and_lost_its_answer_is_found_again():
    orders = RacedOrders({"CMD4821": a_paid_order()})
    orders.lost_answer = True

    assert wish(orders, a_refund()).number == 1
    assert len(orders.stored["CMD4821"].operations) == 1


def test_a_wish_about_an_order_that_is_gone_meanwhile_is_refused():
    orders = MemoryOrders()

    with pytest.raises(OrderUnknown, match="CMD4821"):
        record_wish(orders, a_paid_order(), a_refund(), NOW)


def test_who_never_gets_a_turn_is_told():
    orders = RacedOrders({"CMD4821": a_paid_order()})
    orders.races = MAX_TURNS

    with pytest.raises(StoreUnavailable):
        wish(orders, a_refund())

    assert orders.stored["CMD4821"].operations == {}


def test_wishes_that_only_a_sum_decides_lose_no_race_to_each_other():
    orders = a_world()
    known = orders.stored["CMD4821"]
    later = [request_operation(known, a_refund(100, key), NOW) for key in ("one", "two", "three")]

    stored = [orders.reserve(known, after, wish, bounded_by(known, wish)) for after, wish in later]

    assert [sorted(order.operations) for order in stored] == [[1], [1, 2], [1, 2, 3]]
    assert {o.key: o.number for o in stored[-1].operations.values()} == {"one": 1, "two": 2, "three": 3}


def test_the_same_wish_from_many_at_once_is_one_operation():
    orders = a_world()

    with ThreadPoolExecutor(32) as pool:
        found = list(pool.map(lambda _: wish(orders, a_refund()), range(64)))

    assert set(found) == {orders.stored["CMD4821"].operations[1]}
    assert len(orders.stored["CMD4821"].operations) == 1


def ask_at_once(orders, people=200):
    """How many of so many wishes of one euro were taken and refused, and how long it took in all."""

    def ask(n):
        try:
            return record_wish(orders, orders.order("CMD4821"), a_refund(100, f"key-{n}", f"digest-{n}"), NOW)
        except NotEnoughLeft:
            return None

    begun = time.monotonic()
    with ThreadPoolExecutor(people) as pool:
        taken = [operation for operation in pool.map(ask, range(people)) if operation]
    return taken, time.monotonic() - begun


def test_of_two_hundred_that_want_a_euro_of_a_hundred_exactly_a_hundred_get_it():
    orders = a_world()

    taken, seconds = ask_at_once(orders)

    order = orders.stored["CMD4821"]
    assert sorted(operation.number for operation in taken) == list(range(1, 101))
    assert {operation.key for operation in taken} == {o.key for o in order.operations.values()}
    assert (order.refundable, order.reserved(OperationKind.REFUND)) == (0, 10000)
    assert seconds < 20
