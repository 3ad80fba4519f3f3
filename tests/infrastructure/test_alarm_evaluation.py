"""The stand-in for CloudWatch's alarms: it must not raise what CloudWatch would not."""

from __future__ import annotations

import pytest

from tests.infrastructure.alarm_evaluation import raised
from tests.infrastructure.datapoints import lasting, points_in, sample

HOUR = 3600


def an_alarm(**changes):
    return {
        "Namespace": "Guichet",
        "MetricName": "Thing",
        "Dimensions": [{"Name": "service", "Value": "shop"}],
        "Statistic": "Sum",
        "Period": 300,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Threshold": 2,
        "TreatMissingData": "notBreaching",
        **changes,
    }


def things(*values, **dimensions):
    return [sample("Guichet", "Thing", value, **(dimensions or {"service": "shop"})) for value in values]


def test_a_sum_that_reaches_the_threshold_within_a_period_raises():
    assert raised(an_alarm(), things(1, 1), HOUR)
    assert not raised(an_alarm(), things(1), HOUR)
    assert not raised(an_alarm(Period=60), lasting(things(1), 60), HOUR)


@pytest.mark.parametrize("changes", [{"Namespace": "Other"}, {"MetricName": "Thin"}, {"Dimensions": []}])
def test_a_metric_of_another_name_or_with_other_dimensions_does_not(changes):
    assert not raised(an_alarm(**changes), things(2), HOUR)


def test_it_must_last_for_as_many_periods_as_are_evaluated():
    lasts = an_alarm(EvaluationPeriods=3)

    assert raised(lasts, lasting(things(2), 15), HOUR)
    assert not raised(lasts, lasting(things(2), 10), HOUR)


def test_it_may_come_and_go_where_fewer_datapoints_are_enough():
    gaps = an_alarm(EvaluationPeriods=6, DatapointsToAlarm=3)
    at = [lasting(things(2), minute + 1)[-1] for minute in (0, 10, 20)]

    assert raised(gaps, at, HOUR)
    assert not raised(gaps, at[:2], HOUR)


def test_silence_counts_only_where_it_is_said_to():
    silent = an_alarm(Statistic="SampleCount", ComparisonOperator="LessThanThreshold", Threshold=1)

    assert raised(silent | {"TreatMissingData": "breaching"}, [], HOUR)
    assert not raised(silent | {"TreatMissingData": "breaching"}, lasting(things(0), 60), HOUR)
    assert not raised(silent, [], HOUR)


def test_a_line_of_the_log_that_measures_nothing_is_no_datapoint():
    line = '{"_aws":{"Timestamp":5000,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[["service"]],'
    line += '"Metrics":[{"Name":"Thing","Unit":"Count"}]}]},"service":"shop","Thing":[1.0,2.0]}'

    points = points_in('{"message": "payment started"}\nnot even JSON\n' + line)

    assert [(p.namespace, p.name, p.dimensions, p.value, p.at, p.unit) for p in points] == [
        ("N", "Thing", frozenset({("service", "shop")}), value, 5.0, "Count") for value in (1.0, 2.0)
    ]
