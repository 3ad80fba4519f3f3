"""`python -m local.operations`: the functions that call the bank, fed from the table's stream and on a schedule."""

from __future__ import annotations

import logging
import os
import time

from chalicelib.events.operations import operations, settle
from local.event_source import EventSource
from local.heartbeat import Heartbeat
from local.pump import POLL_SECONDS, one_pass, table_stream
from local.schedule import Schedule
from local.settings import running_settings


def main() -> None:
    logging.basicConfig(format="%(asctime)s %(message)s")
    heartbeat = Heartbeat(running_settings(os.environ).heartbeat("operations"))
    source = EventSource("operations", table_stream(os.environ["GUICHET_TABLE"]), operations)
    schedule = Schedule(settle, float(os.environ["GUICHET_SWEEP_SECONDS"]), "settle")
    while True:
        delivered = one_pass(source, heartbeat)
        schedule.tick(time.monotonic())
        if not delivered:
            time.sleep(POLL_SECONDS)


if __name__ == "__main__":
    main()
