"""What CloudWatch would hold: read from lines of the embedded metric format, or stated for AWS's own metrics."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

MINUTE = 60.0


@dataclass(frozen=True)
class Point:
    """One value of one metric; `at` is in seconds."""

    namespace: str
    name: str
    dimensions: frozenset[tuple[str, str]]
    value: float
    at: float = 0.0
    unit: str = ""


def points_in(lines: str) -> list[Point]:
    """The values in a function's log, as CloudWatch reads them from it."""
    found = []
    for line in lines.splitlines():
        document = json.loads(line) if line.startswith("{") else {}
        for directive in document.get("_aws", {}).get("CloudWatchMetrics", ()):
            at = document["_aws"]["Timestamp"] / 1000
            for names in directive["Dimensions"]:
                dimensions = frozenset((name, document[name]) for name in names)
                for metric in directive["Metrics"]:
                    value = document[metric["Name"]]
                    # A metric may have several values in one line.
                    values = value if isinstance(value, list) else [value]
                    found += [
                        Point(directive["Namespace"], metric["Name"], dimensions, one, at, metric["Unit"])
                        for one in values
                    ]
    return found


def sample(namespace: str, name: str, value: float, **dimensions: str) -> Point:
    """A value of a metric that AWS itself makes."""
    return Point(namespace, name, frozenset(dimensions.items()), value)


def from_zero(points: Iterable[Point]) -> list[Point]:
    """The same, as though the first one were at 0."""
    points = list(points)
    first = min((point.at for point in points), default=0.0)
    return [replace(point, at=point.at - first) for point in points]


def lasting(points: Iterable[Point], minutes: int) -> list[Point]:
    """What a schedule that runs each minute writes for so long, if it always finds the same."""
    return [replace(p, at=p.at + MINUTE * minute) for minute in range(minutes) for p in from_zero(points)]
