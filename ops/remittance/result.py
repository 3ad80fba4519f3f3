"""The result: every row as CSV as it comes, and a summary that a person reads."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

from chalicelib.domain.money import Money
from ops.screen import Screen, shown, table

from .matching import BAD, DIFFERS, MATCHES, MISSING, UNKNOWN, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SHOWN = 20

COLUMNS = ("line", "day", "order", "reference", "terminal", "amount", "currency", "authorization", "verdict", "details")

_WORDS = {
    MATCHES: "match (rapprochées)",
    DIFFERS: "differ (écarts)",
    UNKNOWN: "have no order here (inconnues)",
    MISSING: "orders captured in the period and not in the file (absentes du fichier)",
    BAD: "lines cannot be read (illisibles)",
}


class ResultFile:
    """CSV in UTF-8 with a heading line and `;`, as the bank's own."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file, delimiter=";", lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def add(self, row: Row) -> None:
        """Write one row."""
        self._writer.writerow(_cells(row))

    def add_unreadable(self, position: int, why: str) -> None:
        """Write a line that could not be read."""
        self._writer.writerow((position, *[""] * 7, BAD, why))


def _cells(row: Row) -> tuple[object, ...]:
    line, details = row.line, "; ".join(row.details)
    if line is None:
        return ("", "", _text(row.order), *[""] * 5, row.verdict, details)
    amount = Money(line.amount, line.currency)
    return (line.position, line.day, _text(row.order), _text(line.reference), _text(line.terminal), amount,
            line.currency, _text(line.authorization), row.verdict, details)  # fmt: skip


def _text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


@dataclass(frozen=True, slots=True)
class Report:
    """Where every row goes: into the summary, and into the result where one is written."""

    summary: Summary
    result: ResultFile | None = None

    def add(self, row: Row) -> None:
        """Report one row."""
        self.summary.add(row)
        if self.result:
            self.result.add(row)

    def add_unreadable(self, position: int, why: str) -> None:
        """Report a line that could not be read."""
        self.summary.add_unreadable(position, why)
        if self.result:
            self.result.add_unreadable(position, why)


@dataclass(slots=True)
class Summary:
    """Counts and sums, and the first rows that need a person; `period` is empty where it was not looked for."""

    period: tuple[str, str] | None = None
    verdicts: Counter[str] = field(default_factory=Counter)
    not_booked: Counter[str] = field(default_factory=Counter)
    captured: Counter[str] = field(default_factory=Counter)
    refunded: Counter[str] = field(default_factory=Counter)
    shown: list[tuple[str, str, str, str]] = field(default_factory=list)

    @property
    def differences(self) -> bool:
        """Whether anything is not a match."""
        return any(count for verdict, count in self.verdicts.items() if verdict != MATCHES)

    def add(self, row: Row) -> None:
        """Count one row."""
        self.verdicts[row.verdict] += 1
        if row.line is not None:
            sums = self.captured if row.line.amount >= 0 else self.refunded
            sums[row.line.currency] += abs(row.line.amount)
        if row.verdict != MATCHES:
            position = str(row.line.position) if row.line else "-"
            self._show((position, row.order, row.verdict, "; ".join(row.details)))

    def add_unreadable(self, position: int, why: str) -> None:
        """Count a line that could not be read."""
        self.verdicts[BAD] += 1
        self._show((str(position), "-", BAD, why))

    def _show(self, row: tuple[str, str, str, str]) -> None:
        if len(self.shown) < MOST_SHOWN:
            self.shown.append(row)

    def document(self) -> dict[str, Any]:
        """The summary as JSON values."""
        return {
            "verdicts": {verdict: self.verdicts[verdict] for verdict in _WORDS},
            "not_booked": dict(self.not_booked),
            "captured": {currency: str(Money(minor, currency)) for currency, minor in self.captured.items()},
            "refunded": {currency: str(Money(minor, currency)) for currency, minor in self.refunded.items()},
            "period": list(self.period) if self.period else None,
            "first_problems": [
                {
                    "line": int(line) if line.isdecimal() else None,
                    "order": order,
                    "verdict": verdict,
                    "details": details,
                }
                for line, order, verdict, details in self.shown
            ],
        }

    def lines(self, screen: Screen) -> Iterator[str]:
        """The summary for a person."""
        yield screen.paint("Remittance file (fichier de remises) against the orders", "strong")
        for verdict, said in _WORDS.items():
            count = self.verdicts[verdict]
            tone = "good" if verdict == MATCHES else "bad" if count else ""
            if verdict != MISSING or self.period:
                yield screen.paint(f"{count:>10,}  {said}", tone)
        for state, count in sorted(self.not_booked.items()):
            yield f"{count:>10,}  not booked, state {shown(state)}"
        for name, sums in (("captured (recouvrements)", self.captured), ("refunded (recrédits)", self.refunded)):
            for currency, minor in sorted(sums.items()):
                yield f"{Money(minor, currency)!s:>14} {currency} {name} in the file"
        if self.shown:
            yield ""
            yield from table(self.shown, ("line", "order", "verdict", "details"))
            rest = sum(count for verdict, count in self.verdicts.items() if verdict != MATCHES) - len(self.shown)
            if rest > 0:
                yield f"… and {rest:,} more: give --out RESULT.csv for all"
        yield ""
        yield self._missing_note()

    def _missing_note(self) -> str:
        if self.period:
            return f"Missing orders were looked for among those captured from {' to '.join(self.period)} (Paris)."
        return "Orders missing in the file were NOT looked for: give --orders EXPORT, --from and --to."
