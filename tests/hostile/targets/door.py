"""The notification address: the real handler as API Gateway calls it, over a record of orders in memory."""

from __future__ import annotations

import base64
import io
import json
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlencode

from app import app
from chalicelib.api import bank
from chalicelib.domain.vocabulary import Status
from chalicelib.runtime.keys import Keys
from tests.fakes import MemoryKept, MemoryOrders
from tests.hostile.reference import storable, vouched
from tests.hostile.slices import Slices, sealed
from tests.makers import KEY, a_customer, an_order, terminals

DECIDING = (b"TPE", b"date", b"montant", b"reference", b"code-retour")
TAKEN, NOT_TAKEN = "version=2\ncdr=0\n", "version=2\ncdr=1\n"
STARTED = an_order()


@dataclass
class World:
    """What the handler works with, and every failure that it would have hidden behind a negative answer."""

    orders: MemoryOrders = field(default_factory=MemoryOrders)
    rejected: MemoryKept = field(default_factory=MemoryKept)
    failures: list[BaseException] = field(default_factory=list)
    settings: Any = field(default_factory=lambda: SimpleNamespace(keep_masked_number=True))
    keys: Any = field(default_factory=lambda: SimpleNamespace(current=lambda: Keys(terminals(), "{}", (b"v" * 32,))))

    def __post_init__(self) -> None:
        self.orders.create(STARTED, a_customer())

    @property
    def changed(self) -> bool:
        """Whether anything is recorded that was not before."""
        return bool(self.orders.stored != {STARTED.number: STARTED} or self.orders.asides or self.orders.beside)


def posted(data: bytes) -> None:
    """Any body at all."""
    _held(_post(data), vouched(data, "1234567", KEY))


def queried(data: bytes) -> None:
    """Any query, as API Gateway takes it apart."""
    query = parse_qs(data.decode(errors="replace"), keep_blank_values=True)
    pairs = [(name, value) for name, values in query.items() for value in values]
    _held(_get(query), vouched(urlencode(pairs).encode(), "1234567", KEY))


def altered(data: bytes) -> None:
    """A sealed message with bytes replaced."""
    body = Slices(data).sealed_message(KEY)
    _held(_post(body), vouched(body, "1234567", KEY))


def trusted(data: bytes) -> None:
    """Fields that no bank would send, under its right seal."""
    body = sealed(Slices(data).fields(), KEY)
    _held(_post(body), vouched(body, "1234567", KEY))


def _held(event: dict[str, Any], believed: dict[bytes, bytes] | None) -> None:
    world, log = World(), io.StringIO()
    with _installed(world, log):
        answer = app(event, None)
    assert answer["statusCode"] == 200
    assert world.failures == []
    for line in log.getvalue().splitlines():
        json.loads(line)
    if believed is None or not all(believed.get(name) for name in DECIDING):
        assert answer["body"] == NOT_TAKEN
        assert not world.changed
        return
    assert answer["body"] == TAKEN
    assert world.changed
    assert all(storable(value) for value in (*world.orders.stored.values(), *world.orders.asides.values()))
    if world.orders.stored[STARTED.number].status is Status.PAID:
        accepted = {b"code-retour": b"payetest", b"montant": b"62.73EUR", b"reference": b"CMD482101"}
        assert {name: believed[name].strip(b"[]").lower() for name in accepted} == {
            name: value.lower() for name, value in accepted.items()
        }


@contextmanager
def _installed(world: World, log: io.StringIO):
    former = bank.runtime, bank.failure
    bank.runtime, bank.failure = lambda: world, lambda _, error: world.failures.append(error)
    try:
        with redirect_stdout(log):
            yield
    finally:
        bank.runtime, bank.failure = former


def event_of(method: str, path: str = "/monetico/notifications") -> dict[str, Any]:
    """An event of API Gateway's, without headers, query and body of its own."""
    return {
        "resource": path,
        "path": path,
        "httpMethod": method,
        "headers": {"Content-Type": "application/x-www-form-urlencoded"},
        "multiValueHeaders": None,
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {"resourcePath": path, "httpMethod": method, "path": f"/api{path}", "identity": {}},
        "body": None,
        "isBase64Encoded": False,
    }


def _post(body: bytes) -> dict[str, Any]:
    try:
        return {**event_of("POST"), "body": body.decode()}
    except UnicodeDecodeError:
        return {**event_of("POST"), "body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def _get(query: dict[str, list[str]]) -> dict[str, Any]:
    single = {name: values[-1] for name, values in query.items()}
    return {
        **event_of("GET"),
        "queryStringParameters": single or None,
        "multiValueQueryStringParameters": query or None,
    }
