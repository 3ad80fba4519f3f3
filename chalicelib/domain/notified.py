"""What a notification does to its order.

Every notification that bears a right seal is kept. It changes money only when it is an acceptance that matches the
order in attempt, terminal, platform, currency and amount, and pays it, or goes on with what an instalment plan or a
recurrence began; whatever else is odd about it becomes a case for staff. The order in which notifications come in
never matters to where the money ends.
"""

from __future__ import annotations

from dataclasses import replace

from .accepting import accepted, confirmed, confirms, day_of, fault_of_acceptance, instalment_of
from .order import MAX_ENTRIES, MAX_REFUSALS, Order
from .record import Attempt, Entry, Instalment
from .reports import Aside, Decision
from .vocabulary import CaseKind, InstalmentStatus, Mode, Outcome, Result, Source

_BESIDES = (
    CaseKind.ACCEPTED_AFTER_EXPIRY,
    CaseKind.RENEWED_AFTER_STOP,
    CaseKind.INSTALMENT_REFUSED,
    CaseKind.RENEWAL_REFUSED,
)
"""Kinds of cases that do not stop the message that opens them from having its effect."""


def notified(order: Order, entry: Entry) -> Decision:
    """The decision on a notification about an order that is known."""
    if any(entry.identity == known.identity for known in order.entries):
        return Decision(order)
    fault = _fault(order, entry)
    full = len(order.entries) >= MAX_ENTRIES
    if fault is not None and full:
        return Decision(order, Aside(fault, replace(entry, fault=fault)))
    if fault is not None:
        return Decision(kept(order, entry, fault))
    if entry.result is not Result.ACCEPTED:
        return Decision(_undecided(order, entry))
    confirming = not order.payable and confirms(order, entry)
    after = replace(kept(order, entry), captures=confirmed(order, entry)) if confirming else paid(order, entry)
    if order.payable or not full:
        return Decision(after)
    # A renewal that the record has no room for is kept beside it; the money counts all the same.
    counted = replace(after, entries=order.entries, further_messages=order.further_messages + 1)
    return Decision(counted, beside=entry)


def paid(order: Order, entry: Entry) -> Order:
    """The next version with an acceptance that fits, and with the case that it opens besides."""
    return accepted(kept(order, entry, _besides(order, entry)), entry)


def kept(order: Order, entry: Entry, case: CaseKind | None = None) -> Order:
    """The next version of the order, with the notification in its record and, where one is due, a case."""
    fault = None if case in _BESIDES else case
    told = entry if entry.fault is fault else replace(entry, fault=fault)
    following = order.changed(entries=(*order.entries, told))
    return following if case is None else following.with_case(case, entry.received_at, entry)


def _fault(order: Order, entry: Entry) -> CaseKind | None:
    """What about this notification needs a person, the gravest first."""
    attempt = order.attempt_of(entry.reference)
    if attempt is None:
        return CaseKind.UNKNOWN_ATTEMPT
    if entry.fault is not None:
        return entry.fault
    if entry.terminal != attempt.terminal:
        return CaseKind.WRONG_TERMINAL
    if entry.platform not in (attempt.platform, None):
        return CaseKind.WRONG_PLATFORM
    if entry.result is Result.UNKNOWN or (entry.instalment and instalment_of(order, entry) is None):
        return CaseKind.UNKNOWN_RESULT
    return _fault_of_amount(order, entry) or _fault_of_acceptance(order, entry, attempt)


def _fault_of_amount(order: Order, entry: Entry) -> CaseKind | None:
    if entry.amount is not None and entry.amount.currency != order.amount.currency:
        return CaseKind.WRONG_CURRENCY
    part, said = instalment_of(order, entry), entry.instalment_amount
    fits = part is None or said is None or (said.minor, said.currency) == (part.amount, order.amount.currency)
    return None if fits and entry.amount == order.amount else CaseKind.WRONG_AMOUNT


def _fault_of_acceptance(order: Order, entry: Entry, attempt: Attempt) -> CaseKind | None:
    return fault_of_acceptance(order, entry, attempt) if entry.result is Result.ACCEPTED else None


def _besides(order: Order, entry: Entry) -> CaseKind | None:
    if order.stopped_at is not None:
        return CaseKind.RENEWED_AFTER_STOP
    return CaseKind.ACCEPTED_AFTER_EXPIRY if order.payable and _came_late(order, entry) else None


def _came_late(order: Order, entry: Entry) -> bool:
    """Whether the page had closed undecided, as far as we knew: the bank's own clock starts later than ours.

    Books that are read at the closing tell of a payment that was in time.
    """
    attempt = order.attempt_of(entry.reference)
    if attempt is None:
        return False
    heard = entry.source is Source.NOTIFICATION
    closed = attempt.outcome is Outcome.OPEN and entry.received_at >= attempt.closes_at
    return attempt.outcome is Outcome.LAPSED or (heard and closed)


def _undecided(order: Order, entry: Entry) -> Order:
    """A refusal or a partner's wait: the attempt stands where the latest one by the bank's clock left it.

    In a full record it is counted only; what was heard last changes nothing when it is heard again.
    """
    attempt = order.attempt_of(entry.reference)
    refused = entry.result is Result.REFUSED
    heard = (attempt.heard_at, attempt.outcome is Outcome.REFUSED) if attempt else ("", False)
    said, full = (entry.bank_time, refused), len(order.entries) >= MAX_REFUSALS
    if full and said == heard:
        return order
    case = _term_refused(order, entry, attempt) if refused else None
    if full:
        counted = order.changed(further_messages=order.further_messages + 1)
        told = counted.with_case_once(case, entry.received_at, entry) if case else counted
    else:
        told = kept(order, entry, case)
    if entry.instalment:
        return replace(told, instalments=_refused_instalment(order, entry) if refused else order.instalments)
    return told if said < heard else replace(told, attempts=_outcomes(order, entry, refused=refused))


def _term_refused(order: Order, entry: Entry, attempt: Attempt | None) -> CaseKind | None:
    """The case that the refusal of an instalment or of a renewal is; a card that was refused first is none."""
    if entry.instalment:
        part = instalment_of(order, entry)
        return CaseKind.INSTALMENT_REFUSED if part and part.status is InstalmentStatus.DUE else None
    if order.mode is not Mode.RECURRING or attempt is None or attempt.outcome is not Outcome.ACCEPTED:
        return None
    # By the day: of a payment that was read in the books, the hour is not known.
    return CaseKind.RENEWAL_REFUSED if day_of(entry).isoformat() > attempt.heard_at[:10] else None


def _refused_instalment(order: Order, entry: Entry) -> tuple[Instalment, ...]:
    return tuple(
        replace(part, status=InstalmentStatus.REFUSED)
        if part.number == entry.instalment and part.status is InstalmentStatus.DUE
        else part
        for part in order.instalments
    )


def _outcomes(order: Order, entry: Entry, *, refused: bool) -> dict[int, Attempt]:
    """The attempts with a new outcome for the one that the notification is about; an acceptance stands.

    A partner that decides takes its time: its page does not close, and the books are read from day to day.
    """
    outcome = Outcome.REFUSED if refused else Outcome.WAITING
    return {
        number: replace(attempt, outcome=outcome, heard_at=entry.bank_time)
        if attempt.reference == entry.reference and attempt.outcome is not Outcome.ACCEPTED
        else attempt
        for number, attempt in order.attempts.items()
    }
