"""The effect of a report on an order: pure, total, and the only place where an order's rules live.

Every notification that bears a right seal is kept. It changes money only when it is an acceptance that matches
the order in attempt, terminal, platform, currency and amount, and the order has no money yet; whatever else is
odd about it becomes a case for staff. The order in which notifications come in never matters to where it ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from . import operating
from .effects import confirmation_due, effect_reported
from .order import MAX_ENTRIES, MAX_REFUSALS, Order, split_reference, warning_time
from .record import Attempt, Entry
from .reports import (
    Aside,
    BankNotified,
    CaseResolved,
    EffectClaimed,
    EffectDone,
    EffectFailed,
    OperationAnswered,
    OperationAsked,
    OperationSettled,
    TimePassed,
)
from .vocabulary import CaseKind, Mode, Outcome, Result, Status

if TYPE_CHECKING:
    from datetime import datetime

    from .reports import OrderReport, Report


AUTHORIZATION = timedelta(days=7)
"""How long an authorization holds that was not captured at once (protocol sheet 10)."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to store. `order` is the very object that was given where nothing about it changes."""

    order: Order | None
    aside: Aside | None = None


def decide(order: Order | None, report: Report) -> Decision:
    """The decision on a report about an order; `order` is None where no order has the number."""
    if isinstance(report, BankNotified):
        return _notified(order, report.entry) if order else Decision(None, Aside(CaseKind.UNKNOWN_ORDER, report.entry))
    return Decision(_reported(order, report) if order else None)


def _reported(order: Order, report: OrderReport) -> Order:
    match report:
        case TimePassed(now):
            return _time_passed(order, now)
        case OperationAsked():
            return operating.asked(order, report)
        case OperationAnswered():
            return operating.answered(order, report)
        case OperationSettled():
            return operating.settled(order, report)
        case CaseResolved(case, note, now):
            return _resolved(order, case, note, now)
        case EffectClaimed() | EffectDone() | EffectFailed():
            return effect_reported(order, report)


def _notified(order: Order, entry: Entry) -> Decision:
    if any(entry.identity == known.identity for known in order.entries):
        return Decision(order)
    fault = _fault(order, entry)
    if fault is not None and len(order.entries) >= MAX_ENTRIES:
        return Decision(order, Aside(fault, replace(entry, fault=fault)))
    if fault is not None:
        return Decision(_kept(order, entry, fault))
    return Decision(_paid(order, entry) if entry.result is Result.ACCEPTED else _undecided(order, entry))


def _fault(order: Order, entry: Entry) -> CaseKind | None:
    """What about this notification needs a person, the gravest first."""
    attempt = _attempt_of(order, entry)
    if attempt is None:
        return CaseKind.UNKNOWN_ATTEMPT
    if entry.fault is not None:
        return entry.fault
    if entry.terminal != attempt.terminal:
        return CaseKind.WRONG_TERMINAL
    if entry.platform not in (attempt.platform, None):
        return CaseKind.WRONG_PLATFORM
    if entry.result is Result.UNKNOWN:
        return CaseKind.UNKNOWN_RESULT
    if entry.amount is not None and entry.amount.currency != order.amount.currency:
        return CaseKind.WRONG_CURRENCY
    if entry.amount != order.amount:
        return CaseKind.WRONG_AMOUNT
    cancelled = order.status is Status.CANCELLED
    if entry.result is Result.ACCEPTED and not order.payable:
        return CaseKind.ACCEPTED_AFTER_CANCELLATION if cancelled else CaseKind.SECOND_ACCEPTANCE
    return None


def _paid(order: Order, entry: Entry) -> Order:
    """An acceptance that matches: authorization and, on an immediate terminal, capture; the mail is owed."""
    mail = confirmation_due(entry.received_at)
    return replace(
        _kept(order, entry, CaseKind.ACCEPTED_AFTER_EXPIRY if _came_late(order, entry) else None),
        authorized=order.amount.minor,
        captured=order.amount.minor if order.mode is Mode.IMMEDIATE else 0,
        paid_at=entry.received_at,
        authorized_until=None if order.mode is Mode.IMMEDIATE else entry.received_at + AUTHORIZATION,
        attempts=_outcomes(order, entry, Outcome.ACCEPTED),
        effects={**order.effects, mail.id: mail},
    )


def _came_late(order: Order, entry: Entry) -> bool:
    """Whether the page had closed undecided, as far as we knew: the bank's own clock starts later than ours."""
    attempt = _attempt_of(order, entry)
    open_until = attempt.closes_at if attempt and attempt.outcome is Outcome.OPEN else None
    return (open_until is not None and entry.received_at >= open_until) or (
        attempt is not None and attempt.outcome is Outcome.LAPSED
    )


def _undecided(order: Order, entry: Entry) -> Order:
    """A refusal or a partner's wait: the attempt stands where the latest one by the bank's clock left it.

    In a full record it is counted only; what was heard last changes nothing when it is heard again.
    """
    attempt = _attempt_of(order, entry)
    refused = entry.result is Result.REFUSED
    heard = (attempt.heard_at, attempt.outcome is Outcome.REFUSED) if attempt else ("", False)
    said, full = (entry.bank_time, refused), len(order.entries) >= MAX_REFUSALS
    if full and said == heard:
        return order
    kept = order.changed(further_messages=order.further_messages + 1) if full else _kept(order, entry)
    if said < heard:
        return kept
    return replace(kept, attempts=_outcomes(order, entry, Outcome.REFUSED if refused else Outcome.WAITING))


def _kept(order: Order, entry: Entry, case: CaseKind | None = None) -> Order:
    """The next version of the order, with the notification in its record and, where one is due, a case."""
    fault = case if case is not CaseKind.ACCEPTED_AFTER_EXPIRY else None
    opened = () if case is None else (order.new_case(case, entry.received_at, entry),)
    return order.changed(entries=(*order.entries, replace(entry, fault=fault)), cases=(*order.cases, *opened))


def _time_passed(order: Order, now: datetime) -> Order:
    """A page that closed undecided lapses; so does an authorization, of which staff are warned in time."""
    lapsed = page_lapsed(order, now)
    if lapsed is not order:
        return lapsed
    until = order.authorized_until
    if until is None or not order.uncaptured or order.next_operation is not None:
        return order
    if now >= until:
        return order.changed(released=order.released + order.uncaptured)
    if now >= warning_time(until) and not order.warned:
        return order.changed(cases=(*order.cases, order.new_case(CaseKind.AUTHORIZATION_ENDING, now)))
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


def _attempt_of(order: Order, entry: Entry) -> Attempt | None:
    named = split_reference(entry.reference)
    if named is None or named[0] != order.number:
        return None
    return order.attempts.get(named[1])


def _outcomes(order: Order, entry: Entry, outcome: Outcome) -> dict[int, Attempt]:
    """The attempts with a new outcome for the one that the notification is about; an acceptance stands."""
    return {
        number: replace(attempt, outcome=outcome, heard_at=entry.bank_time)
        if attempt.reference == entry.reference and attempt.outcome is not Outcome.ACCEPTED
        else attempt
        for number, attempt in order.attempts.items()
    }
