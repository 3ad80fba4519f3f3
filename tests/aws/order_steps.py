"""Steps of an order's life, as the tests of the stores take them."""

from __future__ import annotations

from chalicelib.domain.decisions import decide
from chalicelib.domain.order import Order
from chalicelib.domain.reports import BankNotified, Books, BooksRead
from chalicelib.domain.vocabulary import BookState
from chalicelib.payments.ticket import issue, order_as_started
from tests.makers import NOW, PAGE, a_customer, an_entry, an_order


def accepted(order: Order, **changes: object) -> Order:
    """The order after the bank's acceptance, or after another notification."""
    return _of(decide(order, BankNotified(an_entry(order, **changes))).order)


def lapsed(order: Order) -> Order:
    """The order after the bank said, when its page had closed, that nothing more can come of it."""
    books = Books(BookState.EXPIRED, "AP", None, None)
    return _of(decide(order, BooksRead(order.last_attempt.number, order.version, books, NOW + PAGE)).order)


def started(order: Order) -> Order:
    """The order as a notification for its last attempt would reconstruct it."""
    attempt = order.last_attempt
    return _of(order_as_started(issue(order), attempt.reference, order.amount, attempt.terminal, attempt.platform))


def put(orders: object, **changes: object) -> Order:
    """A new order, in the store."""
    order = an_order(**changes)
    assert orders.create(order, a_customer()) is None
    return order


def _of(order: Order | None) -> Order:
    assert order is not None
    return order
