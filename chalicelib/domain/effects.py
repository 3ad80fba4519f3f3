"""What is owed after a change, and how it comes to be done: claimed with a lease, then done, postponed or given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .order import Order
from .record import Effect
from .reports import EffectClaimed, EffectDone, EffectFailed, MailReturned
from .vocabulary import CaseKind, EffectKind

if TYPE_CHECKING:
    from datetime import datetime

MAX_TRIES = 20
"""Tries of one effect, spread over some three days, before it becomes a case."""

_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=6)


def confirmation_due(now: datetime) -> Effect:
    """The mail that an order owes once it is paid or authorized."""
    return Effect(id="confirmation", kind=EffectKind.CONFIRMATION_MAIL, due_at=now)


def effect_reported(order: Order, report: EffectClaimed | EffectDone | EffectFailed) -> Order:
    """The order after a worker's report; the order itself where the report comes too late to matter."""
    effect = order.effects.get(report.effect)
    if effect is None or effect.done_at is not None:
        return order
    if isinstance(report, EffectDone):
        # Done is done, even where it was given up meanwhile.
        return _with(order, effect, done_at=report.now, owner="", failed="")
    if not effect.owed:
        return order
    match report:
        case EffectClaimed(_, owner, now, lease):
            if now < effect.due_at:
                return order
            if effect.tries >= MAX_TRIES:  # every try so far ended in a crash
                return _given_up(order, effect, now, "tries used up")
            return _with(order, effect, due_at=now + lease, owner=owner, tries=effect.tries + 1)
        case EffectFailed():
            return _failed(order, effect, report)


def mail_returned(order: Order, report: MailReturned) -> Order:
    """The order with a case for a mail that came back; the mail service tells of one more than once."""
    told = (c for c in order.cases if c.kind is report.kind and (c.resolved_at is None or c.opened_at >= report.at))
    return order if any(told) else order.changed().with_case(report.kind, report.at)


def _failed(order: Order, effect: Effect, report: EffectFailed) -> Order:
    if not effect.owner or report.owner != effect.owner:
        return order
    if not report.final and effect.tries < MAX_TRIES:
        return _with(order, effect, due_at=report.now + _pause(effect.tries), owner="")
    return _given_up(order, effect, report.now, report.reason)


def _given_up(order: Order, effect: Effect, now: datetime, reason: str) -> Order:
    return _with(order, effect, failed=reason, owner="").with_case(CaseKind.MAIL_FAILED, now)


def _pause(tries: int) -> timedelta:
    return min(_FIRST_PAUSE * (1 << (tries - 1)), _LONGEST_PAUSE)


def _with(order: Order, effect: Effect, **changes: Any) -> Order:
    return order.changed(effects={**order.effects, effect.id: replace(effect, **changes)})
