"""The record of orders as the functions use it: what a write has made true is measured, once it is stored.

So nothing is counted that was not kept, and nothing twice, whichever function wrote it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..aws.order_store import OrderStore
from ..domain.money import Money
from ..domain.vocabulary import CaseKind, Outcome
from .telemetry import measured

if TYPE_CHECKING:
    from datetime import date, datetime

    from ..domain.customer import Customer
    from ..domain.order import Order
    from ..domain.record import Entry
    from ..domain.reports import Aside
    from ..payments.ports import Stored


class MeasuredOrders(OrderStore):
    """Fulfils `payments.ports.Orders`."""

    __slots__ = ()

    def create(self, order: Order, customer: Customer) -> Stored | None:
        stored = super().create(order, customer)
        if stored is None:
            measured(PaymentsStarted=1)
        return stored

    def write(self, before: Order, after: Order, customer: Customer | None = None) -> None:
        super().write(before, after, customer)
        _measure(before, after)

    def write_as_started(self, before: Order, after: Order) -> None:
        super().write_as_started(before, after)
        _measure(before, after)

    def write_beside(self, before: Order, after: Order, entry: Entry) -> None:
        super().write_beside(before, after, entry)
        _measure(before, after)

    def set_aside(self, aside: Aside) -> None:
        super().set_aside(aside)
        wrong = CaseKind.WRONG_PLATFORM in (aside.kind, aside.entry.fault)
        measured(CasesOpened=1, **({"WrongPlatform": 1} if wrong else {}))

    def note_unreadable_replay(self, day: date, now: datetime) -> None:
        super().note_unreadable_replay(day, now)
        measured(CasesOpened=1)


def _measure(before: Order, after: Order) -> None:
    changed, gained = changes(before, after), after.authorized - before.authorized
    if gained > 0:
        currency = after.amount.currency
        measured(currency, **changed, Revenue=float(str(Money(gained, currency))))
    elif changed:
        measured(**changed)


def changes(before: Order, after: Order) -> dict[str, float]:
    """What one write has changed, by the names of the metrics; only an acceptance's amount is measured apart.

    The time to paid starts when the shopper was last sent to the bank.
    """
    opened = [case.kind for case in after.cases[len(before.cases) :]]
    counts = {
        "PaymentsStarted": len(after.attempts) - len(before.attempts),
        "PaymentsRefused": len(_refused(after) - _refused(before)),
        "CasesOpened": len(opened),
        "WrongPlatform": opened.count(CaseKind.WRONG_PLATFORM),
        **_mails(before, after),
    }
    changed: dict[str, float] = {name: count for name, count in counts.items() if count}
    if after.paid_at is not None and before.paid_at is None:
        seconds = (after.paid_at - after.paying_attempt.started_at).total_seconds()
        changed |= {"PaymentsPaid": 1, "SecondsToPaid": seconds}
    return changed


def _refused(order: Order) -> set[int]:
    return {number for number, attempt in order.attempts.items() if attempt.outcome is Outcome.REFUSED}


def _mails(before: Order, after: Order) -> dict[str, int]:
    sent = postponed = failed = 0
    for name, former in before.effects.items():
        effect = after.effects.get(name, former)
        sent += effect.done_at is not None and former.done_at is None
        failed += bool(effect.failed and not former.failed)
        postponed += bool(effect.owed and former.owner and not effect.owner)
    return {"MailsSent": sent, "MailsPostponed": postponed, "MailsFailed": failed}
