"""An accepted payment beside the bank's books.

They may hold what happened without a notification: it is adopted, so that the record is true, and staff are told of
it unless it was to be expected. They never take away what a notification gave: where they hold less than the record,
a person looks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from .accepting import next_asking, same_number, with_capture
from .record import Attempt, Capture
from .reports import BookedCapture, Books
from .starting import PARIS
from .vocabulary import BookState, CaseKind, InstalmentStatus, Mode, OperationKind, OperationStatus

if TYPE_CHECKING:
    from datetime import date, datetime

    from .order import Order

ASK_AGAIN = timedelta(days=1)
"""When to ask again about what only time decides: a partner, an instalment, an authorization that should have ended."""
LAG = timedelta(days=1)
"""How long what was done may take to stand in the bank's books."""
MAX_ASKS = 12
"""Times that the bank is asked in vain about one attempt; the pauses between them add up to days."""
REFUSED_AFTER = timedelta(days=3)
"""How long an instalment may be due before its absence from the books counts as its refusal."""


def compared(order: Order, attempt: Attempt, books: Books, now: datetime) -> Order:
    """The same version of the order with what the books hold and it does not.

    Nothing is compared while an operation is under way: its answer may be on its way.
    """
    if books.captured is None or books.refunded is None or order.next_operation is not None:
        asks = attempt.asks + 1
        again = now + ASK_AGAIN if attempt.ask_at and asks < MAX_ASKS else None
        return order.with_attempt(attempt, ask_at=again, asks=asks if attempt.ask_at else attempt.asks)
    after, expected = with_booked_captures(order, books, now)
    lags = _lags(after, books, now)
    expected &= lags or (books.refunded, books.captured) == (order.refunded, after.captured)
    after = _with_booked_refunds(after, books)
    if _has_ended(after, books, now):
        expected &= order.authorized_until is not None and now >= order.authorized_until
        after = replace(after, released=after.released + after.uncaptured)
    elif after.released and not after.uncaptured:
        expected &= books.state is not BookState.AUTHORIZED  # given up here, and held there
    after = _without_overdue(after, now)
    if not expected:
        after = after.with_case_once(CaseKind.BANK_DISAGREES, now)
    asking = next_asking(after, now)
    passed = asking is not None and asking <= now  # the authorization's time, although the books do not say so yet
    return after.with_attempt(attempt, ask_at=now + ASK_AGAIN if passed or lags else asking, asks=0)


def _lags(order: Order, books: Books, now: datetime) -> bool:
    """Whether all that the books hold less than the order is young enough to be on its way into them."""
    since = now - LAG
    day = since.astimezone(PARIS).date()
    captures = sum(capture.amount for capture in order.captures.values() if capture.captured_on >= day)
    refunds = sum(
        operation.amount
        for operation in order.operations.values()
        if operation.kind is OperationKind.REFUND
        and operation.status is OperationStatus.DONE
        and operation.answered_at is not None
        and operation.answered_at >= since
    )
    less = (order.captured - (books.captured or 0), order.refunded - (books.refunded or 0))
    return any(less) and 0 <= less[0] <= captures and 0 <= less[1] <= refunds


def with_booked_captures(order: Order, books: Books, now: datetime) -> tuple[Order, bool]:
    """The same version of the order with captures and their marks as the books list them; whether as expected."""
    pairs, fresh = _paired(list(order.captures.values()), list(books.captures))
    for known, booked in pairs:
        number, day = known.authorization or booked.authorization, booked.captured_on or known.captured_on
        order = _with_capture(order, replace(known, authorization=number, captured_on=day))
    more = (books.captured or 0) - order.captured
    if more <= 0:
        return order, True
    if sum(booked.amount for booked in fresh) != more:
        fresh = [BookedCapture(more, None, "", 0)]
    expected = all(_comes_by_itself(order, booked) for booked in fresh)
    for booked in fresh:
        order = _adopted(order, booked, now.astimezone(PARIS).date())
    return order, expected


