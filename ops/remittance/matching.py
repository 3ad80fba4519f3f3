"""What the lines of one order say against the order's own money. Pure.

One file holds one period: money that the order has and the file has not may be in another file, except where the
terminal captures an order in one go. Money that the file has and the order has not is always a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.domain.money import Money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ops.accounts import Account

    from .lines import Line

MATCHES, DIFFERS, UNKNOWN, MISSING, BAD = "matches", "differs", "missing-here", "missing-in-file", "unreadable"

_IN_ONE_GO = ("immediate", "deferred")
_NO_NUMBER = ("", "000000")
"""What stands for an authorization number on the test platform (protocol sheet 8)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the result; `line` is None for an order that the file lacks."""

    verdict: str
    order: str
    line: Line | None = None
    details: tuple[str, ...] = ()


def matched(number: str, lines: Sequence[Line], account: Account | None) -> list[Row]:
    """A row for each line of one order number."""
    if account is None:
        return [Row(UNKNOWN, number, line, (_unknown(line),)) for line in lines]
    totals = _totals(lines, account)
    seen: set[bytes] = set()
    rows = []
    for line in lines:
        details = (*_line_differences(line, account, repeated=line.mark in seen), *totals[line.amount < 0])
        seen.add(line.mark)
        rows.append(Row(DIFFERS if details else MATCHES, number, line, details))
    return rows


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
    if captured > account.captured:
        lost = "" if account.captured else ": not paid here, a notification was probably lost (ops show, ops reconcile)"
        wrong[False].append(_sums("captured (recouvré)", captured, account.captured, account.currency) + lost)
    elif 0 < captured < account.captured and account.mode in _IN_ONE_GO:
        wrong[False].append(_sums("captured (recouvré)", captured, account.captured, account.currency))
    if refunded > account.refunded:
        portal = ": refunded in the portal?"
        wrong[True].append(_sums("refunded (recrédité)", refunded, account.refunded, account.currency) + portal)
    return wrong


def _sums(what: str, file: int, order: int, currency: str) -> str:
    return f"{what} {Money(file, currency)} in the file, {Money(order, currency)} here"
