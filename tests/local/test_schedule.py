from __future__ import annotations

from datetime import datetime

from local.schedule import Schedule


def test_the_task_runs_at_once_and_then_at_its_rate():
    runs = []
    schedule = Schedule(lambda event, context: runs.append(event), every_seconds=10)

    assert schedule.tick(100) == 10
    assert schedule.tick(105) == 5
    assert schedule.tick(110) == 10

    assert len(runs) == 2


def test_a_task_that_raises_runs_again_at_its_time():
    runs = []

    def fail(event, context):
        runs.append(event)
        raise RuntimeError("as asked")

    schedule = Schedule(fail, every_seconds=10)
    schedule.tick(100)
    schedule.tick(110)

    assert len(runs) == 2


def test_the_task_is_called_as_eventbridge_calls_it():
    calls = []
    Schedule(lambda event, context: calls.append((event, context)), every_seconds=10).tick(0)

    ((event, context),) = calls
    assert event["source"] == "aws.events"
    assert datetime.fromisoformat(event["time"]).tzinfo
    assert context.function_name == "sweep"
