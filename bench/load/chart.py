"""Latency against burst size as an SVG, both axes logarithmic, written by hand."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from bench.results import DIRECTORY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 400, 80, 48, 72, 48
COLOURS = ("#1b5e4b", "#4c8fbd", "#c98a1b", "#b3261e")


def lines(name: str, title: str, series: Mapping[str, Sequence[tuple[float, float]]]) -> Path:
    """Write the chart and say where."""
    points = [point for line in series.values() for point in line]
    place = _Scale(points)
    parts = [_text(LEFT, 24, title, size=16), _text(WIDTH - RIGHT, HEIGHT - 8, "notifications at once", end=True)]
    parts += [_text(place.x(x), HEIGHT - 28, f"{x:g}", middle=True) for x in sorted({x for x, _ in points})]
    for exponent in range(place.low, place.high + 1):
        y = place.y(10.0**exponent)
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#dde2e6"/>')
        parts.append(_text(LEFT - 8, y + 4, f"{10.0**exponent:g} ms", end=True))
    for row, (colour, (label, line)) in enumerate(zip(COLOURS, series.items(), strict=False)):
        way = " ".join(f"{place.x(x):.1f},{place.y(y):.1f}" for x, y in line)
        parts.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(_text(WIDTH - RIGHT + 16, TOP + 20 * (len(series) - row), label, colour=colour))
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    path = DIRECTORY / f"{name}.svg"
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif"'
        f' font-size="13"><title>{title}</title><rect width="100%" height="100%" fill="#ffffff"/>'
        f"{''.join(parts)}</svg>\n"
    )
    return path


class _Scale:
    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        self._first = log10(min(x for x, _ in points))
        self._wide = log10(max(x for x, _ in points)) - self._first or 1.0
        self.low = int(log10(min(y for _, y in points)))
        self.high = int(log10(max(y for _, y in points))) + 1

    def x(self, value: float) -> float:
        return LEFT + (log10(value) - self._first) / self._wide * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        part = (log10(value) - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP)


def _text(
    x: float, y: float, text: str, *, size: int = 13, colour: str = "#20262b", end: bool = False, middle: bool = False
) -> str:
    anchor = "end" if end else "middle" if middle else "start"
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}">{text}</text>'
