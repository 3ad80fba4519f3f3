"""What the functions are measured against: DynamoDB, secrets, mail and the bank of this machine, in other processes.

So only what a function itself does counts as its CPU.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3

from local import environment
from local.loopback import HttpCheck
from local.parts import Part, all_parts
from local.ports import free_ports
from local.secrets import Secrets, load_or_create
from local.settings import Settings
from local.stack import Stack

from .measuring import count_requests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from types_boto3_dynamodb import DynamoDBClient

PARTS = ("aws", "mailbox")
RIVALS_TABLE = "rivals-orders"
IDEMPOTENCY_TABLE = "rivals-idempotency"


@dataclass(frozen=True)
class Stand:
    """Addresses and secrets of what runs."""

    settings: Settings
    secrets: Secrets

    @property
    def bank_key(self) -> bytes:
        return bytes.fromhex(self.secrets.terminal_key)


@contextmanager
def running() -> Iterator[Stand]:
    """The parts, and this process's environment as Lambda would set it for every function that is measured."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as name:
        settings = Settings(free_ports(), Path(name))
        for directory in (settings.logs, settings.aws_state):
            directory.mkdir()
        stand = Stand(settings, load_or_create(settings.state))
        parts = [part for part in all_parts(settings, stand.secrets, os.environ) if part.name in PARTS]
        desk = environment.common(settings, os.environ)
        parts.append(Part("bank", "bench.desk", settings.url("bank"), desk, HttpCheck(settings.ports.bank, "/health")))
        stack = Stack(settings, parts)
        try:
            stack.start_all()
            os.environ.update(_variables(stand))
            count_requests()
            _create_rivals_tables(boto3.client("dynamodb"))
            yield stand
        finally:
            os.environ.clear()
            os.environ.update(before)
            stack.stop_all()


def _variables(stand: Stand) -> dict[str, str]:
    return {
        **environment.common(stand.settings, os.environ),
        **environment.backend(stand.settings, os.environ),
        "AWS_LAMBDA_FUNCTION_NAME": "guichet-bench",
        "GUICHET_SWEEP_SECONDS": "3600",  # so that a sweep finds nothing of what a run leaves
        "BANK_KEY": stand.secrets.terminal_key,
        "ORDERS_TABLE": RIVALS_TABLE,
        "IDEMPOTENCY_TABLE": IDEMPOTENCY_TABLE,
        "MAIL_FROM": environment.DEFAULTS["GUICHET_MAIL_FROM"],
    }


def _create_rivals_tables(dynamodb: DynamoDBClient) -> None:
    for table, key in ((RIVALS_TABLE, "reference"), (IDEMPOTENCY_TABLE, "id")):
        dynamodb.create_table(
            TableName=table,
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
            KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
