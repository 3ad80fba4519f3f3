"""The log: one JSON line an event, with listed fields only, and failures without their texts."""

from __future__ import annotations

import io
import json

import pytest

from chalicelib.runtime import telemetry


@pytest.fixture
def logged():
    """What a call writes to the log, as one document a line."""
    handler = telemetry._logger().registered_handler
    former = handler.stream

    def lines_of(call):
        handler.stream = io.StringIO()
        call()
        return [json.loads(line) for line in handler.stream.getvalue().splitlines()]

    yield lines_of
    handler.stream = former


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
