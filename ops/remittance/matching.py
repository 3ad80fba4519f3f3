"""What the lines of one order say against the order's own money. Pure.

One file holds one period: money that the order has and the file has not may be in another file, except where the
terminal captures an order in one go. Money that the file has and the order has not is always a difference.

Instalments and renewals are taken on days of their own: each line is then about one capture, and each capture of the
period wants a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from chalicelib.domain.accepting import same_number
from chalicelib.domain.money import Money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ops.accounts import Account, Taken

    from .lines import Line

MATCHES, DIFFERS, UNKNOWN, MISSING, BAD = "matches", "differs", "missing-here", "missing-in-file", "unreadable"

_IN_ONE_GO = ("immediate", "deferred")
_IN_TERMS = ("split", "recurring")
_EARLIEST, _LATEST = timedelta(days=-1), timedelta(days=5)
"""How far the bank's booking may be from the day that we know: an hour before midnight, a long weekend after it."""
_NO_NUMBER = ("", "000000")
"""What stands for an authorization number on the test platform (protocol sheet 8)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the result; `line` is None for an order that the file lacks."""

    verdict: str
    order: str
    line: Line | None = None
    details: tuple[str, ...] = ()


def matched(
    number: str, lines: Sequence[Line], account: Account | None, period: tuple[str, str] | None = None
) -> list[Row]:
    """A row for each line of one order number, and one for each term of the period that no line is about."""
    if account is None:
        return [Row(UNKNOWN, number, line, (_unknown(line),)) for line in lines]
    totals = _totals(lines, account)
    strange, left = _terms(lines, account) if account.mode in _IN_TERMS else ((), ())
    seen: set[bytes] = set()
    rows = []
    for line in lines:
        details = (*_line_differences(line, account, repeated=line.mark in seen), *totals[line.amount < 0])
        if line in strange:
            details = (*details, f"no instalment or renewal of then is known here: {_lost(account)}")
        seen.add(line.mark)
        rows.append(Row(DIFFERS if details else MATCHES, number, line, details))
    missing = [taken for taken in left if period and period[0] <= taken.day <= period[1]]
    return rows + [Row(MISSING, number, details=(captured(taken, account.currency),)) for taken in missing]


def captured(taken: Taken, currency: str) -> str:
    """What was captured and when, in words."""
    return f"captured {Money(taken.amount, currency)} on {taken.day}"


def _lost(account: Account) -> str:
    return f"a notification was probably lost (ops reconcile --order {account.number})"


def _terms(lines: Sequence[Line], account: Account) -> tuple[list[Line], list[Taken]]:
    """The captures' lines that are about no capture that is known, and the captures that no line is about."""
    left, strange = list(account.captures), []
    for line in lines:
        if line.amount <= 0:
            continue
        taken = next((taken for taken in left if _about(line, taken)), None)
        if taken is None:
            strange.append(line)
        else:
            left.remove(taken)
    return strange, left


def _about(line: Line, taken: Taken) -> bool:
    apart = date.fromisoformat(line.day) - date.fromisoformat(taken.day)
    fits = line.amount == taken.amount and same_number(line.authorization, taken.authorization)
    return fits and _EARLIEST <= apart <= _LATEST


def _unknown(line: Line) -> str:
    cut = " (the portal cuts references after 12 characters)" if len(line.reference) == 12 else ""
    return f"no order here has this reference{cut}; another shop system may share the terminal"


def _line_differences(line: Line, account: Account, *, repeated: bool) -> list[str]:
    found = []
    if repeated:
        found.append("the same line stands in the file before")
    if line.reference not in account.terminals:
        found.append("no attempt of the order has this reference")
    elif line.terminal != account.terminals[line.reference]:
        found.append(f"terminal (TPE) {line.terminal}, the order was started on {account.terminals[line.reference]}")
    if line.currency != account.currency:
        found.append(f"currency {line.currency}, the order is in {account.currency}")
    known = [number for number in account.authorizations if number not in _NO_NUMBER]
    if known and line.authorization not in (*_NO_NUMBER, *known) and line.amount > 0:
        found.append(f"authorisation number {line.authorization}, the bank notified {', '.join(known)}")
    return found


def _totals(lines: Sequence[Line], account: Account) -> dict[bool, list[str]]:
    """What is wrong with the sums: under False for captures, under True for refunds."""
    captured = sum(line.amount for line in lines if line.amount > 0 and line.currency == account.currency)
    refunded = -sum(line.amount for line in lines if line.amount < 0 and line.currency == account.currency)
    wrong: dict[bool, list[str]] = {False: [], True: []}
    if account.mode in _IN_TERMS:
        pass  # each line is compared by itself
    elif captured > account.captured:
        lost = "" if account.captured else f": not paid here, {_lost(account)}"
        wrong[False].append(_sums("captured (recouvré)", captured, account.captured, account.currency) + lost)
    elif 0 < captured < account.captured and account.mode in _IN_ONE_GO:
        wrong[False].append(_sums("captured (recouvré)", captured, account.captured, account.currency))
    if refunded > account.refunded:
        portal = ": refunded in the portal?"
        wrong[True].append(_sums("refunded (recrédité)", refunded, account.refunded, account.currency) + portal)
    return wrong


def _sums(what: str, file: int, order: int, currency: str) -> str:
    return f"{what} {Money(file, currency)} in the file, {Money(order, currency)} here"
