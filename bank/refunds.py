"""Whether money captured may go back, and from which capture (protocol sheet 6.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bank.account import Account, Capture, Refund
from bank.service_words import Lib, RefundCode, Reply

if TYPE_CHECKING:
    from datetime import date, datetime

    from bank.money import Money


@dataclass(frozen=True)
class RefundAsked:
    """`possible` is what the whole order could still give back before this call."""

    total: Money
    now: Money
    possible: Money
    remitted_on: date | None = None
    authorisation: str = ""


def refund(account: Account, asked: RefundAsked, now: datetime) -> tuple[Reply, Account]:
    """The answer, and the account as it is afterwards: unchanged when the answer is a refusal."""
    if refusal := _refusal(account, asked):
        return refusal, account
    capture = _capture_meant(account, asked)
    if capture is None:
        return Reply(RefundCode.NEEDS_REMITTANCE, Lib.NEEDS_REMITTANCE), account
    if asked.now.cents > capture.refundable:
        return Reply(RefundCode.TOO_MUCH, Lib.IMPOSSIBLE), account
    made = Refund(asked.now.cents, account.next_instant(now), account.next_number())
    given = replace(capture, refunds=(*capture.refunds, made))
    captures = tuple(given if one is capture else one for one in account.captures)
    return Reply(RefundCode.ACCEPTED, Lib.REFUNDED, made.authorisation), replace(account, captures=captures)


def _refusal(account: Account, asked: RefundAsked) -> Reply | None:
    amounts = (asked.total, asked.now, asked.possible)
    same_currency = {money.currency for money in amounts} == {account.currency}
    if not same_currency or asked.total.cents != account.amount or not asked.now.cents:
        return Reply(RefundCode.ERROR, Lib.WRONG_AMOUNT)
    if not account.captures:
        return Reply(RefundCode.ERROR, Lib.IMPOSSIBLE)
    if not account.refundable:
        return Reply(RefundCode.ALREADY_REFUNDED, Lib.ALREADY_REFUNDED)
    if asked.possible.cents != account.refundable:
        return Reply(RefundCode.INCONSISTENT, Lib.WRONG_AMOUNT)
    return None


def _capture_meant(account: Account, asked: RefundAsked) -> Capture | None:
    """The one with that remittance date and number; neither may be left out unless there is one capture only."""
    if asked.remitted_on is None and not asked.authorisation:
        return account.captures[0] if len(account.captures) == 1 else None
    named = (asked.remitted_on, asked.authorisation)
    return next((one for one in account.captures if (one.remitted_on, one.authorisation) == named), None)
