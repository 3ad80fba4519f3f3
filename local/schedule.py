"""`python -m local.schedule`: calls the sweep every GUICHET_SWEEP_SECONDS, as EventBridge would."""

from __future__ import annotations

import logging
import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalicelib.events.sweep import sweep
from local.heartbeat import Heartbeat
from local.lambda_event import Context, scheduled_event
from local.settings import running_settings

if TYPE_CHECKING:
    from collections.abc import Callable

BEAT_SECONDS = 1.0

log = logging.getLogger("local.schedule")


class Schedule:
    def __init__(self, task: Callable[[Any, Any], Any], every_seconds: float, name: str = "sweep") -> None:
        self._task = task
        self._name = name
        self._every = every_seconds
        self._due_at = 0.0

    def tick(self, now: float) -> float:
        """Runs the task if it is due. Returns the seconds until it is due again, whether it failed or not."""
        if now >= self._due_at:
            self._due_at = now + self._every
            try:
                self._task(scheduled_event(datetime.now(UTC)), Context(self._name))
            except Exception:
                log.exception("%s raised", self._name)
        return self._due_at - now


def main() -> None:
    logging.basicConfig(format="%(asctime)s %(message)s")
    heartbeat = Heartbeat(running_settings(os.environ).heartbeat("schedule"))
    schedule = Schedule(sweep, float(os.environ["GUICHET_SWEEP_SECONDS"]))
    while True:
        wait = schedule.tick(time.monotonic())
        heartbeat.beat()
        time.sleep(min(wait, BEAT_SECONDS))


if __name__ == "__main__":
    main()
