"""Every alarm is raised by its fault, and by nothing on a good day."""

from __future__ import annotations

from functools import cache

import pytest

from chalicelib.runtime.telemetry import METRICS, NAMESPACE
from infrastructure.compose import merge_template
from tests.counter import accepted
from tests.infrastructure.alarm_evaluation import dimensions_of, metrics_of, raised
from tests.infrastructure.alarm_faults import DAY_OF_MINUTES, FAULTS, a_good_day, work_that_fails_each_time
from tests.infrastructure.aws_metrics import AWS_METRICS
from tests.infrastructure.datapoints import MINUTE, from_zero
from tests.infrastructure.deployed_code import STACK, deployed_code
from tests.infrastructure.resolving import Resolver

pytestmark = pytest.mark.xdist_group("template")

DAY = DAY_OF_MINUTES * MINUTE
OURS = {(name, frozenset({("service", STACK)})) for name in METRICS} - {("Revenue", frozenset({("service", STACK)}))}


@pytest.fixture(scope="module")
def code(tmp_path_factory):
    with deployed_code(tmp_path_factory.mktemp("alarms")) as running:
        yield running


@pytest.fixture(scope="module")
def fault(code):
    """The datapoints of the fault of an alarm, which is done once."""

    @cache
    def datapoints(alarm):
        code.empty_table()
        return FAULTS[alarm](code)

    return datapoints


@pytest.fixture(scope="module")
def good_day(code):
    code.empty_table()
    return a_good_day(code)


@pytest.fixture(scope="module")
def stack():
    """The merge template, before Chalice adds its own."""
    return merge_template([])


@pytest.fixture(scope="module")
def alarms(stack):
    return alarms_in(of_kind(stack, "AWS::CloudWatch::Alarm"))


def of_kind(stack, kind):
    return {name: Resolver(stack).value(r) for name, r in stack["Resources"].items() if r["Type"] == kind}


def alarms_in(resources):
    return {n: r["Properties"] for n, r in resources.items() if r["Type"] == "AWS::CloudWatch::Alarm"}


@pytest.mark.parametrize("alarm", FAULTS)
def test_an_alarm_is_raised_by_its_fault(alarms, fault, alarm):
    points = from_zero(fault(alarm))
    until = max(point.at for point in points) + MINUTE

    # A period counts once it is over.
    assert raised(alarms[alarm], points, max(until, 3600))


@pytest.mark.parametrize("alarm", FAULTS)
def test_an_alarm_is_silent_on_a_good_day(alarms, good_day, alarm):
    assert not raised(alarms[alarm], good_day, DAY)


def test_every_alarm_has_its_fault(alarms):
    assert set(alarms) == set(FAULTS)


def test_every_alarm_is_told_to_the_topic_and_says_where_to_read_on(alarms):
    for name, alarm in alarms.items():
        assert alarm["AlarmActions"] == ["AlarmTopic"], name
        assert " docs/operate.md#" in alarm["AlarmDescription"], name
        assert alarm["TreatMissingData"] in ("breaching", "notBreaching", "ignore"), name


def test_every_metric_is_ours_with_our_dimensions_or_one_of_aws(stack, alarms):
    filters = {
        (transformation["MetricName"], frozenset())
        for resource in of_kind(stack, "AWS::Logs::MetricFilter").values()
        for transformation in resource["Properties"]["MetricTransformations"]
    }
    for alarm in alarms.values():
        for metric in metrics_of(alarm):
            if metric["Namespace"] == NAMESPACE:
                assert (metric["MetricName"], dimensions_of(metric)) in OURS | filters
            else:
                known = AWS_METRICS[metric["Namespace"], metric["MetricName"]]
                assert {name for name, _ in dimensions_of(metric)} in known


def test_the_code_emits_every_metric_that_it_names_with_these_dimensions(fault, good_day):
    emitted = {*good_day, *(point for alarm in FAULTS for point in fault(alarm))}
    emitted = {(p.name, p.dimensions, p.unit) for p in emitted if p.namespace == NAMESPACE and p.unit}

    revenue = ("Revenue", frozenset({("service", STACK), ("currency", "EUR")}))
    seldom = ("MailsFailed", frozenset({("service", STACK)}))  # tests/runtime/test_measured_orders.py
    assert emitted | {(*seldom, "Count")} == {(n, d, METRICS[n]) for n, d in OURS | {revenue}}


def test_an_alarm_of_functions_leaves_none_out(stack, alarms):
    functions = {name for name, r in stack["Resources"].items() if r["Type"] == "AWS::Serverless::Function"}
    watched = {name for metric in metrics_of(alarms["FunctionErrors"]) for _, name in dimensions_of(metric)}

    assert watched == functions


def test_a_refused_request_is_counted_where_the_access_log_says_429(stack):
    line = stack["Resources"]["RestAPI"]["Properties"]["AccessLogSetting"]["Format"]
    filters = of_kind(stack, "AWS::Logs::MetricFilter")
    patterns = {name: found["Properties"]["FilterPattern"] for name, found in filters.items()}

    assert '"status": "$context.status"' in line
    assert '"route": "$context.resourcePath"' in line
    assert patterns == {
        "RequestsThrottledLines": '{ $.status = "429" }',
        "NotificationsThrottledLines": '{ $.status = "429" && $.route = "/monetico/notifications" }',
    }


def test_what_is_deployed_has_these_alarms(everything, alarms):
    assert alarms_in(everything) == alarms


def test_what_the_bank_says_twice_is_counted_once(code):
    message = accepted(code.api.new_order())
    once = code.measured(lambda: code.api.notify(message))

    assert named(once) == {"PaymentsPaid", "SecondsToPaid", "Revenue"}
    assert [point.value for point in once if point.name == "Revenue"] == [62.73]
    assert code.measured(lambda: code.api.notify(message), lambda: code.api.notify(message)) == []


def test_what_is_due_for_less_than_ten_minutes_is_not_overdue(code, alarms):
    code.empty_table()

    assert not raised(alarms["WorkOverdue"], work_that_fails_each_time(code, minutes=9), 3600)


def test_a_case_without_an_order_is_counted_too(code):
    stranger = {**accepted(code.api.new_order()), "reference": "ELSEWHERE01"}
    replay = "/monetico/notifications?TPE=0000001&montant=62,73%80"

    assert named(code.measured(lambda: code.api.notify(stranger))) == {"CasesOpened"}
    assert named(code.measured(lambda: code.api.call("GET", replay))) == {"CasesOpened"}


def named(points):
    return {point.name for point in points}


def test_noise_at_the_banks_door_is_no_alarm(code):
    assert code.measured(lambda: code.api.post_notification(b"wp-login=1"), lambda: code.api.replay([])) == []
