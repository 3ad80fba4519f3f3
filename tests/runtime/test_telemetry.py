"""The log: one JSON line an event, with listed fields only, and failures without their texts."""

from __future__ import annotations

import json

import pytest

from chalicelib.runtime import telemetry


@pytest.fixture
def logged(capsys):
    """What a call writes to the log, as one document a line."""

    def lines_of(call):
        call()
        return emitted(capsys)

    return lines_of


def test_an_event_is_one_line_with_its_fields(logged):
    (line,) = logged(lambda: telemetry.happened("notification recorded", reference="CMD482101", new=True))

    assert (line["message"], line["reference"], line["new"], line["service"]) == (
        "notification recorded", "CMD482101", True, "guichet",
    )  # fmt: skip


def test_a_field_that_is_not_listed_never_gets_in(logged):
    def careless():
        with pytest.raises(ValueError, match="email"):
            telemetry.happened("payment started", email="someone@example.org")

    assert logged(careless) == []


def test_a_failure_is_told_by_type_and_place_and_never_by_its_text(logged):
    def fail():
        try:
            raise KeyError("4970 1000 0000 0000")
        except KeyError as error:
            telemetry.failure("request failed", error)

    (line,) = logged(fail)

    assert line["error"] == "KeyError"
    assert "test_telemetry.py:" in line["at"]
    assert "4970" not in json.dumps(line)


def emitted(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_what_is_measured_is_a_line_that_cloudwatch_makes_metrics_of(capsys, monkeypatch):
    monkeypatch.setenv("GUICHET_SERVICE", "guichet-production")

    telemetry.measured(PaymentsPaid=1, SecondsToPaid=41.5)

    (line,) = emitted(capsys)
    assert line["_aws"]["CloudWatchMetrics"] == [
        {
            "Namespace": "Guichet",
            "Dimensions": [["service"]],
            "Metrics": [
                {"Name": "PaymentsPaid", "Unit": "Count"},
                {"Name": "SecondsToPaid", "Unit": "Seconds"},
            ],
        }
    ]
    assert (line["service"], line["PaymentsPaid"], line["SecondsToPaid"]) == ("guichet-production", 1, 41.5)
    assert set(line) == {"_aws", "service", "PaymentsPaid", "SecondsToPaid"}


def test_money_is_measured_by_its_currency(capsys):
    telemetry.measured("EUR", Revenue=62.73)

    (line,) = emitted(capsys)
    (dimensions,) = line["_aws"]["CloudWatchMetrics"][0]["Dimensions"]
    assert set(dimensions) == {"service", "currency"}
    assert (line["currency"], line["Revenue"]) == ("EUR", 62.73)


def test_a_metric_that_is_not_listed_is_not_measured(capsys):
    with pytest.raises(ValueError, match="Shoppers"):
        telemetry.measured(Shoppers=1)

    assert emitted(capsys) == []


def test_what_is_measured_does_not_depend_on_what_is_logged(capsys, monkeypatch):
    monkeypatch.setenv("GUICHET_LOG_LEVEL", "ERROR")

    telemetry.measured(SealsRejected=1)

    assert len(emitted(capsys)) == 1


def test_what_is_below_the_level_is_not_logged_and_an_unknown_level_hides_nothing(logged, monkeypatch):
    monkeypatch.setenv("GUICHET_LOG_LEVEL", "ERROR")
    assert logged(lambda: telemetry.happened("swept", due=1)) == []

    monkeypatch.setenv("GUICHET_LOG_LEVEL", "loud")
    assert len(logged(lambda: telemetry.happened("swept", due=1))) == 1


def test_money_and_counts_of_one_write_are_one_line(capsys):
    telemetry.measured("EUR", PaymentsPaid=1, Revenue=62.73)

    (line,) = emitted(capsys)
    directives = line["_aws"]["CloudWatchMetrics"]
    assert [(d["Dimensions"], [m["Name"] for m in d["Metrics"]]) for d in directives] == [
        ([["service"]], ["PaymentsPaid"]),
        ([["service", "currency"]], ["Revenue"]),
    ]


@pytest.mark.parametrize(("currency", "name"), [("EUR", "PaymentsPaid"), ("", "Revenue")])
def test_money_has_a_currency_and_a_count_has_none(capsys, currency, name):
    with pytest.raises(ValueError, match=name):
        telemetry.measured(currency, **{name: 1})

    assert emitted(capsys) == []
