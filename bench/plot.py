"""Bar charts as SVG, written by hand: no plotting library for a few bars. Each has its numbers as text beside it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from .results import DIRECTORY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WIDTH, LABEL, BAR, GAP, HEAD = 720, 190, 20, 8, 56
COLOURS = {"Guichet": "#1b5e4b"}
OTHERS = "#9aa7b0"
LIMIT = "#b3261e"


def bars(name: str, title: str, values: Mapping[str, float], unit: str, limit: float | None = None) -> Path:
    """Write a chart and say where; `limit` is a line that a bar is meant to stay below."""
    most = max([*values.values(), limit or 0]) or 1
    scale = (WIDTH - LABEL - 110) / most
    height = HEAD + len(values) * (BAR + GAP) + GAP
    parts = []
    if limit is not None:
        at = LABEL + limit * scale
        parts.append(f'<line x1="{at:.1f}" y1="{HEAD - 8}" x2="{at:.1f}" y2="{height - GAP}" stroke="{LIMIT}"/>')
        parts.append(f'<text x="{at + 4:.1f}" y="{HEAD - 10}" fill="{LIMIT}">{limit:g}{escape(unit)} at most</text>')
    parts += [_row(place, label, value, scale, unit) for place, (label, value) in enumerate(values.items())]
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-family="sans-serif"'
        f' font-size="13"><title>{escape(title)}</title><rect width="100%" height="100%" fill="#ffffff"/>'
        f'<text x="12" y="24" font-size="16">{escape(title)}</text>{"".join(parts)}</svg>\n'
    )
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    path = DIRECTORY / f"{name}.svg"
    path.write_text(text)
    return path


def _row(place: int, label: str, value: float, scale: float, unit: str) -> str:
    top = HEAD + place * (BAR + GAP)
    width, number = max(value * scale, 1), f"{value:,.2f}".rstrip("0").rstrip(".")
    return (
        f'<text x="{LABEL - 8}" y="{top + 15}" text-anchor="end">{escape(label)}</text>'
        f'<rect x="{LABEL}" y="{top}" width="{width:.1f}" height="{BAR}" fill="{COLOURS.get(label, OTHERS)}"/>'
        f'<text x="{LABEL + width + 6:.1f}" y="{top + 15}" stroke="#ffffff" stroke-width="4" paint-order="stroke">'
        f"{number}{escape(unit)}</text>"
    )
