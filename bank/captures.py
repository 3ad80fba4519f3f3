"""Whether an account may be captured, cancelled or stopped, and what becomes of it (protocol sheet 6.1, 6.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bank.account import Account, Mode
from bank.service_words import CaptureCode, Lib, Reply

if TYPE_CHECKING:
    from datetime import datetime

    from bank.money import Money


@dataclass(frozen=True)
class CaptureAsked:
    """The amounts as the call gives them: of the order, now, before, and what remains afterwards."""

    total: Money
    now: Money
    before: Money
    remaining: Money
    stop: bool = False

    @property
    def cancels(self) -> bool:
        return self.now.cents == self.remaining.cents == 0


def capture(account: Account, asked: CaptureAsked, now: datetime) -> tuple[Reply, Account]:
    """The answer, and the account as it is afterwards: unchanged when the answer is a refusal."""
    refusal = _stop_refusal(account, asked) if asked.stop else _refusal(account, asked, now)
    if refusal:
        return Reply(CaptureCode.REFUSED, refusal), account
    if asked.stop:
        return Reply(CaptureCode.ACCEPTED, Lib.STOPPED), replace(account, stopped=True)
    if asked.cancels:
        return Reply(CaptureCode.ACCEPTED, Lib.CANCELLED), replace(account, cancelled=True)
    captured = account.with_capture(asked.now.cents, account.next_instant(now), "service")
    return Reply(CaptureCode.ACCEPTED, Lib.PAID, captured.captures[-1].authorisation), captured


def _refusal(account: Account, asked: CaptureAsked, now: datetime) -> Lib | None:
    if not _same_money(account, asked):
        return Lib.WRONG_AMOUNT
    if account.cancelled:
        return Lib.ALREADY_CANCELLED
    if account.complete:
        return Lib.ALREADY_PAID
    if account.is_lapsed(now):
        return Lib.EXPIRED
    if asked.before.cents != account.captured:
        return Lib.WRONG_AMOUNT
    if asked.cancels:
        return None
    added = asked.now.cents + asked.before.cents + asked.remaining.cents
    return None if asked.now.cents and added == account.amount else Lib.WRONG_AMOUNT


def _stop_refusal(account: Account, asked: CaptureAsked) -> Lib | None:
    """The bank's own example gives 0 as captured before; the order's history is taken as well."""
    if account.mode is not Mode.RECURRING:
        return Lib.IMPOSSIBLE
    if account.stopped:
        return Lib.ALREADY_STOPPED
    sound = _same_money(account, asked) and asked.cancels and asked.before.cents in (0, account.captured)
    return None if sound else Lib.WRONG_AMOUNT


def _same_money(account: Account, asked: CaptureAsked) -> bool:
    amounts = (asked.total, asked.now, asked.before, asked.remaining)
    return asked.total.cents == account.amount and {money.currency for money in amounts} == {account.currency}
