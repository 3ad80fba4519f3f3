"""Take recorded operations to the bank, one at a time per order, each marked unknown before the call.

An answer that does not come, or cannot be understood, leaves the operation unknown. Only the bank's status settles it
then; the call is never made a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from ..domain.errors import BankSilent
from ..domain.money import Money
from ..domain.operating import stops_recurrence
from ..domain.reports import OperationAnswered, OperationAsked, OperationNotAsked, OperationSettled
from ..domain.starting import PARIS
from ..domain.vocabulary import OperationKind, OperationStatus
from ..monetico.services import (
    Answer,
    capture_body,
    read_capture,
    read_refund,
    read_stop,
    refund_body,
    stop_body,
)
from ..monetico.status import UnclearStatus
from .reporting import report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime, timedelta

    from ..domain.order import Order
    from ..domain.record import Operation
    from .bank_desk import BankDesk
    from .ports import Orders


@dataclass(frozen=True, slots=True)
class Ran:
    """One step of an operation: the order after it, and what was done."""

    order: Order
    kind: OperationKind
    status: OperationStatus


@dataclass(frozen=True, slots=True)
class Operator:
    """What takes operations to the bank. The bank's client must give up well within `lease`."""

    orders: Orders
    desk: BankDesk
    lease: timedelta
    settle_after: timedelta
    now: Callable[[], datetime]

    def run(self, order: Order) -> Iterator[Ran]:
        """Everything that is due for the order's operations; it may be an older version of what is stored."""
        while (operation := order.next_operation) and operation.due_at <= self.now():
            asking = operation.status is OperationStatus.REQUESTED
            after = self._ask(order, operation) if asking else self._settle(order, operation)
            if after is None:
                return
            order = after
            yield Ran(order, operation.kind, order.operations[operation.number].status)

    def _ask(self, order: Order, operation: Operation) -> Order | None:
        """The order with the bank's answer; None where another worker has the operation."""
        self.desk.payment(
            order, order.paying_attempt
        )  # a terminal that is no longer configured must show before anything is marked
        mark = OperationAsked(operation.number, uuid4().hex, self.now(), self.lease)
        marked = report(self.orders, order, mark)
        if marked is None or marked.operations[operation.number].owner != mark.owner:
            return None
        body = self._body(marked, operation)
        now = self.now()
        if now >= mark.now + self.lease / 2:  # too late to have the answer recorded while the lease holds
            report(self.orders, marked, OperationNotAsked(operation.number, mark.owner, now))
            return None
        return report(self.orders, marked, self._said(operation, self._answer(marked, operation, body)))

    def _answer(self, order: Order, operation: Operation, body: bytes) -> Answer:
        if operation.kind is OperationKind.REFUND:
            return self._called("refund", order, body, read_refund)
        return self._called("capture", order, body, read_stop if stops_recurrence(order, operation) else read_capture)

    def _called(self, service: str, order: Order, body: bytes, read: Callable[[bytes], Answer]) -> Answer:
        try:
            return read(self.desk.bank.call(service, order.paying_attempt.platform, body))
        except BankSilent as silent:
            return Answer(None, label=str(silent))

    def _body(self, order: Order, operation: Operation) -> bytes:
        terminal, payment = self.desk.payment(order, order.paying_attempt)
        now = self.now().astimezone(PARIS)
        key, currency = terminal.keys[0], order.amount.currency
        amount, taken = Money(operation.amount, currency), Money(order.captured, currency)
        nothing = Money(0, currency)
        match operation.kind:
            case OperationKind.CAPTURE:
                left = Money(order.uncaptured - operation.amount, currency)
                return capture_body(payment, now, key, take=amount, taken=taken, left=left)
            case OperationKind.CANCELLATION if stops_recurrence(order, operation):
                return stop_body(payment, now, key)
            case OperationKind.CANCELLATION:
                return capture_body(payment, now, key, take=nothing, taken=taken, left=nothing)
            case OperationKind.REFUND:
                possible = Money(order.captured - order.refunded, currency)
                capture = _capture_taken_back(order, operation)
                return refund_body(payment, now, key, back=amount, possible=possible, capture=capture)

    def _settle(self, order: Order, operation: Operation) -> Order | None:
        """The order with what the bank's books say about an operation whose answer was lost."""
        if stops_recurrence(order, operation):
            return self._stop_again(order, operation)
        try:
            books = self.desk.books(order, order.paying_attempt)
            if books.captured is None or books.refunded is None:
                raise UnclearStatus("the answer does not say all amounts")
        except (BankSilent, UnclearStatus) as fault:
            self._unanswered(order, operation, str(fault))
            return None
        now = self.now()
        after = report(self.orders, order, OperationSettled(operation.number, books, now, now + self.settle_after))
        return after if after and not after.operations[operation.number].reserves else None

    def _stop_again(self, order: Order, operation: Operation) -> Order | None:
        """No books tell of a stop, but it moves no money: asked for again, it is done, or had been."""
        answer = self._called("capture", order, self._body(order, operation), read_stop)
        if answer.done is None:
            self._unanswered(order, operation, answer.label)
            return None
        return report(self.orders, order, self._said(operation, answer))

    def _unanswered(self, order: Order, operation: Operation, label: str) -> None:
        report(self.orders, order, self._said(operation, Answer(None, label=label)))

    def _said(self, operation: Operation, answer: Answer) -> OperationAnswered:
        now = self.now()
        return OperationAnswered(
            operation.number, answer.done, now, now + self.settle_after, answer.code, answer.label, answer.authorization
        )


def _capture_taken_back(order: Order, operation: Operation) -> tuple[date, str] | None:
    """Remittance date and authorization number of the capture taken back from, where there are several."""
    capture = order.captures.get(operation.capture)
    if capture is None or len(order.captures) < 2:
        return None
    return capture.captured_on, capture.authorization
