"""What an order costs: lines, delivery and the VAT they include.

All prices include VAT, as French shops must show them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from shop.money import included_vat

DELIVERY_PRICE = 673
DELIVERY_RATE = 2000
FREE_DELIVERY_FROM = 12_000


@dataclass(frozen=True)
class Line:
    label: str
    quantity: int
    unit_amount: int
    vat_rate: int

    @property
    def amount(self) -> int:
        return self.quantity * self.unit_amount


@dataclass(frozen=True)
class Bill:
    goods: tuple[Line, ...]
    delivery: Line | None

    @property
    def lines(self) -> tuple[Line, ...]:
        """Everything that is paid for; adds up to the total."""
        return (*self.goods, self.delivery) if self.delivery else self.goods

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def vat(self) -> tuple[tuple[int, int], ...]:
        """Pairs of rate and included VAT, the highest rate first; rounded once a rate, not once a line."""
        amounts: Counter[int] = Counter()
        for line in self.lines:
            amounts[line.vat_rate] += line.amount
        return tuple((rate, included_vat(amounts[rate], rate)) for rate in sorted(amounts, reverse=True))


def bill_for(goods: tuple[Line, ...]) -> Bill:
    """Add the delivery, which is free for large orders and for an empty cart."""
    worth = sum(line.amount for line in goods)
    if not goods or worth >= FREE_DELIVERY_FROM:
        return Bill(goods, None)
    return Bill(goods, Line("Livraison à domicile", 1, DELIVERY_PRICE, DELIVERY_RATE))
