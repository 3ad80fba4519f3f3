"""`python -m tests.infrastructure.recording FILE`: plays the counter's journeys and writes what AWS was asked, as JSON.

On local AWS, against the simulated bank. A process of its own, since clients and settings are made once.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from local import environment
from local.chalice_server import local_server
from local.lambda_event import Context, scheduled_event
from local.parts import all_parts
from local.ports import free_ports
from local.secrets import load_or_create
from local.settings import Settings
from local.stack import Stack
from tests.counter import Api, accepted
from tests.infrastructure.requests_made import request_of
from tests.local.local_aws import client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.infrastructure.requests_made import Request

SOON = {"GUICHET_SWEEP_SECONDS": "0.01", "GUICHET_SETTLE_SECONDS": "0.01", "GUICHET_MAIL_EVENTS": "events"}
OTHER_KEY = bytes(20)


class Recorder:
    """Notes what is asked of AWS: the main thread is the function that it says it is, any other the API's."""

    def __init__(self) -> None:
        self.function = ""
        self.made: set[tuple[str, Request]] = set()

    def note(self, params: Any, model: Any, **_: Any) -> None:
        in_main = threading.current_thread() is threading.main_thread()
        function = self.function if in_main else "APIHandler"
        assert function, f"{model.name} by no function"
        self.made |= {(function, request) for request in request_of(model, params)}


class Events:
    """Calls the event functions as Lambda would."""

    def __init__(self, recorder: Recorder, table: Any) -> None:
        # Here, since settings are in the environment only now.
        from chalicelib.events import bounces, operations, outbox, sweep  # noqa: PLC0415
        from chalicelib.runtime import bounces as bouncing  # noqa: PLC0415
        from chalicelib.runtime import effects  # noqa: PLC0415
        from chalicelib.runtime import operations as operating  # noqa: PLC0415

        self.recorder, self.table = recorder, table
        self.made = (effects.worker, operating.runtime, bouncing.orders)
        self.handlers = {
            "Outbox": outbox.outbox,
            "Sweep": sweep.sweep,
            "Operations": operations.operations,
            "Settle": operations.settle,
            "Bounces": bounces.bounces,
        }

    def stream(self, function: str, number: str) -> None:
        item = self.table.get_item(TableName=environment.TABLE, Key={"pk": {"S": f"order#{number}"}})["Item"]
        record = {"eventID": "1", "dynamodb": {"NewImage": item, "SequenceNumber": "1"}}
        self._call(function, {"Records": [record]}, {"batchItemFailures": []})

    def schedule(self, function: str) -> None:
        time.sleep(0.05)  # longer than what is due must have waited
        self._call(function, scheduled_event(datetime.now(UTC)))

    def bounced(self, number: str) -> None:
        mail = {"timestamp": "2026-11-23T09:31:00.000Z", "tags": {"guichet-order": [number]}}
        told = {"eventType": "Bounce", "mail": mail, "bounce": {"timestamp": "2026-11-23T09:32:00.000Z"}}
        record = {"Sns": {"Subject": "", "Message": json.dumps(told), "MessageAttributes": {}}}
        self._call("Bounces", {"Records": [record]})

    def years_later(self, number: str) -> None:
        """The sweep of an order whose customer's data has had its time."""
        from chalicelib.runtime.effects import worker  # noqa: PLC0415

        self.recorder.function = "Sweep"
        for _ in replace(worker(), now=lambda: datetime.now(UTC) + timedelta(days=3 * 365)).let_time_pass(number):
            pass

    def _call(self, function: str, event: dict[str, Any], expected: Any = None) -> None:
        self.recorder.function = function
        for made in self.made:  # each function has a process, and so keys, of its own
            made.cache_clear()
        answer = self.handlers[function](event, Context(function))
        assert expected in (None, answer), answer
        assert not (answer or {}).get("failed"), answer


class Bank:
    def __init__(self, port: int) -> None:
        self.port = port

    def plays(self, started: dict[str, Any], scenario: str = "paid") -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        form = json.dumps({"fields": started["form"]["fields"], "scenario": scenario})
        connection.request("POST", "/control", form, {"Content-Type": "application/json"})
        assert connection.getresponse().status == 200


