"""Operations as the domain sees them: asked for, taken to the bank, answered, settled by its books."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from chalicelib.domain.accepting import AUTHORIZATION
from chalicelib.domain.decisions import decide
from chalicelib.domain.operating import Request, request_operation
from chalicelib.domain.order import Order
from chalicelib.domain.record import Operation
from chalicelib.domain.reports import (
    BookedCapture,
    Books,
    BooksRead,
    BooksUnread,
    BrowserReturned,
    OperationAnswered,
    OperationAsked,
    OperationSettled,
    Report,
)
from chalicelib.domain.vocabulary import BookState, Mode, OperationKind, OperationStatus
from tests.domain.entries import accepted, after
from tests.makers import NOW, an_order, euros

CAPTURE, REFUND, CANCELLATION = OperationKind.CAPTURE, OperationKind.REFUND, OperationKind.CANCELLATION
REQUESTED, UNKNOWN, DONE, REFUSED = OperationStatus
LEASE = timedelta(seconds=60)
PAUSE = timedelta(seconds=120)
SOON, LATER, LONG = NOW + timedelta(hours=1), NOW + timedelta(hours=3), NOW + timedelta(days=400)
DAY = date(2026, 11, 23)
ENDED = NOW + timedelta(minutes=1) + AUTHORIZATION
"""When what was authorized by `paid` has ended."""


def paid(mode: Mode = Mode.IMMEDIATE, amount: str = "100.00") -> Order:
    order = an_order(mode=mode, amount=euros(amount))
    return after(order, accepted(order))


def wish(kind: OperationKind, amount: int | None = None, key: str = "", digest: str = "") -> Request:
    key = key or f"{kind}-{amount}"
    return Request(kind, amount, key, digest or key, "because")


def asked_for(order: Order, kind: OperationKind, amount: int | None = None, key: str = "") -> Order:
    return request_operation(order, wish(kind, amount, key or f"key-{len(order.operations)}"), NOW)[0]


def told(order: Order, report: Report) -> Order:
    changed = decide(order, report).order
    assert changed is not None
    return changed


def last(order: Order) -> Operation:
    return order.operations[max(order.operations)]


def taken(order: Order, number: int = 0, owner: str = "a", now: datetime = NOW) -> Order:
    return told(order, OperationAsked(number or max(order.operations), owner, now, LEASE))


def answered(order: Order, done: bool | None, number: int = 0, now: datetime = NOW, **said: str) -> Order:
    return told(order, OperationAnswered(number or max(order.operations), done, now, now + PAUSE, **said))


def unknown(order: Order, kind: OperationKind, amount: int | None = None) -> Order:
    return answered(taken(asked_for(order, kind, amount)), None)


def done(order: Order, kind: OperationKind, amount: int | None = None, **said: str) -> Order:
    return answered(taken(asked_for(order, kind, amount)), True, **said)


def some_books(
    captured: int | None, refunded: int | None, state: BookState = BookState.AUTHORIZED, *captures: BookedCapture
) -> Books:
    """What the bank says of a payment of which it still holds an authorization, unless another state is given."""
    return Books(state, "", captured, refunded, captures=captures)


def read(order: Order, books: Books, *, attempt: int = 0, now: datetime = LATER) -> Order:
    """The order once the bank's books about an attempt have been read, the paying one unless another is named."""
    return told(order, BooksRead(attempt or order.paying_attempt.number, order.version, books, now))


def unread(order: Order, *, now: datetime, again_at: datetime, attempt: int = 0) -> Order:
    """The order once the bank was silent about an attempt."""
    return told(order, BooksUnread(attempt or order.paying_attempt.number, now, again_at))


def booked(amount: int, day: date | None = None, authorization: str = "", refunded: int = 0) -> BookedCapture:
    return BookedCapture(amount, day, authorization, refunded)


def settled(order: Order, books: Books, *, now: datetime = LATER, number: int = 0) -> Order:
    return told(order, OperationSettled(number or max(order.operations), books, now, now + PAUSE))


def in_books(*captures: BookedCapture, state: BookState = BookState.PAID) -> Books:
    """What the bank says of captures that it lists, and sums up as they are."""
    return some_books(sum(c.amount for c in captures), sum(c.refunded for c in captures), state, *captures)


def partial(*captured: int) -> Order:
    """A payment of which so much has been captured, in so many operations."""
    order = paid(Mode.PARTIAL)
    for amount in captured:
        order = done(order, CAPTURE, amount)
    return order


def read_twice(order: Order, books: Books, now: datetime = SOON) -> Order:
    """The order after the same books a second time, which change nothing more."""
    once = read(order, books, now=now)
    assert read(once, books, now=now) is once
    return once


def back(order: Order, now: datetime) -> Order:
    """The order once its shopper's browser is back from the bank's page."""
    return told(order, BrowserReturned(now))
