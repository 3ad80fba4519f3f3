"""What time does to an account: its next instalment, renewal or lapse, and when.

A lapse is only written down here: an account knows by itself that its time is over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum

from bank.account import Account, InstalmentState, Mode, Renewal
from bank.months import months_after
from bank.paris import PARIS

# The hour at which the bank charges what falls due on a day.
CHARGED_AT = time(6, 0)


class DueKind(StrEnum):
    INSTALMENT = "instalment"
    RENEWAL = "renewal"
    LAPSE = "lapse"


@dataclass(frozen=True)
class Due:
    """`number` is the instalment's, or counts renewals from 1; a lapse has none."""

    kind: DueKind
    at: datetime
    number: int = 0
    amount: int = 0


def next_due(account: Account) -> Due | None:
    match account.mode:
        case Mode.SPLIT:
            return _next_instalment(account)
        case Mode.RECURRING:
            return None if account.stopped else _next_renewal(account)
    if account.expires_at and account.is_lapsed(account.expires_at) and not account.lapsed:
        return Due(DueKind.LAPSE, account.expires_at)
    return None


def happen(account: Account, due: Due, *, accepted: bool) -> Account:
    """The account afterwards; an amount is captured only when the card was accepted again."""
    if due.kind is DueKind.LAPSE:
        return replace(account, lapsed=True)
    at = account.next_instant(due.at)
    if accepted:
        account = account.with_capture(due.amount, at, due.kind)
        account = replace(account, authorized=account.authorized + due.amount)
    if due.kind is DueKind.RENEWAL:
        number = account.captures[-1].authorisation if accepted else ""
        return replace(account, renewals=(*account.renewals, Renewal(due.number, at, number, accepted)))
    state = InstalmentState.PAID if accepted else InstalmentState.REFUSED
    return replace(
        account,
        instalments=tuple(
            replace(one, state=state) if one.number == due.number else one for one in account.instalments
        ),
    )


def _next_instalment(account: Account) -> Due | None:
    for one in account.instalments:
        if one.state is InstalmentState.DUE:
            at = datetime.combine(one.due_on, CHARGED_AT, PARIS)
            return Due(DueKind.INSTALMENT, at, one.number, one.amount)
    return None


def _next_renewal(account: Account) -> Due:
    """Every month from the payment, without end, until it is stopped."""
    number = len(account.renewals) + 1
    day = months_after(account.opened_at.astimezone(PARIS).date(), number)
    return Due(DueKind.RENEWAL, datetime.combine(day, CHARGED_AT, PARIS), number, account.amount)
