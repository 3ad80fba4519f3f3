"""(b) The same with aws-lambda-powertools' Idempotency around it: one message of the bank, one run."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)

from . import tutorial
from .message import answer, read

if TYPE_CHECKING:
    from collections.abc import Callable

    Recorder = Callable[[dict[str, str], object], bool]

MONTH = 30 * 86_400
"""Its default, an hour, is shorter than the bank goes on repeating a message."""
KEY = ("reference", "date", "code-retour", "montant")


def recorder(store: DynamoDBPersistenceLayer, record: Callable[[dict[str, str]], bool]) -> Recorder:
    """What records each message once; it needs Lambda's context, to know when a run that died is over."""
    config = IdempotencyConfig(event_key_jmespath="key", raise_on_no_idempotency_key=True, expires_after_seconds=MONTH)

    @idempotent_function(data_keyword_argument="message", persistence_store=store, config=config)  # type: ignore[untyped-decorator]
    def record_once(*, message: dict[str, Any]) -> bool:
        return record(message["fields"])

    def recorded(fields: dict[str, str], context: object) -> bool:
        config.register_lambda_context(context)  # type: ignore[arg-type]  # ours is a stand-in
        key = "*".join(fields[name] for name in KEY)
        return bool(record_once(message={"key": key, "fields": fields}))

    return recorded


@cache
def _recorder() -> Recorder:
    store = DynamoDBPersistenceLayer(table_name=os.environ["IDEMPOTENCY_TABLE"])
    return recorder(store, lambda fields: tutorial.record(fields, tutorial.table(), tutorial.mail()))


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    fields = read(event)
    return answer(taken=fields is not None and _recorder()(fields, context))
