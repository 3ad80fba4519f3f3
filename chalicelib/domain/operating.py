"""Captures, refunds and cancellations: what may be asked, and what the bank's answers do to the money.

A wish reserves its money in the same write that records it, so that never more can be asked than is left, whatever
runs at once. It goes to the bank marked unknown, and stays so until an answer or the bank's status settles it; it is
never sent a second time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .accepting import next_asking, with_capture
from .comparing import with_booked_captures
from .errors import KeyReused, NotEnoughLeft, NotPossibleNow
from .order import Order
from .record import Operation
from .starting import PARIS
from .vocabulary import CaseKind, Left, Mode, OperationKind, OperationStatus

if TYPE_CHECKING:
    from datetime import datetime

    from .reports import OperationAnswered, OperationAsked, OperationNotAsked, OperationSettled

MAX_OPERATIONS = 120
"""Operations of one order: with every other list full, and accents all through, the record still is one item."""
MAX_REASON = 200
"""Characters of the reason that staff give for an operation."""
UNSETTLED = timedelta(hours=1)
"""How long an operation may stay unknown before a person is told."""


@dataclass(frozen=True, slots=True)
class Request:
    """What staff ask for; `amount` in minor units, None for all that is left. `digest` tells requests apart."""

    kind: OperationKind
    amount: int | None
    key: str
    digest: str
    reason: str = ""


def request_operation(order: Order, request: Request, now: datetime) -> tuple[Order, Operation]:
    """The order with the wish recorded, or the very order where the same wish was recorded before.

    Raises KeyReused, NotPossibleNow or NotEnoughLeft.
    """
    for known in order.operations.values():
        if known.key == request.key:
            if known.request != request.digest:
                raise KeyReused("this key came with another request before")
            return order, known
    if len(order.operations) >= MAX_OPERATIONS:
        raise NotPossibleNow(f"an order takes {MAX_OPERATIONS} operations at most")
    amount, capture = _allowed(order, request)
    operation = Operation(
        number=len(order.operations) + 1,
        kind=request.kind,
        amount=amount,
        key=request.key,
        request=request.digest,
        requested_at=now,
        due_at=now,
        reason=request.reason,
        capture=capture,
    )
    return order.changed(operations={**order.operations, operation.number: operation}), operation


def _allowed(order: Order, request: Request) -> tuple[int, int]:
    """The amount to reserve and, for a refund of what an operation captured, that one's number."""
    match request.kind:
        case OperationKind.CAPTURE:
            return _capture_allowed(order, request.amount), 0
        case OperationKind.REFUND:
            return _refund_allowed(order, request.amount)
        case OperationKind.CANCELLATION:
            return _cancellation_allowed(order), 0


def _capture_allowed(order: Order, wished: int | None) -> int:
    if order.capturable <= 0:
        raise NotPossibleNow("nothing is left to capture")
    amount = order.capturable if wished is None else wished
    if not 0 < amount <= order.capturable:
        raise NotEnoughLeft("less is left to capture")
    if order.mode is Mode.DEFERRED and amount != order.authorized:
        raise NotPossibleNow("this terminal captures once, and the whole amount")
    return amount


def _refund_allowed(order: Order, wished: int | None) -> tuple[int, int]:
    if not order.captured:
        raise NotPossibleNow("nothing has been captured")
    amount = order.refundable if wished is None else wished
    if not 0 < amount <= order.refundable:
        raise NotEnoughLeft("less is left to refund")
    # Where there are several captures, the bank wants to know which one is taken back (protocol sheet 6.3).
    fitting = [c.number for c in order.captures.values() if order.refundable_of(c) >= amount]
    if not fitting:
        raise NotPossibleNow("a refund takes back from one capture; ask for smaller amounts")
    return amount, min(fitting)


def _cancellation_allowed(order: Order) -> int:
    """The amount that is given up; nothing where what ends is a recurrence."""
    if order.mode is Mode.RECURRING and order.captured:
        under_way = any(o.kind is OperationKind.CANCELLATION and o.reserves for o in order.operations.values())
        if order.stopped_at or under_way:
            raise NotPossibleNow("the recurrence is stopped already, or about to be")
        return 0
    if order.capturable <= 0 or order.reserved(OperationKind.CAPTURE):
        raise NotPossibleNow("nothing is left to cancel, or a capture is still under way")
    return order.capturable


def bounded_by(order: Order, operation: Operation) -> Left | None:
    """The sum that alone decides whether the operation is allowed; None where more than a sum does."""
    if operation.kind is OperationKind.REFUND and len(order.captures) == 1:
        return Left.REFUNDABLE
    partial = operation.kind is OperationKind.CAPTURE and order.mode is Mode.PARTIAL
    return Left.CAPTURABLE if partial else None


def stops_recurrence(order: Order, operation: Operation) -> bool:
    """Whether it ends a recurrence: it moves no money, so that it may be asked for more than once."""
    return operation.kind is OperationKind.CANCELLATION and order.mode is Mode.RECURRING


