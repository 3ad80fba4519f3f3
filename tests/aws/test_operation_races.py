"""Two hundred people want a euro back of the same hundred, on the store itself: nobody is lost, nobody is too many."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.aws.order_store import OrderStore
from chalicelib.domain.vocabulary import OperationKind
from tests.makers import a_customer
from tests.payments.test_request_operation import a_paid_order, ask_at_once


def test_of_two_hundred_that_want_a_euro_of_a_hundred_exactly_a_hundred_get_it(store: OrderStore) -> None:
    paid = a_paid_order()
    store.create(replace(paid, version=1), a_customer())

    taken, seconds = ask_at_once(store)

    order = store.order("CMD4821")
    assert order is not None
    assert sorted(operation.number for operation in taken) == list(range(1, 101))
    assert {operation.key for operation in taken} == {o.key for o in order.operations.values()}
    assert (order.refundable, order.reserved(OperationKind.REFUND)) == (0, 10000)
    assert seconds < 30  # some two on two cores; a wish lost to another would be decided again and again
