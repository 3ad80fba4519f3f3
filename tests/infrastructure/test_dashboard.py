"""The dashboard shows what there is: our metrics and AWS's, with their dimensions, and every alarm."""

from __future__ import annotations

import json

import pytest

from chalicelib.runtime.telemetry import METRICS
from infrastructure.compose import merge_template
from tests.infrastructure.aws_metrics import AWS_METRICS
from tests.infrastructure.deployed_code import STACK
from tests.infrastructure.resolving import Resolver

BUSINESS = ["PaymentsStarted", "PaymentsPaid", "PaymentsRefused", "Revenue", "SecondsToPaid", "Mails", "Cases"]
OF_OUR_FILTERS = {f"NotificationsThrottled-{STACK}", f"RequestsThrottled-{STACK}"}


@pytest.fixture(scope="module")
def stack():
    return merge_template([])


@pytest.fixture(scope="module")
def widgets(stack):
    body = Resolver(stack).value(stack["Resources"]["Dashboard"]["Properties"]["DashboardBody"])
    return json.loads(body)["widgets"]


@pytest.fixture(scope="module")
def metrics(widgets):
    """Each metric shown: namespace, name, and dimensions by name."""
    rows = [row for w in widgets for row in w["properties"].get("metrics", ()) if isinstance(row[0], str)]
    texts = [[part for part in row if isinstance(part, str)] for row in rows]
    return [(space, name, dict(zip(rest[::2], rest[1::2], strict=True))) for space, name, *rest in texts]


def test_it_shows_each_of_our_metrics_with_its_dimensions(metrics):
    ours = {name: dimensions for space, name, dimensions in metrics if space == "Guichet"}

    assert set(ours) == set(METRICS) | OF_OUR_FILTERS
    assert {name: given for name, given in ours.items() if given != {"service": STACK}} == {
        "Revenue": {"service": STACK, "currency": "EUR"},
        **{name: {} for name in OF_OUR_FILTERS},
    }


def test_revenue_in_any_currency_is_searched_for(widgets):
    (search,) = [row[0]["expression"] for w in widgets for row in w["properties"].get("metrics", ()) if len(row) == 1]

    schema = "{Guichet,service,currency}"
    assert search == f"SEARCH('{schema} MetricName=\"Revenue\" service=\"{STACK}\"', 'Sum', 900)"


def test_it_shows_metrics_of_aws_with_the_dimensions_that_they_have(metrics):
    for space, name, dimensions in metrics:
        if space != "Guichet":
            assert set(dimensions) in AWS_METRICS[space, name], name


def test_it_shows_every_alarm(stack, widgets):
    (shown,) = [widget["properties"]["alarms"] for widget in widgets if widget["type"] == "alarm"]
    alarms = [name for name, r in stack["Resources"].items() if r["Type"] == "AWS::CloudWatch::Alarm"]

    assert sorted(shown) == sorted(f"<{name}.Arn>" for name in alarms)


def test_the_business_is_above_and_no_widget_covers_another(widgets):
    alarms = next(widget["y"] for widget in widgets if widget["type"] == "alarm")
    above = json.dumps([widget for widget in widgets if widget["y"] < alarms])
    cells = [
        (x, y) for w in widgets for x in range(w["x"], w["x"] + w["width"]) for y in range(w["y"], w["y"] + w["height"])
    ]

    assert [name for name in BUSINESS if name not in above] == []
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