def asked(order: Order, report: OperationAsked) -> Order:
    """Mark the next operation unknown for the worker that is about to call; the order itself where it may not."""
    operation = order.next_operation
    if operation is None or operation.number != report.operation or report.now < operation.due_at:
        return order
    if operation.status is not OperationStatus.REQUESTED:
        return order
    until = report.now + report.lease
    return _with(order, operation, status=OperationStatus.UNKNOWN, owner=report.owner, due_at=until)


def not_asked(order: Order, report: OperationNotAsked) -> Order:
    """Give an operation back to whoever comes next, where only this worker could have sent it and it did not."""
    operation = order.operations.get(report.operation)
    if operation is None or operation.status is not OperationStatus.UNKNOWN or operation.owner != report.owner:
        return order
    return _with(order, operation, status=OperationStatus.REQUESTED, owner="", due_at=report.now)


def answered(order: Order, report: OperationAnswered) -> Order:
    """What the bank answered, or (`done` None) that it did not, or not clearly.

    An answer that comes after the books have settled the operation otherwise changes no money: it is a case. So is
    an operation that neither answer nor books have settled for long.
    """
    operation = order.operations.get(report.operation)
    if operation is None or operation.status is OperationStatus.REQUESTED:
        return order
    if operation.status is not OperationStatus.UNKNOWN:
        agrees = report.done in (None, operation.status is OperationStatus.DONE)
        return order if agrees else _contradicted(order, report.now)
    if report.done is None:
        later = _with(order, operation, owner="", due_at=report.settle_at, label=report.label, code=report.code)
        long = report.now >= operation.requested_at + UNSETTLED
        return later.with_case_once(CaseKind.BANK_DISAGREES, report.now) if long else later
    said = {"code": report.code, "label": report.label, "authorization": report.authorization}
    return _ended(order, operation, report.done, report.now, **said)


def settled(order: Order, report: OperationSettled) -> Order:
    """What the bank's books say about an operation whose answer was lost.

    Books that fit neither that it was done nor that it was not are a case, once, and it stays unknown.
    """
    operation = order.operations.get(report.operation)
    if operation is None or operation.status is not OperationStatus.UNKNOWN or report.now < operation.due_at:
        return order
    books, before = report.books, (order.captured, order.refunded)
    captures = operation.amount if operation.kind is OperationKind.CAPTURE else 0
    refunds = operation.amount if operation.kind is OperationKind.REFUND else 0
    after = (order.captured + captures, order.refunded + refunds)
    say = (books.captured, books.refunded)
    if refunds and books.captured is not None:
        # A term that was captured meanwhile says nothing against a refund; it is adopted with it.
        say = (min(books.captured, order.captured), books.refunded)
    cancelling = operation.kind is OperationKind.CANCELLATION
    if say == (before if cancelling else after) and (books.closed or not cancelling):
        done = _ended(order, operation, True, report.now, label="done, says the bank's status")
        adopted, expected = with_booked_captures(done, books, report.now)
        return adopted if expected else adopted.with_case_once(CaseKind.BANK_DISAGREES, report.now)
    if say == before:
        return _ended(order, operation, False, report.now, label="not done, says the bank's status")
    return _with(order, operation, due_at=report.again_at).with_case_once(CaseKind.BANK_DISAGREES, report.now)


def _contradicted(order: Order, now: datetime) -> Order:
    """The order with a case that answer and books differ; one such case is enough while it is open."""
    told = order.with_case_once(CaseKind.BANK_DISAGREES, now)
    return order if told is order else replace(told, version=order.version + 1)


def _ended(order: Order, operation: Operation, done: bool, now: datetime, **said: str) -> Order:
    status = OperationStatus.DONE if done else OperationStatus.REFUSED
    ended = _with(order, operation, status=status, owner="", answered_at=now, **said)
    if not done:
        # A bank that did it all the same would be found out by its books.
        return ended.with_attempt(order.paying_attempt, ask_at=now)
    moved = _moved(ended, operation, now, said.get("authorization", ""))
    later = order.paying_attempt.ask_at
    # What was stopped is looked at once more, at what would have been its next term.
    over = order.mode is not Mode.RECURRING and next_asking(moved, now) is None
    return (
        moved.with_attempt(order.paying_attempt, ask_at=None) if over and later is not None and later > now else moved
    )


def _moved(order: Order, operation: Operation, now: datetime, authorization: str) -> Order:
    """The same version of the order with the money where the operation has put it."""
    match operation.kind:
        case OperationKind.CAPTURE:
            return with_capture(order, operation.amount, now.astimezone(PARIS).date(), authorization)
        case OperationKind.REFUND:
            capture = order.captures.get(operation.capture)
            back = replace(capture, refunded=capture.refunded + operation.amount) if capture else None
            captures = {**order.captures, back.number: back} if back else order.captures
            return replace(order, refunded=order.refunded + operation.amount, captures=captures)
        case OperationKind.CANCELLATION if stops_recurrence(order, operation):
            return replace(order, stopped_at=now)
        case OperationKind.CANCELLATION:
            return replace(order, released=order.released + operation.amount)


def _with(order: Order, operation: Operation, **changes: Any) -> Order:
    changed = replace(operation, **changes)
    return order.changed(operations={**order.operations, operation.number: changed})
