"""Notifications as the domain sees them, one maker with parts that can be overridden, and what they lead to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from chalicelib.domain.decisions import decide
from chalicelib.domain.order import Order
from chalicelib.domain.record import Entry
from chalicelib.domain.reports import BankNotified
from chalicelib.domain.starting import PARIS, resume
from chalicelib.domain.vocabulary import CaseKind, Result
from tests.makers import NOW, a_wish

CODES = {
    Result.ACCEPTED: "payetest",
    Result.REFUSED: "Annulation",
    Result.WAITING: "attente_partenaire",
    Result.UNKNOWN: "remboursement",
}


def an_entry(order: Order, result: Result = Result.ACCEPTED, minute: int = 1, **changes: Any) -> Entry:
    """What matches the order's last attempt, `minute` minutes after it began; its identity follows from its parts."""
    attempt, moment = order.last_attempt, NOW + timedelta(minutes=minute)
    told = {
        "reference": attempt.reference,
        "terminal": attempt.terminal,
        "platform": attempt.platform,
        "result": result,
        "code": CODES[result],
        "amount": order.amount,
        "amount_text": f"{order.amount}{order.amount.currency}",
        "bank_time": f"{moment.astimezone(PARIS):%Y-%m-%dT%H:%M:%S}",
        "received_at": moment,
        "authorization": "000000",
        **changes,
    }
    identity = "|".join(str(told[part]) for part in ("terminal", "reference", "code", "bank_time", "authorization"))
    return Entry(**{"identity": identity, **told})


def accepted(order: Order, minute: int = 1, **changes: Any) -> Entry:
    return an_entry(order, **{"result": Result.ACCEPTED, "minute": minute, **changes})


def refused(order: Order, minute: int = 1, **changes: Any) -> Entry:
    return an_entry(order, **{"result": Result.REFUSED, "minute": minute, **changes})


def waiting(order: Order, minute: int = 1, **changes: Any) -> Entry:
    return an_entry(order, **{"result": Result.WAITING, "minute": minute, **changes})


def after(order: Order, *entries: Entry) -> Order:
    """The order once the bank has said all this, none of which may be set aside."""
    for entry in entries:
        decision = decide(order, BankNotified(entry))
        assert decision.aside is None
        assert decision.order is not None
        order = decision.order
    return order


def started_again(order: Order) -> Order:
    """The order once its shopper has come back after a refusal."""
    return resume(order, a_wish(mode=order.mode), NOW, form_kept=True)


def kinds(order: Order) -> list[CaseKind]:
    return [case.kind for case in order.cases]


def same_money(before: Order, now: Order) -> bool:
    return (now.authorized, now.captured, now.paid_at) == (before.authorized, before.captured, before.paid_at)
