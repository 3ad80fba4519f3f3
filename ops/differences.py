"""What comparing orders with the bank's books brought, for a person and for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from chalicelib.domain.money import Money
from ops.screen import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chalicelib.payments.reconcile import Difference, Standing, Unread
    from ops.screen import Screen

COLUMNS = ("order", "reference", "we hold (ici)", "the bank holds (à la banque)", "case")


@dataclass(frozen=True, slots=True)
class Found:
    """One difference, with the currency of its amounts."""

    difference: Difference
    currency: str

    @property
    def cells(self) -> tuple[str, ...]:
        """One for each of COLUMNS."""
        found = self.difference
        theirs = "other sums: look in the portal" if found.ours == found.theirs else self._text(found.theirs)
        bank = f"{found.code}: {theirs}" if found.code else theirs
        cases = ", ".join(case.value for case in found.cases)
        return found.order, found.reference, self._text(found.ours), bank, cases or "-"

    def document(self) -> dict[str, Any]:
        """For programs."""
        found = self.difference
        return {
            "order": found.order,
            "reference": found.reference,
            "currency": self.currency,
            "bank_code": found.code,
            "ours": self._sums(found.ours),
            "theirs": self._sums(found.theirs),
            "cases": [case.value for case in found.cases],
        }

    def _text(self, standing: Standing) -> str:
        """Its status, and what of its money is not nothing."""
        named = {
            "authorized": standing.authorized if standing.authorized != standing.captured else 0,
            "captured": standing.captured,
            "refunded": standing.refunded,
            "given up": standing.released,
        }
        sums = [f"{name} {Money(minor, self.currency)} {self.currency}" for name, minor in named.items() if minor]
        return ", ".join([standing.status.value, *sums])

    def _sums(self, standing: Standing) -> dict[str, str]:
        sums = asdict(standing)
        status = sums.pop("status")
        return {"status": status, **{name: str(Money(minor, self.currency)) for name, minor in sums.items()}}


@dataclass(slots=True)
class Comparison:
    """What one look at the books brought; `disputed` are ids of open cases that the bank disagrees.

    Of so many `orders` the bank was asked about some, and `answered` for some of these.
    """

    orders: int = 0
    asked: int = 0
    answered: int = 0
    found: list[Found] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    disputed: list[str] = field(default_factory=list)

    @property
    def silent(self) -> bool:
        """Whether the bank was asked and never answered."""
        return self.asked > 0 and not self.answered

    def document(self) -> dict[str, Any]:
        """For programs."""
        return {
            "orders": self.orders,
            "differences": [found.document() for found in self.found],
            "not_compared": [asdict(unread) for unread in self.unread],
        }


def lines(comparison: Comparison, screen: Screen) -> Iterator[str]:
    """What differs, and what could not be compared."""
    if comparison.found:
        yield from tabled(comparison.found, screen)
    elif not comparison.silent:
        yield screen.paint("No difference was found.", "good")
    if comparison.unread:
        yield ""
        yield screen.paint(f"Not compared: {len(comparison.unread)}", "odd")
        yield from table([(u.order, u.reference, u.why) for u in comparison.unread], ("order", "reference", "why"))


def tabled(found: Sequence[Found], screen: Screen) -> Iterator[str]:
    """The table of differences."""
    titles, *body = table([each.cells for each in found], COLUMNS)
    yield screen.paint(titles, "strong")
    yield from body
