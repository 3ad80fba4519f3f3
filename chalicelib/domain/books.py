"""What the bank's books do to an order whose notification may have been lost: they are read, and decide as it would.

They are read where the browser is back first, when a page has closed undecided, and when a term, an authorization or
a partner should have come to an end. What they hold about an accepted payment is compared in `comparing`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .accepting import fault_of_acceptance
from .comparing import ASK_AGAIN, MAX_ASKS, compared
from .notified import kept, paid
from .record import Attempt, Entry
from .reports import BooksRead, BooksUnread, BrowserReturned
from .vocabulary import BookState, CaseKind, Outcome, Result, Source

if TYPE_CHECKING:
    from datetime import datetime

    from .order import Order

_TOO_MANY = (CaseKind.SECOND_ACCEPTANCE, CaseKind.ACCEPTED_AFTER_CANCELLATION)
_FINAL = (BookState.BLOCKED, BookState.EXPIRED, BookState.CANCELLED)
_OUTCOMES = {
    BookState.REFUSED: Outcome.REFUSED,
    BookState.BLOCKED: Outcome.REFUSED,
    BookState.EXPIRED: Outcome.LAPSED,
    BookState.CANCELLED: Outcome.LAPSED,
}


def reported(order: Order, report: BooksRead | BooksUnread | BrowserReturned) -> Order:
    """The order after what the bank said about its attempt, or said nothing; the order itself where too late."""
    match report:
        case BrowserReturned(now):
            after = _returned(order, now)
        case BooksUnread():
            after = _unread(order, report)
        case BooksRead():
            after = _read(order, report)
    return order if after == order else replace(after, version=order.version + 1)


def _read(order: Order, report: BooksRead) -> Order:
    attempt = order.attempts.get(report.attempt)
    # What happened since the bank was asked may not have been in its books yet.
    if attempt is None or report.version != order.version:
        return order
    if attempt.outcome is Outcome.ACCEPTED:
        return compared(order, attempt, report.books, report.now)
    return _found(order, attempt, report) if report.books.accepted else _not_found(order, attempt, report)


def _unread(order: Order, report: BooksUnread) -> Order:
    attempt = order.attempts.get(report.attempt)
    if attempt is None or attempt.ask_at is None or attempt.ask_at > report.now:
        return order
    asks = attempt.asks + 1
    return order.with_attempt(attempt, asks=asks, ask_at=report.again_at if asks < MAX_ASKS else None)


def _returned(order: Order, now: datetime) -> Order:
    """The books are read at once where the browser was faster than the notification, once for each attempt."""
    attempt = order.last_attempt
    undecided = order.payable and attempt.outcome in (Outcome.OPEN, Outcome.REFUSED)
    if not undecided or attempt.asks or attempt.ask_at is None or attempt.ask_at <= now:
        return order
    return order.with_attempt(attempt, ask_at=now)


def _found(order: Order, attempt: Attempt, report: BooksRead) -> Order:
    """An acceptance that no notification has told of."""
    entry = _entry(order, attempt, report)
    if any(entry.identity == known.identity for known in order.entries):
        return order.with_attempt(attempt, ask_at=None)
    fault = fault_of_acceptance(order, entry, attempt)
    if fault is not None and any(e.fault in _TOO_MANY and e.reference == entry.reference for e in order.entries):
        return order.with_attempt(attempt, ask_at=None)  # the notification was faster
    if fault is not None:
        return kept(order, entry, fault).with_attempt(attempt, ask_at=None)
    found = paid(order, entry)
    unheard = {number: replace(capture, unheard=True) for number, capture in found.captures.items()}
    found = replace(found, captures=unheard)
    return compared(found, found.attempts[attempt.number], report.books, report.now)


def _entry(order: Order, attempt: Attempt, report: BooksRead) -> Entry:
    books, days = report.books, [c.captured_on for c in report.books.captures if c.captured_on]
    return Entry(
        identity=f"status-{attempt.reference}",
        reference=attempt.reference,
        terminal=attempt.terminal,
        platform=attempt.platform,
        result=Result.ACCEPTED,
        code=books.code,
        amount=order.amount,
        amount_text="",
        bank_time=f"{min(days).isoformat()}T00:00:00" if days else "",
        received_at=report.now,
        authorization=books.authorization or (books.captures[0].authorization if books.captures else ""),
        source=Source.STATUS,
    )


def _not_found(order: Order, attempt: Attempt, report: BooksRead) -> Order:
    """No acceptance so far. The bank's own 45 minutes start later than ours, so it is asked once more after them."""
    state, now = report.books.state, report.now
    outcome = _OUTCOMES.get(state, attempt.outcome)
    if attempt.outcome is Outcome.LAPSED and state not in _FINAL:
        outcome = Outcome.LAPSED
    if outcome is Outcome.OPEN and now >= attempt.closes_at:
        outcome = Outcome.LAPSED
    changed = order.with_attempt(attempt, outcome=outcome)
    if attempt.ask_at is None:
        return changed
    late = attempt.closes_at + (attempt.closes_at - attempt.started_at)
    if state in _FINAL:
        again = None
    elif outcome is Outcome.WAITING:
        again = now + ASK_AGAIN
    else:
        again = next((moment for moment in (attempt.closes_at, late) if now < moment), None)
    # One that was answered: a silence that follows is counted anew.
    return order.with_attempt(attempt, outcome=outcome, ask_at=again, asks=1)
