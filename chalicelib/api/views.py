"""An order as JSON: the reduced view for browsers, the whole one for staff."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ..domain.money import Money
from ..domain.vocabulary import OperationStatus

if TYPE_CHECKING:
    from ..domain.order import Order
    from ..domain.record import Capture, Case, Entry, Instalment, Operation
    from ..payments.ports import CaseOfOrder


def browser_view(order: Order) -> dict[str, Any]:
    """What a shopper's browser may know: no card data, no reason of a refusal, nothing about other attempts."""
    view = {
        "order": order.number,
        "reference": order.last_attempt.reference,
        "status": order.status.value,
        "amount": str(order.amount),
        "currency": order.amount.currency,
        "expires_at": order.last_attempt.closes_at.isoformat(),
    }
    return {**view, "paid_at": order.paid_at.isoformat()} if order.paid_at else view


def staff_view(order: Order) -> dict[str, Any]:
    """The whole record."""
    return {
        **browser_view(order),
        "mode": order.mode.value,
        "created_at": order.created_at.isoformat(),
        "authorized": str(Money(order.authorized, order.amount.currency)),
        "captured": str(Money(order.captured, order.amount.currency)),
        "refunded": str(Money(order.refunded, order.amount.currency)),
        "instalments": [_instalment(order, part) for part in order.instalments],
        "captures": [_capture(order, capture) for capture in order.captures.values()],
        "stopped_at": order.stopped_at.isoformat() if order.stopped_at else None,
        "erased_at": order.erased_at.isoformat() if order.erased_at else None,
        "attempts": [_plain(attempt) for attempt in order.attempts.values()],
        "entries": [_entry(entry) for entry in order.entries],
        "further_messages": order.further_messages,
        "operations": [operation_view(order, operation) for operation in order.operations.values()],
        "effects": [_plain(effect) for effect in order.effects.values()],
        "cases": [_case(case) for case in order.cases],
    }


def list_view(order: Order) -> dict[str, Any]:
    """One order in a list: its money and where it stands."""
    currency = order.amount.currency
    money = {"authorized": order.authorized, "captured": order.captured, "refunded": order.refunded}
    return {
        **browser_view(order),
        "mode": order.mode.value,
        "created_at": order.created_at.isoformat(),
        **{name: str(Money(minor, currency)) for name, minor in money.items()},
        "open_cases": sum(case.resolved_at is None for case in order.cases),
    }


def case_view(found: CaseOfOrder) -> dict[str, Any]:
    """One case, with the order that it is about."""
    return {**_case(found.case), "order": found.order}


def operation_view(order: Order, operation: Operation) -> dict[str, Any]:
    """One operation; `answer` is the bank's, once there is one."""
    view = {
        "id": f"{order.number}.{operation.number}",
        "order": order.number,
        "kind": operation.kind.value,
        "amount": str(Money(operation.amount, order.amount.currency)),
        "currency": order.amount.currency,
        "status": operation.status.value,
        "reason": operation.reason,
        "requested_at": operation.requested_at.isoformat(),
    }
    if operation.answered_at is None and not operation.label:
        return view
    answered = operation.answered_at.isoformat() if operation.answered_at else None
    answer = {"code": operation.code, "label": operation.label, "authorization": operation.authorization}
    return {**view, "answered_at": answered, "answer": answer}


def requested_view(order: Order, operation: Operation) -> dict[str, Any]:
    """The operation as it was when it was asked for: the first answer, and the same at each repetition."""
    first = replace(operation, status=OperationStatus.REQUESTED, answered_at=None, label="")
    return operation_view(order, first)


def _case(case: Case) -> dict[str, Any]:
    return {**_plain(case), "state": "open" if case.resolved_at is None else "resolved"}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        **_plain(entry),
        "amount": str(entry.amount) if entry.amount else None,
        "instalment_amount": str(entry.instalment_amount) if entry.instalment_amount else None,
        "currency": entry.amount.currency if entry.amount else None,
    }


def _instalment(order: Order, part: Instalment) -> dict[str, Any]:
    return {**_plain(part), "amount": str(Money(part.amount, order.amount.currency))}


def _capture(order: Order, capture: Capture) -> dict[str, Any]:
    money = {"amount": capture.amount, "refunded": capture.refunded}
    return {**_plain(capture), **{name: str(Money(minor, order.amount.currency)) for name, minor in money.items()}}


def _plain(value: Any) -> dict[str, Any]:
    return {name: inner.isoformat() if isinstance(inner, date) else inner for name, inner in asdict(value).items()}
