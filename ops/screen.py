"""How a command speaks to a person: aligned columns, the hour of Paris, colours where a terminal shows them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from chalicelib.domain.starting import PARIS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

_CODES = {"good": "32", "bad": "31", "odd": "33", "strong": "1", "faint": "2"}


class Screen:
    """`paint` colours on a terminal only, and never where NO_COLOR is set."""

    def __init__(self, environment: Mapping[str, str], stream: TextIO | None = None) -> None:
        stream = stream or sys.stdout
        self.colours = stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"

    def paint(self, text: str, tone: str) -> str:
        """The text in a tone: good, bad, odd, strong or faint; any other leaves it as it is."""
        if not self.colours or tone not in _CODES:
            return text
        return f"\x1b[{_CODES[tone]}m{text}\x1b[0m"


def shown(text: str) -> str:
    """The text for a terminal, which must not obey what a message or a file contains."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)


def table(rows: Sequence[Sequence[str]], headings: Sequence[str], right: Sequence[int] = ()) -> list[str]:
    """Aligned lines under their headings; `right` are the columns, from 0, that end flush."""
    cells = [list(headings), *([shown(cell).replace("\n", " ") for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    lines = []
    for row in cells:
        padded = (
            cell.rjust(widths[column]) if column in right else cell.ljust(widths[column])
            for column, cell in enumerate(row)
        )
        lines.append("  ".join(padded).rstrip())
    return lines


def paris(moment: datetime) -> str:
    """Day and time in the hour of Paris, to the second."""
    return moment.astimezone(PARIS).strftime("%Y-%m-%d %H:%M:%S")
