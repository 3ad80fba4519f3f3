"""Record what the bank says: seal checked, read, decided, stored in one write; only then may it be acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.decisions import decide
from ..domain.errors import InvalidValue, KnownEntry, Stale, StoreUnavailable
from ..domain.money import Money
from ..domain.order import Order, split_reference
from ..domain.record import Authentication, Entry
from ..domain.reports import BankNotified, Decision
from ..domain.vocabulary import CaseKind, Result
from ..monetico.codes import instalment_in, result_of
from ..monetico.notification import Notification, read
from .ticket import order_as_started

if TYPE_CHECKING:
    from datetime import datetime

    from ..monetico.form import Pairs
    from .ports import Orders
    from .terminals import Sealed, Terminals

MAX_TURNS = 100
"""Races for one order that a notification may lose; each lost one is another's progress."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a notification, for the log: whose it was, what it said, whether it was new, if it is a case."""

    reference: str
    result: Result
    new: bool
    case: CaseKind | None


def record_notification(
    pairs: Pairs, *, terminals: Terminals, orders: Orders, now: datetime, keep_masked_number: bool
) -> Recorded:
    """Store a notification durably; raises BadSeal, NotANotification or StoreUnavailable, and then nothing is."""
    sealed = terminals.check(pairs)
    notification = read(sealed.pairs)
    entry = entry_of(notification, sealed, now, keep_masked_number)
    return record_entry(entry, orders, _as_started(notification, entry))


def record_entry(entry: Entry, orders: Orders, as_started: Order | None = None) -> Recorded:
    """Decide on what the bank said and store it, at once where the order as it was started is known.

    Raises StoreUnavailable.
    """
    order, write = as_started, orders.write_as_started
    if order is None:
        named = split_reference(entry.reference)
        order, write = orders.order(named[0]) if named else None, orders.write
    for _ in range(MAX_TURNS):
        decision = decide(order, BankNotified(entry))
        try:
            if decision.aside is not None:
                orders.set_aside(decision.aside)
            elif order is not None and decision.order is not None and decision.beside is not None:
                orders.write_beside(order, decision.order, decision.beside)
            elif order is not None and decision.order is not None and decision.order is not order:
                write(order, decision.order)
            return _recorded(entry, order, decision)
        except KnownEntry:
            return Recorded(entry.reference, entry.result, False, None)
        except Stale as stale:
            order, write = stale.stored, orders.write
    raise StoreUnavailable(f"lost {MAX_TURNS} races for one order")


def entry_of(notification: Notification, sealed: Sealed, now: datetime, keep_masked_number: bool) -> Entry:
    """What is kept of a notification, in our words."""
    result, named = result_of(notification.code)
    # Where both platforms share a key only the result code tells them apart (protocol sheet 2, 5.4).
    sender = named if named in sealed.platforms else next(iter(sealed.platforms))
    known = named is not None or len(sealed.platforms) == 1
    return Entry(
        identity=notification.identity,
        reference=notification.reference,
        terminal=notification.terminal,
        platform=sender if known else None,
        result=result,
        code=notification.code[:64],
        amount=_money(notification.amount),
        amount_text=notification.amount_text[:32],
        bank_time=notification.bank_time,
        received_at=now,
        key=sealed.key,
        authorization=notification.authorization[:64],
        brand=notification.brand[:16],
        method=notification.method[:32],
        refusal_reason=notification.refusal_reason[:64],
        refusal_detail=notification.refusal_detail[:64],
        authentication=_authentication(notification),
        masked_number=notification.masked_number[:32] if keep_masked_number else "",
        extra=notification.extra,
        instalment=instalment_in(notification.code),
        instalment_amount=_money(notification.instalment_amount),
        fault=CaseKind.WRONG_PLATFORM if named not in (sender, None) else None,
    )


def _as_started(notification: Notification, entry: Entry) -> Order | None:
    """The order on which to decide without reading, where the message is of the usual kind."""
    usual = entry.fault is None and entry.result is not Result.UNKNOWN
    if not usual or entry.amount is None or entry.platform is None:
        return None
    order = order_as_started(notification.free_text, entry.reference, entry.amount, entry.terminal, entry.platform)
    # Past its closing an acceptance is a case besides, and cases are numbered by the stored record.
    return order if order and entry.received_at < order.last_attempt.closes_at else None


def _recorded(entry: Entry, order: Order | None, decision: Decision) -> Recorded:
    if decision.aside is not None:
        return Recorded(entry.reference, entry.result, True, decision.aside.kind)
    opened = decision.order.cases[len(order.cases) :] if order and decision.order else ()
    return Recorded(entry.reference, entry.result, decision.order is not order, opened[0].kind if opened else None)


def _money(told: tuple[str, str] | None) -> Money | None:
    try:
        return Money.parse(*told) if told else None
    except InvalidValue:
        return None


def _authentication(notification: Notification) -> Authentication | None:
    verdict = notification.authentication
    if not verdict:
        return None
    details = verdict.get("details")
    shift = details.get("liabilityShift", "") if isinstance(details, dict) else ""
    return Authentication(
        # JSON may hold half a surrogate pair, which could not be stored.
        *(
            str(value)[:48].encode(errors="replace").decode()
            for value in (verdict.get("status", ""), verdict.get("version", ""), shift)
        )
    )
