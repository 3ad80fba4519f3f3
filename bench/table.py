"""Tables as text: the first column to the left, numbers to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The lines of a table, with an empty one after it."""
    widths = [max(len(cells[place]) for cells in (heads, *rows)) for place in range(len(heads))]
    return "\n".join([title, *(_line(cells, widths) for cells in (heads, *rows)), "", ""])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return "  ".join([f"  {first[0]:<{first[1]}}", *(f"{cell:>{width}}" for cell, width in others)])
