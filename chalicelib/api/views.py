"""An order as JSON: the reduced view for browsers, the whole one for staff."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..domain.money import Money

if TYPE_CHECKING:
    from ..domain.order import Entry, Order
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
        "refunded": str(Money(0, order.amount.currency)),
        "attempts": [_plain(attempt) for attempt in order.attempts.values()],
        "entries": [_entry(entry) for entry in order.entries],
        "further_messages": order.further_messages,
        "operations": [],
        "effects": [_plain(effect) for effect in order.effects.values()],
        "cases": [_plain(case) for case in order.cases],
    }


def case_view(found: CaseOfOrder) -> dict[str, Any]:
    """One case, with the order that it is about."""
    return {**_plain(found.case), "order": found.order, "state": "open"}


def _entry(entry: Entry) -> dict[str, Any]:
    amount = str(entry.amount) if entry.amount else None
    return {
        **_plain(entry),
        "amount": amount,
        "currency": entry.amount.currency if entry.amount else None,
    }


def _plain(value: Any) -> dict[str, Any]:
    return {name: inner.isoformat() if isinstance(inner, datetime) else inner for name, inner in asdict(value).items()}
