"""The effect of a report on an order: pure, total, and the door to where an order's rules live.

`notified` holds what the bank's messages do, `accepting` the money of its acceptances, `books` what its books tell,
`operating` what staff ask for, `effects` what is owed, `retention` what is kept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from . import books, operating, retention
from .effects import effect_reported, mail_returned
from .notified import notified
from .order import GRACE, Order, warning_time
from .reports import (
    Aside,
    BankNotified,
    BooksRead,
    BooksUnread,
    BrowserReturned,
    CaseResolved,
    Decision,
    EffectClaimed,
    EffectDone,
    EffectFailed,
    ErasureAsked,
    MailReturned,
    OperationAnswered,
    OperationAsked,
    OperationNotAsked,
    OperationSettled,
    RetentionReviewed,
    TimePassed,
)
from .vocabulary import CaseKind, Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from .reports import OrderReport, Report


def decide(order: Order | None, report: Report) -> Decision:
    """The decision on a report about an order; `order` is None where no order has the number."""
    if isinstance(report, BankNotified):
        return notified(order, report.entry) if order else Decision(None, Aside(CaseKind.UNKNOWN_ORDER, report.entry))
    return Decision(_reported(order, report) if order else None)


def _reported(order: Order, report: OrderReport) -> Order:
    match report:
        case TimePassed(now):
            return _time_passed(order, now)
        case BooksRead() | BooksUnread() | BrowserReturned():
            return books.reported(order, report)
        case OperationAsked():
            return operating.asked(order, report)
        case OperationNotAsked():
            return operating.not_asked(order, report)
        case OperationAnswered():
            return operating.answered(order, report)
        case OperationSettled():
            return operating.settled(order, report)
        case CaseResolved(case, note, now):
            return _resolved(order, case, note, now)
        case EffectClaimed() | EffectDone() | EffectFailed():
            return effect_reported(order, report)
        case MailReturned():
            return mail_returned(order, report)
        case RetentionReviewed() | ErasureAsked():
            return retention.reported(order, report)


def _time_passed(order: Order, now: datetime) -> Order:
    """A page that closed undecided lapses; so does an authorization, of which staff are warned in time.

    Neither does while the bank's books are about to be read: they may say otherwise.
    """
    asking = [attempt.ask_at for attempt in order.attempts.values() if attempt.ask_at is not None]
    if any(moment <= now for moment in asking):
        return order
    lapsed = page_lapsed(order, now)
    if lapsed is not order:
        return lapsed
    until = order.authorized_until
    if until is None or not order.uncaptured or order.next_operation is not None:
        return order
    if now >= until + GRACE:
        return order.changed(released=order.released + order.uncaptured)
    if now >= warning_time(until) and not order.warned:
        return order.changed().with_case(CaseKind.AUTHORIZATION_ENDING, now)
    return order


def page_lapsed(order: Order, now: datetime) -> Order:
    """The order as it stands at a moment: its last page may have closed although no sweep has said so yet."""
    attempt = order.last_attempt
    if not order.payable or attempt.outcome is not Outcome.OPEN or now < attempt.closes_at:
        return order
    lapsed = replace(attempt, outcome=Outcome.LAPSED)
    return order.changed(attempts={**order.attempts, attempt.number: lapsed})


def _resolved(order: Order, case: str, note: str, now: datetime) -> Order:
    """The order with a case resolved; the first resolution stands."""
    cases = tuple(
        replace(known, resolved_at=now, note=note) if known.id == case and known.resolved_at is None else known
        for known in order.cases
    )
    return order.changed(cases=cases) if cases != order.cases else order
