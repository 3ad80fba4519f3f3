"""What CloudWatch makes of datapoints and an alarm's properties: periods, statistic, threshold, missing data.

It knows no more than this stack's alarms use, and refuses the rest.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from math import ceil
from typing import Any

from tests.infrastructure.datapoints import Point

STATISTICS: dict[str, Callable[[list[float]], float]] = {
    "Sum": sum,
    "Maximum": max,
    "Minimum": min,
    "Average": lambda values: sum(values) / len(values),
    "SampleCount": lambda values: float(len(values)),
}
COMPARISONS = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
}
SUM_OF_ALL = "SUM(FILL(METRICS(), 0))"


def raised(alarm: dict[str, Any], points: Iterable[Point], seconds: float) -> bool:
    """Whether the alarm's state becomes ALARM at any time from 0 until then."""
    values = list(_values(alarm, list(points), seconds))
    most, needed = alarm["EvaluationPeriods"], alarm.get("DatapointsToAlarm", alarm["EvaluationPeriods"])
    breaching = [_breaches(alarm, value) for value in values]
    return any(sum(breaching[max(0, end - most) : end]) >= needed for end in range(1, len(breaching) + 1))


def _breaches(alarm: dict[str, Any], value: float | None) -> bool:
    if value is None:
        return {"breaching": True, "notBreaching": False, "ignore": False}[alarm["TreatMissingData"]]
    return bool(COMPARISONS[alarm["ComparisonOperator"]](value, alarm["Threshold"]))


def _values(alarm: dict[str, Any], points: list[Point], seconds: float) -> Iterable[float | None]:
    """The value of each whole period, None where there is none."""
    if "Metrics" not in alarm:
        return _series(alarm, alarm["Period"], alarm["Statistic"], points, seconds)
    expression, *parts = alarm["Metrics"]
    assert expression["Expression"] == SUM_OF_ALL
    stats = [part["MetricStat"] for part in parts]
    assert len({stat["Period"] for stat in stats}) == 1
    each = [_series(stat["Metric"], stat["Period"], stat["Stat"], points, seconds) for stat in stats]
    return [sum(value or 0 for value in period) for period in zip(*each, strict=True)]


def _series(
    metric: dict[str, Any], period: int, statistic: str, points: list[Point], seconds: float
) -> list[float | None]:
    wanted = metric["Namespace"], metric["MetricName"], dimensions_of(metric)
    within: dict[int, list[float]] = {}
    for point in points:
        if (point.namespace, point.name, point.dimensions) == wanted:
            within.setdefault(int(point.at // period), []).append(point.value)
    periods = range(ceil(seconds / period))
    return [STATISTICS[statistic](within[number]) if number in within else None for number in periods]


def metrics_of(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    """Each metric that an alarm looks at, with namespace, name and dimensions."""
    if "Metrics" not in alarm:
        return [alarm]
    return [part["MetricStat"]["Metric"] for part in alarm["Metrics"] if "MetricStat" in part]


def dimensions_of(metric: dict[str, Any]) -> frozenset[tuple[str, str]]:
    return frozenset((dimension["Name"], dimension["Value"]) for dimension in metric.get("Dimensions", ()))
