"""The zip alone, under AWS's own runtime client: every function starts, and together they do the work."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from chalice.package import YAMLTemplateSerializer

from app import app
from local import environment
from local.event_source import EventSource
from local.lambda_event import scheduled_event
from local.parts import all_parts
from local.secrets import load_or_create
from local.stack import Stack
from local.table_stream import TableStream
from tests.counter import Api
from tests.local.local_aws import client, settings_in
from tests.package import gateway
from tests.package.lambda_runtime import Function, FunctionFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.xdist_group("package"),
    pytest.mark.skipif(sys.platform != "linux", reason="what the bundle is made for"),
]

FUNCTIONS = ("APIHandler", "Outbox", "Sweep", "Operations", "Settle", "Bounces")
MOST_MIB = 128
MOST_CPU_MS = 5_000


@pytest.fixture(scope="session")
def handlers(built: Path) -> dict[str, str]:
    """By the function's name in the packaged template."""
    template = YAMLTemplateSerializer().load_template((built / "template.yaml").read_text())
    functions = {n: r for n, r in template["Resources"].items() if r["Type"] == "AWS::Serverless::Function"}
    return {name: function["Properties"]["Handler"] for name, function in functions.items()}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """What is around the functions: AWS's other services, the mailbox, the bank."""
    settings = settings_in(tmp_path_factory.mktemp("around"))
    parts = all_parts(settings, load_or_create(settings.state), os.environ)
    stack = Stack(settings, [part for part in parts if part.name in ("aws", "mailbox", "bank")])
    stack.start_all()
    yield stack
    stack.stop_all()


@pytest.fixture
def start(
    task: Path, runtime_client: Path, handlers: dict[str, str], stack: Stack, tmp_path: Path
) -> Iterator[Callable[[str], Function]]:
    """Starts a function of the template by its name."""
    running: list[Function] = []
    variables = environment.backend(stack.settings, {"GUICHET_LEASE_SECONDS": "6", "GUICHET_SWEEP_SECONDS": "60"})

    def started(name: str) -> Function:
        running.append(Function(task, runtime_client, handlers[name], variables, tmp_path / f"{name}.log"))
        return running[-1]

    yield started
    for function in running:
        function.close()


def test_the_template_has_the_functions_that_are_started_here(handlers: dict[str, str]) -> None:
    assert set(handlers) == set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_starts_within_its_bounds(name: str, start: Callable[[str], Function]) -> None:
    figures = start(name).figures

    print(f"{name}: {figures.wall_ms:.0f} ms, {figures.cpu_ms:.0f} ms CPU, {figures.peak_mib:.0f} MiB")  # noqa: T201
    assert figures.peak_mib < MOST_MIB
    assert figures.cpu_ms < MOST_CPU_MS


def test_a_bundle_without_one_of_its_packages_does_not_start(task: Path, runtime_client: Path, tmp_path: Path) -> None:
    lame = tmp_path / "task"
    lame.mkdir()
    for part in task.iterdir():
        if part.name != "urllib3":
            (lame / part.name).symlink_to(part)

    with pytest.raises(FunctionFailed, match="No module named 'urllib3'"):
        Function(lame, runtime_client, "chalicelib.events.sweep.sweep", {}, tmp_path / "log")


def test_an_order_is_paid_mailed_and_refunded_by_the_functions_alone(
    start: Callable[[str], Function], stack: Stack
) -> None:
    server = gateway.serve(start("APIHandler").invoke, list(app.routes), stack.settings.ports.api)
    api = Api.of(stack.settings.ports.api, load_or_create(stack.settings.state))
    bank, mailbox = (Api(port, b"", b"") for port in (stack.settings.ports.bank, stack.settings.ports.mail))
    outbox, operations = (stream_to(start(name), stack) for name in ("Outbox", "Operations"))

    order = api.new_order(amount="62.73")
    play = bank.call("POST", "/control", {"fields": order["form"]["fields"], "scenario": "paid"})
    assert (play.status, play.json["outcome"]) == (200, "paid")
    outbox()
    assert [mail["order"] for mail in mailbox.call("GET", "/mails.json").json] == [order["order"]]

    scope = api.service("payments:refund")
    assert api.call("POST", f"/payments/{order['order']}/refunds", {}, Idempotency_Key="k", **scope).status == 202
    operations()
    assert api.read(order["order"])["status"] == "refunded"

    start("Bounces").invoke(complaint_of(order["order"]))
    assert [case["kind"] for case in api.read(order["order"])["cases"]] == ["mail-complained"]

    event = scheduled_event(datetime.now(UTC))
    assert [start(name).invoke(event) for name in ("Sweep", "Settle")] == [{"due": 0, "failed": 0}] * 2
    server.shutdown()
    server.server_close()


def complaint_of(number: str) -> dict[str, Any]:
    """As SES's topic delivers it."""
    message = {
        "eventType": "Complaint",
        "complaint": {"timestamp": "2026-11-23T10:00:00.000Z"},
        "mail": {"tags": {"guichet-order": [number]}},
    }
    sns = {"Type": "Notification", "Subject": None, "Message": json.dumps(message), "MessageAttributes": {}}
    return {"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": sns}]}


def stream_to(function: Function, stack: Stack) -> Callable[[], None]:
    """Delivers all that the table's stream has, in batches."""
    streams: Any = client(stack.settings, "dynamodbstreams")
    table = TableStream(client(stack.settings, "dynamodb"), streams, environment.TABLE)
    source = EventSource("guichet", table, function.invoke)

    def deliver() -> None:
        while source.pass_once():
            pass

    return deliver
