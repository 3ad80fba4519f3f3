"""Captures, refunds and cancellations on the running stack, against a bank that is strict and sometimes silent."""

from __future__ import annotations

import http.client
import json
import time
from itertools import count

import pytest

from local.secrets import load_or_create
from local.stack import running
from tests.counter import Api

_keys = (f"key-{n}" for n in count())
SCOPES = {"captures": "payments:capture", "refunds": "payments:refund", "cancellation": "payments:cancel"}
WAIT_SECONDS = 40

pytestmark = pytest.mark.xdist_group("operations")


@pytest.fixture(scope="module")
def stack():
    with running(GUICHET_LEASE_SECONDS="6", GUICHET_SWEEP_SECONDS="1", GUICHET_SETTLE_SECONDS="1") as stack:
        yield stack


@pytest.fixture
def api(stack):
    return Api.of(stack.settings.ports.api, load_or_create(stack.settings.state))


def bank(stack, path, body):
    connection = http.client.HTTPConnection("127.0.0.1", stack.settings.ports.bank, timeout=60)
    try:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        return json.loads(answer.read())
    finally:
        connection.close()


def paid(stack, api, mode="immediate"):
    started = api.new_order(mode=mode, amount="100.00", lines=[])
    assert bank(stack, "/control", {"fields": started["form"]["fields"], "scenario": "paid"})["outcome"] == "paid"
    return started["order"]


def ask(api, number, what, amount=None):
    body = {} if amount is None else {"amount": amount}
    headers = {"Idempotency_Key": next(_keys), **api.service(SCOPES[what])}
    return api.call("POST", f"/payments/{number}/{what}", body, **headers)


def settled(api, number):
    """The order once nothing about it is under way."""
    deadline = time.monotonic() + WAIT_SECONDS
    while any(o["status"] in ("requested", "unknown") for o in api.read(number)["operations"]):
        assert time.monotonic() < deadline, api.read(number)["operations"]
        time.sleep(0.1)
    return api.read(number)


def money(order):
    return order["status"], order["captured"], order["refunded"]


def test_an_immediate_payment_is_refunded_in_parts_and_then_whole(stack, api):
    number = paid(stack, api)

    assert ask(api, number, "refunds", "30.00").status == 202
    assert money(settled(api, number)) == ("partially_refunded", "100.00", "30.00")
    assert ask(api, number, "refunds").status == 202
    assert money(settled(api, number)) == ("refunded", "100.00", "100.00")

    assert ask(api, number, "refunds", "0.01").problem == "not-enough-left"
    assert ask(api, number, "captures").problem == "not-possible-now"


def test_a_partial_terminal_captures_in_parts_gives_up_the_rest_and_refunds_by_capture(stack, api):
    number = paid(stack, api, "partial")

    ask(api, number, "captures", "40.00")
    ask(api, number, "captures", "10.00")
    assert money(settled(api, number)) == ("authorized", "50.00", "0.00")
    ask(api, number, "cancellation")
    assert money(settled(api, number)) == ("paid", "50.00", "0.00")
    ask(api, number, "refunds", "35.00")
    ask(api, number, "refunds", "10.00")
    assert money(settled(api, number)) == ("partially_refunded", "50.00", "45.00")
    ask(api, number, "refunds", "5.00")

    assert money(settled(api, number)) == ("refunded", "50.00", "50.00")


def test_a_deferred_terminal_captures_once_or_is_cancelled(stack, api):
    one, other = paid(stack, api, "deferred"), paid(stack, api, "deferred")

    assert ask(api, one, "captures", "40.00").problem == "not-possible-now"
    ask(api, one, "captures")
    ask(api, other, "cancellation")

    assert money(settled(api, one)) == ("paid", "100.00", "0.00")
    assert money(settled(api, other)) == ("cancelled", "0.00", "0.00")


@pytest.mark.parametrize(
    ("fault", "status", "refunded"),
    [
        ("lost", "done", "5.00"),
        ("cut", "done", "5.00"),
        ("oversized", "done", "5.00"),
        ("lost-before", "refused", "0.00"),
        ("html", "refused", "0.00"),
    ],
)
def test_an_answer_that_says_nothing_is_settled_by_the_banks_status(stack, api, fault, status, refunded):
    number = paid(stack, api)
    bank(stack, "/control/services", {"next": fault, "service": "refund"})

    ask(api, number, "refunds", "5.00")

    order = settled(api, number)
    assert [operation["status"] for operation in order["operations"]] == [status]
    assert (order["refunded"], order["cases"]) == (refunded, [])


def test_a_worker_killed_while_it_asks_leaves_the_rest_to_the_next(stack, api):
    number = paid(stack, api)
    bank(stack, "/control/services", {"next": "slow", "service": "refund"})
    ask(api, number, "refunds", "5.00")
    deadline = time.monotonic() + WAIT_SECONDS
    while api.read(number)["operations"][0]["status"] != "unknown":
        assert time.monotonic() < deadline
        time.sleep(0.02)

    stack.kill("operations")
    stack.start("operations")

    order = settled(api, number)
    books = bank_books(stack)
    assert order["refunded"] == f"{refunded_at_the_bank(books, order):.2f}"
    assert order["operations"][0]["status"] in ("done", "refused")


def bank_books(stack):
    connection = http.client.HTTPConnection("127.0.0.1", stack.settings.ports.bank, timeout=10)
    try:
        connection.request("GET", "/control/books")
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def refunded_at_the_bank(books, order):
    (entry,) = [e for e in _entries(books) if e["reference"] == order["reference"]]
    refunded = entry["refunded"]
    return refunded / 100 if isinstance(refunded, int) else float(str(refunded).removesuffix("EUR"))


def _entries(books):
    return books if isinstance(books, list) else next(v for v in books.values() if isinstance(v, list))
