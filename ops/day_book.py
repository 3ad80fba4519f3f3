"""One day's sums over the orders' staff views, added one order at a time. Keeps sums only.

A payment counts on the day on which its acceptance came in; money on the day on which the bank moved it, so that each
instalment and each renewal has a day of its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chalicelib.domain.errors import InvalidValue
from chalicelib.domain.money import Money
from ops import words
from ops.accounts import not_exported, paris_day
from ops.screen import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ops.screen import Screen

    Sums = Counter[tuple[str, str]]

_BRANDS = {"CB": "CB", "VI": "Visa", "MC": "Mastercard", "AM": "American Express"}


@dataclass(slots=True)
class DayBook:
    """`day` in ISO form, of Paris. Amounts in minor units.

    Keys of the sums are the currency and, before it, the mode of captures, or after it the means of payments.
    """

    day: str
    orders: Sums = field(default_factory=Counter)
    amounts: Sums = field(default_factory=Counter)
    captures: Sums = field(default_factory=Counter)
    captured: Sums = field(default_factory=Counter)
    refunds: Counter[str] = field(default_factory=Counter)
    refunded: Counter[str] = field(default_factory=Counter)
    refusals: int = 0
    orders_refused: int = 0

    def add(self, document: dict[str, Any]) -> None:
        """Add one order's staff view; raises CannotLook for a document that is none."""
        try:
            self._add_payment(document)
            self._add_captures(document)
            self._add_refunds(document)
            refused = [e for e in document["entries"] if e["result"] == "refused" and self._is_today(e["received_at"])]
        except (KeyError, TypeError, AttributeError, ValueError, InvalidValue) as error:
            raise not_exported(document, error) from None
        self.refusals += len(refused)
        self.orders_refused += bool(refused)

    def _add_payment(self, document: dict[str, Any]) -> None:
        if not self._is_today(document.get("paid_at")):
            return
        currency = document["currency"]
        paying: dict[str, Any] = next(
            (e for e in document["entries"] if e["result"] == "accepted" and not e.get("fault")), {}
        )
        self.orders[currency, _means(paying)] += 1
        self.amounts[currency, _means(paying)] += Money.parse(document["amount"], currency).minor

    def _add_captures(self, document: dict[str, Any]) -> None:
        mode, currency = document["mode"], document["currency"]
        for capture in document["captures"]:
            if capture["captured_on"] == self.day:
                self.captures[mode, currency] += 1
                self.captured[mode, currency] += Money.parse(capture["amount"], currency).minor

    def _add_refunds(self, document: dict[str, Any]) -> None:
        currency = document["currency"]
        for operation in document["operations"]:
            refunded = (operation["kind"], operation["status"]) == ("refund", "done")
            if refunded and self._is_today(operation.get("answered_at")):
                self.refunds[currency] += 1
                self.refunded[currency] += Money.parse(operation["amount"], currency).minor

    def _is_today(self, moment: str | None) -> bool:
        return bool(moment) and paris_day(str(moment)) == self.day

    def document(self) -> dict[str, Any]:
        """The sums as JSON values."""
        return {
            "day": self.day,
            "paid": [
                {"currency": c, "means": m, "orders": self.orders[c, m], "amount": str(Money(minor, c))}
                for (c, m), minor in sorted(self.amounts.items())
            ],
            "captures": [
                {"mode": m, "currency": c, "count": self.captures[m, c], "amount": str(Money(minor, c))}
                for (m, c), minor in sorted(self.captured.items())
            ],
            "refunds": [
                {"currency": c, "count": self.refunds[c], "amount": str(Money(minor, c))}
                for c, minor in sorted(self.refunded.items())
            ],
            "refusals": self.refusals,
            "orders_refused": self.orders_refused,
        }

    def lines(self, screen: Screen) -> Iterator[str]:
        """The sums for a person."""
        yield screen.paint(f"Takings of {self.day} (recette du jour), hour of Paris", "strong")
        yield ""
        yield from self._payments()
        yield ""
        yield from self._money()
        yield f"{self.refusals} refusals (refus) on {self.orders_refused} orders, paid later or not"

    def _payments(self) -> Iterator[str]:
        if not self.amounts:
            yield "No order was paid (aucune commande payée)."
            return
        rows = [
            (means, str(self.orders[currency, means]), str(Money(minor, currency)), currency)
            for (currency, means), minor in sorted(self.amounts.items())
        ]
        for currency in sorted({currency for currency, _ in self.amounts}):
            count = sum(n for (c, _), n in self.orders.items() if c == currency)
            total = sum(n for (c, _), n in self.amounts.items() if c == currency)
            rows.append(("all", str(count), str(Money(total, currency)), currency))
        yield from table(rows, ("paid with", "orders", "amount", ""), right=(1, 2))

    def _money(self) -> Iterator[str]:
        """What was captured and given back, with what is left by currency."""
        rows = [
            (f"captured (recouvré), {words.of(words.MODES, mode)}", str(self.captures[mode, currency]),
             str(Money(minor, currency)), currency)
            for (mode, currency), minor in sorted(self.captured.items())
        ]  # fmt: skip
        rows += [
            ("refunded (recrédité)", str(self.refunds[currency]), str(Money(-minor, currency)), currency)
            for currency, minor in sorted(self.refunded.items())
        ]
        if not rows:
            yield "Nothing was captured or refunded (ni recouvrement, ni recrédit)."
            return
        for currency in sorted({currency for *_, currency in rows}):
            taken = sum(minor for (_, c), minor in self.captured.items() if c == currency)
            left = taken - self.refunded[currency]
            rows.append(("together (solde)", "", str(Money(left, currency)), currency))
        yield from table(rows, ("money moved", "times", "amount", ""), right=(1, 2))
        yield ""


def _means(entry: dict[str, Any]) -> str:
    method = str(entry.get("method", ""))
    if method.casefold() not in ("", "cb"):
        return method
    brand = str(entry.get("brand", ""))
    return _BRANDS.get(brand, "card" if brand in ("", "na") else brand)
