"""`python -m local.pump`: feeds the outbox from the table's stream. The sweep finds what it missed."""

from __future__ import annotations

import logging
import os
import time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.events.outbox import outbox
from local.event_source import EventSource
from local.heartbeat import Heartbeat
from local.settings import running_settings
from local.table_stream import TableStream

POLL_SECONDS = 0.25

log = logging.getLogger("local.pump")


def table_stream(table: str) -> TableStream:
    config = Config(connect_timeout=1, read_timeout=5, retries={"total_max_attempts": 1})
    streams = boto3.client("dynamodbstreams", config=config)
    return TableStream(boto3.client("dynamodb", config=config), streams, table)


def run(source: EventSource, heartbeat: Heartbeat) -> None:
    while True:
        if not one_pass(source, heartbeat):
            time.sleep(POLL_SECONDS)


def one_pass(source: EventSource, heartbeat: Heartbeat) -> bool:
    """Whether anything was delivered, so that more may wait behind it."""
    try:
        delivered = source.pass_once()
    except (BotoCoreError, ClientError) as fault:
        # Local AWS is away or starts again: nothing is lost by trying until it is back.
        log.warning("the stream cannot be read: %s", fault)
        source.rediscover()
        return False
    heartbeat.beat()
    return delivered


def main() -> None:
    logging.basicConfig(format="%(asctime)s %(message)s")
    source = EventSource("outbox", table_stream(os.environ["GUICHET_TABLE"]), outbox)
    run(source, Heartbeat(running_settings(os.environ).heartbeat("pump")))


if __name__ == "__main__":
    main()
