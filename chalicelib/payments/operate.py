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
from ..domain.operating import captures_of
from ..domain.reports import OperationAnswered, OperationAsked, OperationSettled
from ..domain.starting import PARIS
from ..domain.vocabulary import OperationKind, OperationStatus
from ..monetico.services import (
    Answer,
    Payment,
    capture_body,
    read_capture,
    read_refund,
    refund_body,
    status_body,
)
from ..monetico.status import BankStatus, State, UnclearStatus, read_status
from .reporting import report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime, timedelta

    from ..domain.order import Order
    from ..domain.record import Operation
    from .ports import Bank, Orders
    from .terminals import Terminal, Terminals


@dataclass(frozen=True, slots=True)
class Ran:
    """One step of an operation, for the log."""

    order: str
    kind: OperationKind
    status: OperationStatus


@dataclass(frozen=True, slots=True)
class Operator:
    """What takes operations to the bank. The bank's client must give up well within `lease`."""

    orders: Orders
    bank: Bank
    terminals: Callable[[], Terminals]
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
            yield Ran(order.number, operation.kind, order.operations[operation.number].status)

    def _ask(self, order: Order, operation: Operation) -> Order | None:
        """The order with the bank's answer; None where another worker has the operation."""
        self._payment(order)  # a terminal that is no longer configured must show before anything is marked
        mark = OperationAsked(operation.number, uuid4().hex, self.now(), self.lease)
        marked = report(self.orders, order, mark)
        if marked is None or marked.operations[operation.number].owner != mark.owner:
            return None
        answer = self._answer(marked, operation, mark)
        now = self.now()
        said = OperationAnswered(
            operation.number, answer.done, now, now + self.settle_after, answer.code, answer.label, answer.authorization
        )
        return report(self.orders, marked, said)

    def _answer(self, order: Order, operation: Operation, mark: OperationAsked) -> Answer:
        service = "refund" if operation.kind is OperationKind.REFUND else "capture"
        body = self._body(order, operation)
        if self.now() >= mark.now + self.lease / 2:
            return Answer(None, label="not asked: the worker was late")
        try:
            answer = self.bank.call(service, order.paying_attempt.platform, body)
        except BankSilent as silent:
            return Answer(None, label=str(silent))
        return read_refund(answer) if operation.kind is OperationKind.REFUND else read_capture(answer)

    def _body(self, order: Order, operation: Operation) -> bytes:
        terminal, payment = self._payment(order)
        now = self.now().astimezone(PARIS)
        key, currency = terminal.keys[0], order.amount.currency
        amount, taken = Money(operation.amount, currency), Money(order.captured, currency)
        nothing = Money(0, currency)
        match operation.kind:
            case OperationKind.CAPTURE:
                left = Money(order.uncaptured - operation.amount, currency)
                return capture_body(payment, now, key, take=amount, taken=taken, left=left)
            case OperationKind.CANCELLATION:
                return capture_body(payment, now, key, take=nothing, taken=taken, left=nothing)
            case OperationKind.REFUND:
                possible = Money(order.captured - order.refunded, currency)
                capture = _capture_taken_back(order, operation)
                return refund_body(payment, now, key, back=amount, possible=possible, capture=capture)

    def _settle(self, order: Order, operation: Operation) -> Order | None:
        """The order with what the bank's books say about an operation whose answer was lost."""
        try:
            status = self.ask_status(order)
            if status.captured is None or status.refunded is None:
                raise UnclearStatus("the answer does not say all amounts")
        except (BankSilent, UnclearStatus) as fault:
            later = self.now() + self.settle_after
            report(self.orders, order, OperationAnswered(operation.number, None, self.now(), later, label=str(fault)))
            return None
        now = self.now()
        # What is paid in part and then closed is called paid; so may be what is only authorized.
        closed = status.state is State.CANCELLED or (status.state is State.PAID and status.captured > 0)
        books = OperationSettled(
            operation.number, status.captured, status.refunded, closed, now, now + self.settle_after
        )
        after = report(self.orders, order, books)
        return after if after and not after.operations[operation.number].reserves else None

    def ask_status(self, order: Order) -> BankStatus:
        """The bank's books about the order's payment; raises BankSilent or UnclearStatus."""
        terminal, payment = self._payment(order)
        answer = self.bank.call("status", order.paying_attempt.platform, status_body(payment, terminal.keys[0]))
        return read_status(answer, order.amount.currency)

    def _payment(self, order: Order) -> tuple[Terminal, Payment]:
        attempt = order.paying_attempt
        terminal = self.terminals().of_attempt(attempt)
        return terminal, Payment(
            terminal=terminal.tpe,
            company=terminal.company,
            reference=attempt.reference,
            language="FR",
            amount=order.amount,
            ordered_on=attempt.started_at.date(),
        )


def _capture_taken_back(order: Order, operation: Operation) -> tuple[date, str] | None:
    """Remittance date and authorization number of the capture taken back from, where there are several."""
    capture = order.operations.get(operation.capture)
    if capture is None or capture.answered_at is None or len(captures_of(order)) < 2:
        return None
    return capture.answered_at.astimezone(PARIS).date(), capture.authorization
