"""Payments in terms as the domain sees them: instalments of a split one, renewals of a recurring one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from chalicelib.domain.money import Money
from chalicelib.domain.order import Order
from chalicelib.domain.record import Entry
from chalicelib.domain.starting import PARIS
from chalicelib.domain.vocabulary import Mode, Result
from tests.domain.entries import CODES, after, an_entry
from tests.makers import NOW, an_order, euros

PARTS = (4000, 3500, 2500)
TERM = 1000


def split(parts: tuple[int, ...] = PARTS) -> Order:
    return an_order(mode=Mode.SPLIT, amount=Money(sum(parts), "EUR"), instalments=parts)


def recurring() -> Order:
    return an_order(mode=Mode.RECURRING, amount=euros("10.00"))


def subscribed() -> Order:
    """A recurrence whose first term is paid."""
    return after(recurring(), renewal(recurring(), 0))


def instalment(order: Order, number: int, result: Result = Result.ACCEPTED, **changes: Any) -> Entry:
    """What the bank says of an instalment, on its day; of the first one as of any payment."""
    day, amount = next((p.due_on, p.amount) for p in order.instalments if p.number == min(number, len(PARTS)))
    word = "paiement" if result is Result.ACCEPTED else "annulation"
    said = {
        "result": result,
        "code": f"{word}_pf{number}" if number > 1 else CODES[result],
        "instalment": number if number > 1 else 0,
        "instalment_amount": Money(amount, "EUR"),
        "bank_time": f"{day}T10:31:00",
        "received_at": NOW + timedelta(days=31 * (number - 1), minutes=1),
        "authorization": f"A{number}",
    }
    return an_entry(order, **{**said, **changes})


def renewal(order: Order, days: int, result: Result = Result.ACCEPTED, **changes: Any) -> Entry:
    """What the bank says of a term that began so many days after the order; the first one after none."""
    moment = NOW + timedelta(days=days, minutes=1)
    bank_time = f"{moment.astimezone(PARIS):%Y-%m-%dT%H:%M:%S}"
    said = {"result": result, "bank_time": bank_time, "received_at": moment, "authorization": f"A{days}"}
    return an_entry(order, **{**said, **changes})


def sums(order: Order) -> tuple[int, int, int]:
    return order.authorized, order.captured, order.refunded


def adds_up(order: Order) -> bool:
    """Whether every cent captured or refunded belongs to a capture."""
    captures = order.captures.values()
    each = all(0 <= capture.refunded <= capture.amount for capture in captures)
    return (
        each
        and order.captured == sum(c.amount for c in captures)
        and order.refunded == sum(c.refunded for c in captures)
    )