def play(api: Api, bank: Bank, events: Events) -> None:
    """Every way in which a function meets AWS."""
    paid = api.new_order()
    assert api.start(paid["order"]).status == 200
    bank.plays(paid)
    events.stream("Outbox", paid["order"])
    events.bounced(paid["order"])
    _messages(api, paid)
    _pages_and_lists(api, paid)

    _ask(api, paid["order"], "10.00")
    events.stream("Operations", paid["order"])
    _ask(api, paid["order"], "5.00")
    events.schedule("Settle")

    unsent = api.new_order()
    bank.plays(unsent)
    events.schedule("Sweep")
    events.years_later(unsent["order"])


def _messages(api: Api, paid: dict[str, Any]) -> None:
    """The bank's, good and bad: known, badly sealed, of no order, and one whose bytes were lost on the way."""
    fields = accepted(paid)
    api.notify(fields)
    api.notify(fields, OTHER_KEY)
    api.notify({**fields, "reference": "NOBODY01", "texte-libre": ""})
    api.call("GET", "/monetico/notifications?" + urlencode(fields) + "&motif=%E9")


def _pages_and_lists(api: Api, paid: dict[str, Any]) -> None:
    form = urlencode({"order_token": api.order_token(f"{paid['order']}-C")}).encode()
    assert api.call("POST", "/checkout", form, Content_Type="application/x-www-form-urlencoded").status == 200
    assert api.call("GET", f"/monetico/return/ok?view={paid['view_token']}").status == 303
    assert api.call("GET", "/payments", **api.service()).json["payments"]
    case = api.call("GET", "/cases", **api.service()).json["cases"][0]
    answer = api.call("POST", f"/cases/{case['id']}/resolution", {"note": "seen"}, **api.service("cases:resolve"))
    assert answer.status == 200, answer.body


def _ask(api: Api, number: str, amount: str) -> None:
    headers = {"Idempotency_Key": amount, **api.service("payments:refund")}
    assert api.call("POST", f"/payments/{number}/refunds", {"amount": amount}, **headers).status == 202


@contextmanager
def parts(state: Path) -> Iterator[Settings]:
    """Local AWS, the mailbox and the bank; the functions run in this process."""
    settings = Settings(free_ports(), state)
    settings.logs.mkdir(parents=True)
    settings.aws_state.mkdir()
    wanted = [p for p in all_parts(settings, load_or_create(state), os.environ) if p.name in ("aws", "mailbox", "bank")]
    stack = Stack(settings, wanted)
    try:
        stack.start_all()
        yield settings
    finally:
        stack.stop_all()


@dataclass(frozen=True)
class Stage:
    """The counter with its API in this process, the bank beside it, and who notes what is asked of AWS."""

    settings: Settings
    recorder: Recorder
    api: Api
    bank: Bank


@contextmanager
def stage(**variables: str) -> Iterator[Stage]:
    """Once in a process: settings and clients are made once."""
    with tempfile.TemporaryDirectory(prefix="guichet-") as state, parts(Path(state)) as settings:
        os.environ.update(
            {**environment.common(settings, os.environ), **environment.backend(settings, {}), **variables}
        )
        secret = client(settings, "secretsmanager").describe_secret(SecretId=environment.SECRET)
        os.environ["GUICHET_SECRET"] = secret["ARN"]
        from app import app  # noqa: PLC0415 - settings are in the environment now
        from chalicelib.aws import session  # noqa: PLC0415

        recorder = Recorder()
        session._session().events.register("before-parameter-build", recorder.note)
        server = local_server(app, settings.ports.api).server
        threading.Thread(target=server.serve_forever, daemon=True).start()
        api = Api.of(settings.ports.api, load_or_create(settings.state))
        yield Stage(settings, recorder, api, Bank(settings.ports.bank))
        server.shutdown()


def record() -> set[tuple[str, Request]]:
    """What each function asked of AWS."""
    with stage(**SOON) as here:
        play(here.api, here.bank, Events(here.recorder, client(here.settings, "dynamodb")))
        return here.recorder.made


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(sorted((function, *request) for function, request in record())))
