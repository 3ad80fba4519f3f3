"""Amounts as the bank writes them: `62.73EUR`, a decimal point and the currency glued on. In code: cents."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Money:
    """`cents` are hundredths of the unit, whatever the currency."""

    cents: int
    currency: str

    def __str__(self) -> str:
        return f"{decimal(self.cents)}{self.currency}"


def read_money(text: str) -> Money | None:
    """None for what is no amount of the protocol sheet, section 4.1. `0EUR` is one."""
    match = re.fullmatch(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?([A-Z]{3})", text, re.ASCII)
    if match is None:
        return None
    whole, fraction, currency = match.groups()
    return Money(int(whole) * 100 + int((fraction or "").ljust(2, "0")), currency)


def decimal(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
