"""One day's sums over the orders' staff views, added one order at a time. Keeps sums only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chalicelib.domain.errors import InvalidValue
from chalicelib.domain.money import Money
from ops.accounts import paris_day
from ops.screen import table
from ops.stop import CannotLook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ops.screen import Screen

    Sums = Counter[tuple[str, str]]

_BRANDS = {"CB": "CB", "VI": "Visa", "MC": "Mastercard", "AM": "American Express"}
_OPERATIONS = {"capture": "captured (recouvrements)", "refund": "refunded (recrédits)"}


@dataclass(slots=True)
class DayBook:
    """`day` in ISO form, of Paris. Keys of the sums are (currency, means); amounts in minor units."""

    day: str
    orders: Sums = field(default_factory=Counter)
    amounts: Sums = field(default_factory=Counter)
    operations: Counter[tuple[str, str]] = field(default_factory=Counter)
    operation_sums: Counter[tuple[str, str]] = field(default_factory=Counter)
    refusals: int = 0
    orders_refused: int = 0

    def add(self, document: dict[str, Any]) -> None:
        """Add one order's staff view; raises CannotLook for a document that is none."""
        try:
            self._add_payment(document)
            self._add_operations(document)
            refused = [e for e in document["entries"] if e["result"] == "refused" and self._is_today(e["received_at"])]
        except (KeyError, TypeError, AttributeError, ValueError, InvalidValue) as error:
            name = str(document.get("order", "?"))[:48]
            raise CannotLook(f"order {name}: not as `ops export` writes it ({type(error).__name__}: {error})") from None
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

    def _add_operations(self, document: dict[str, Any]) -> None:
        currency = document["currency"]
        for operation in document.get("operations", ()):
            kind = operation["kind"]
            if kind in _OPERATIONS and operation["status"] == "done" and self._is_today(operation.get("answered_at")):
                self.operations[kind, currency] += 1
                self.operation_sums[kind, currency] += Money.parse(operation["amount"], currency).minor

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
            "operations": [
                {"kind": k, "currency": c, "count": self.operations[k, c], "amount": str(Money(minor, c))}
                for (k, c), minor in sorted(self.operation_sums.items())
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
        for (kind, currency), minor in sorted(self.operation_sums.items()):
            count = self.operations[kind, currency]
            yield f"{Money(minor, currency)} {currency} {_OPERATIONS[kind]} in {count} operations"
        yield f"{self.refusals} refusals (refus) on {self.orders_refused} orders, paid later or not"

    def _payments(self) -> Iterator[str]:
        if not self.amounts:
            yield "No order was paid."
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


def _means(entry: dict[str, Any]) -> str:
    method = str(entry.get("method", ""))
    if method.casefold() not in ("", "cb"):
        return method
    brand = str(entry.get("brand", ""))
    return _BRANDS.get(brand, "card" if brand in ("", "na") else brand)
