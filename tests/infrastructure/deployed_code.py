"""The functions of the stack, called in this process on local AWS; what they write to their logs is caught.

The API too is called directly: a server in this process would change the application for whoever uses it next.
"""

from __future__ import annotations

import io
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from chalice.test import Client
from werkzeug.serving import make_server

from app import app
from chalicelib.aws import session
from chalicelib.aws.order_store import OrderStore
from chalicelib.domain.decisions import decide
from chalicelib.domain.order import Order
from chalicelib.domain.reports import BankNotified
from chalicelib.domain.starting import begin
from chalicelib.domain.vocabulary import Mode
from chalicelib.events.operations import operations, settle
from chalicelib.events.outbox import outbox
from chalicelib.events.sweep import sweep
from chalicelib.runtime import api, effects, settings
from chalicelib.runtime import operations as operating
from local import environment, merchant
from local.lambda_event import Context, scheduled_event
from local.mailbox.app import create_app
from local.mailbox.maildir import Maildir
from local.secrets import load_or_create
from local.settings import Settings
from tests.counter import Answer, Api
from tests.infrastructure.datapoints import Point, points_in
from tests.local.local_aws import aws_stack, client, settings_in
from tests.makers import a_customer, a_wish, an_entry

STACK = "guichet-test"
SOON = "0.001"
"""Seconds after which the schedules take up what is due."""

_MADE_ONCE = (
    api.runtime, effects.worker, operating.runtime, settings.api_settings, settings.effect_settings,
    settings.operation_settings, session.dynamodb, session.secretsmanager, session.sesv2,
)  # fmt: skip
_numbers = (f"M{os.getpid()}-{n}" for n in count())


class DirectApi(Api):
    """The API without a server."""

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        named = {"Content-Type": "application/json", **{n.replace("_", "-"): v for n, v in headers.items()}}
        data = json.dumps(body).encode() if isinstance(body, dict) else body or b""
        with Client(app) as client:
            answer = client.http.request(method, path, headers=named, body=data)
        return Answer(answer.status_code, {n.lower(): v for n, v in answer.headers.items()}, answer.body)


@dataclass
class DeployedCode:
    """What happens to it, and what it then measures."""

    settings: Settings
    api: Api

    def measured(self, *happen: Callable[[], Any]) -> list[Point]:
        """The datapoints in the logs while all this happens."""
        log = io.StringIO()
        with redirect_stdout(log):
            for each in happen:
                each()
        return points_in(log.getvalue())

    def sweep(self) -> None:
        sweep(scheduled_event(datetime.now(UTC)), Context("sweep"))

    def settle(self) -> None:
        settle(scheduled_event(datetime.now(UTC)), Context("settle"))

    def outbox(self, number: str) -> None:
        outbox(self._in_stream(number), Context("outbox"))

    def operations(self, number: str) -> None:
        operations(self._in_stream(number), Context("operations"))

    def empty_table(self) -> None:
        for item in self._dynamodb.scan(TableName=environment.TABLE)["Items"]:
            self._dynamodb.delete_item(TableName=environment.TABLE, Key={"pk": item["pk"]})

    def put(self, **item: str) -> None:
        """An item as it is, of texts."""
        self._dynamodb.put_item(TableName=environment.TABLE, Item={name: {"S": text} for name, text in item.items()})

    def paid_long_ago(self, mode: Mode, age: timedelta) -> Order:
        """An order that was started and accepted so long ago."""
        then = datetime.now(UTC) - age
        terminal = next(t for m, t in merchant.terminals("0" * 40).items() if m == mode)
        order = begin(a_wish(number=next(_numbers), mode=mode, terminal=terminal["tpe"]), then)
        return self._stored(order, then)

    def started_long_ago(self, age: timedelta) -> Order:
        """An order whose page has closed without a word from the bank."""
        terminal = merchant.terminals("0" * 40)["immediate"]
        order = begin(a_wish(number=next(_numbers), terminal=terminal["tpe"]), datetime.now(UTC) - age)
        OrderStore(self._dynamodb, environment.TABLE).create(order, a_customer())
        return order

    def _stored(self, order: Order, then: datetime) -> Order:
        store = OrderStore(self._dynamodb, environment.TABLE)
        store.create(order, a_customer())
        paid = decide(order, BankNotified(an_entry(order, received_at=then + timedelta(minutes=1)))).order
        assert paid is not None
        store.write(order, paid)
        return paid

    def _in_stream(self, number: str) -> dict[str, Any]:
        key = {"pk": {"S": f"order#{number}"}}
        image = self._dynamodb.get_item(TableName=environment.TABLE, Key=key, ConsistentRead=True)["Item"]
        return {"Records": [{"dynamodb": {"NewImage": image, "SequenceNumber": "1"}}]}

    @property
    def _dynamodb(self) -> Any:
        return client(self.settings, "dynamodb")


@contextmanager
def deployed_code(state: Path) -> Iterator[DeployedCode]:
    """Everything but the bank, whose services do not answer."""
    local = settings_in(state)
    aws = aws_stack(local)
    mailbox = make_server("127.0.0.1", local.ports.mail, create_app(Maildir(state / "mails")), threaded=True)
    variables = {
        **environment.backend(local, {"GUICHET_SWEEP_SECONDS": SOON, "GUICHET_SETTLE_SECONDS": SOON}),
        "GUICHET_SERVICE": STACK,
    }
    with told(variables):
        aws.start("aws")
        threading.Thread(target=mailbox.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield DeployedCode(local, DirectApi.of(0, load_or_create(state)))
        finally:
            mailbox.shutdown()
            mailbox.server_close()
            aws.stop_all()


@contextmanager
def told(variables: dict[str, str]) -> Iterator[None]:
    """Functions that start anew with these environment variables too, and forget them afterwards."""
    before = dict(os.environ)
    os.environ.update(variables)
    _forget()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        _forget()


def _forget() -> None:
    for made in _MADE_ONCE:
        made.cache_clear()