def _paired(
    known: list[Capture], booked: list[BookedCapture]
) -> tuple[list[tuple[Capture, BookedCapture]], list[BookedCapture]]:
    """Which of the known captures each listed one is, by the exact number first; and those that are none."""
    pairs = []
    for exactly in (True, False):
        for one in list(booked):
            same = next(
                (c for c in known if _same(c, one) and (not exactly or c.authorization == one.authorization)), None
            )
            if same is not None:
                pairs.append((same, one))
                known.remove(same)
                booked.remove(one)
    return pairs, booked


def _same(capture: Capture, booked: BookedCapture) -> bool:
    """Whether the books may mean a capture that is known; its day there may be later, that of the remittance."""
    near = booked.captured_on is None or abs(booked.captured_on - capture.captured_on) <= REFUSED_AFTER
    return capture.amount == booked.amount and near and same_number(capture.authorization, booked.authorization)


def _adopted(order: Order, booked: BookedCapture, today: date) -> Order:
    """The order with a capture that nobody has told of: of a split payment, of the instalment nearest to it."""
    day = booked.captured_on or today
    adopted = with_capture(order, booked.amount, day, booked.authorization, unheard=True)
    unpaid = min(
        (part for part in order.instalments if part.status is not InstalmentStatus.PAID),
        key=lambda part: (part.amount != booked.amount, abs(part.due_on - day)),
        default=None,
    )
    authorized = max(order.authorized, adopted.captured)
    return replace(
        adopted,
        authorized=authorized,
        released=min(order.released, authorized - adopted.captured),
        instalments=tuple(
            replace(part, status=InstalmentStatus.PAID) if part is unpaid else part for part in order.instalments
        ),
    )


def _comes_by_itself(order: Order, booked: BookedCapture) -> bool:
    """Whether nobody needs to ask for a capture: a term, or all of a payment whose contract captures at the end."""
    match order.mode:
        case Mode.SPLIT:
            return True
        case Mode.RECURRING:
            day, stopped = booked.captured_on, order.stopped_at
            return stopped is None or (day is not None and day <= stopped.astimezone(PARIS).date())
        case Mode.DEFERRED:
            return booked.amount == order.authorized and not order.operations and not order.released
        case Mode.IMMEDIATE | Mode.PARTIAL:
            return False


def _with_booked_refunds(order: Order, books: Books) -> Order:
    """The refunds that the books hold and the order does not, made in the bank's portal."""
    more = min(books.refunded or 0, order.captured) - order.refunded
    if more <= 0:
        return order
    order = replace(order, refunded=order.refunded + more)
    pairs, _ = _paired(list(order.captures.values()), list(books.captures))
    listed = {known.number: booked.refunded for known, booked in pairs}
    # First as the books list it; what they do not is taken from wherever there is room.
    for limits in (listed, {}):
        for number, capture in order.captures.items():
            limit = min(limits.get(number, 0 if limits else capture.amount), capture.amount)
            back = max(0, min(more, limit - capture.refunded))
            more -= back
            order = _with_capture(order, replace(capture, refunded=capture.refunded + back))
    return order


def _has_ended(order: Order, books: Books, now: datetime) -> bool:
    """Whether what is left of an authorization is gone; "paid" alone may mean a part of a partial payment."""
    if not books.closed or not order.uncaptured:
        return False
    over = order.authorized_until is not None and now >= order.authorized_until
    return over or books.state is not BookState.PAID or order.mode is Mode.DEFERRED


def _without_overdue(order: Order, now: datetime) -> Order:
    """Instalments that the books should hold by now and do not are refused, which is a case."""
    today = now.astimezone(PARIS).date()
    refused = tuple(
        replace(part, status=InstalmentStatus.REFUSED)
        if part.status is InstalmentStatus.DUE and today >= part.due_on + REFUSED_AFTER
        else part
        for part in order.instalments
    )
    if refused == order.instalments:
        return order
    return replace(order, instalments=refused).with_case_once(CaseKind.INSTALMENT_REFUSED, now)


def _with_capture(order: Order, capture: Capture) -> Order:
    return replace(order, captures={**order.captures, capture.number: capture})
