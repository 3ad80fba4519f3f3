"""What the lines of an order come to, in whole minor units. Prices include VAT, as consumers are shown them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.money import Money

if TYPE_CHECKING:
    from ..domain.customer import Line

_RATE = re.compile(r"([0-9]{1,2})(?:\.([0-9]{1,2}))?")


@dataclass(frozen=True, slots=True)
class Bill:
    """A total with the VAT it includes, by rate in hundredths of a percent, the highest first.

    `vat` is empty unless every line has a rate.
    """

    total: Money
    vat: tuple[tuple[int, Money], ...]

    @property
    def without_vat(self) -> Money:
        """What is left of the total, so that the parts always add up to it."""
        return Money(self.total.minor - sum(vat.minor for _, vat in self.vat), self.total.currency)


def bill_for(lines: tuple[Line, ...], total: Money) -> Bill | None:
    """None where the lines do not come to the total: prices beside it would then be a false account."""
    amounts = [line_amount(line) for line in lines]
    if any(amount.currency != total.currency for amount in amounts):
        return None
    if sum(amount.minor for amount in amounts) != total.minor:
        return None
    return Bill(total, _vat_by_rate(lines, total.currency))


def line_amount(line: Line) -> Money:
    """Quantity times unit price."""
    return Money(line.quantity * line.unit_amount.minor, line.unit_amount.currency)


def rate_of(line: Line) -> int | None:
    """The rate in hundredths of a percent; None where the line has none that can be read."""
    match = _RATE.fullmatch(line.vat_rate)
    return int(match[1] + (match[2] or "").ljust(2, "0")) if match else None


def included_vat(minor: int, rate: int) -> int:
    """The VAT in an amount that includes it, rounded half up."""
    return (2 * minor * rate + 10_000 + rate) // (2 * (10_000 + rate))


def _vat_by_rate(lines: tuple[Line, ...], currency: str) -> tuple[tuple[int, Money], ...]:
    """Rounded once a rate, not once a line."""
    amounts: Counter[int] = Counter()
    for line in lines:
        rate = rate_of(line)
        if rate is None:
            return ()
        amounts[rate] += line_amount(line).minor
    return tuple((rate, Money(included_vat(amounts[rate], rate), currency)) for rate in sorted(amounts, reverse=True))
