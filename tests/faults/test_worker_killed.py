"""Processes of the running stack are killed for real: the mail still goes, once, unless SES had taken it."""

from __future__ import annotations

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.secrets import load_or_create
from local.stack import running
from tests.counter import Api, accepted

pytestmark = pytest.mark.xdist_group("killed")

WAIT_SECONDS = 30


@pytest.fixture(scope="module")
def stack():
    with running(GUICHET_LEASE_SECONDS="3", GUICHET_SWEEP_SECONDS="0.4") as stack:
        yield stack


@pytest.fixture
def api(stack):
    return Api.of(stack.settings.ports.api, load_or_create(stack.settings.state))


def mail_service(stack, method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", stack.settings.ports.mail, timeout=10)
    try:
        connection.request(method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"})
        return json.loads(connection.getresponse().read() or b"null")
    finally:
        connection.close()


def mails_of(stack, number):
    return [mail for mail in mail_service(stack, "GET", "/mails.json") if mail["order"] == number]


def eventually(condition):
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "not within the time allowed"
        time.sleep(0.05)


def confirmation(api, number):
    (effect,) = api.read(number)["effects"]
    return effect


@pytest.mark.parametrize(("fault", "mails"), [("hang", 1), ("take-then-hang", 2)])
def test_a_worker_killed_while_it_sends(stack, api, fault, mails):
    mail_service(stack, "POST", "/faults", {"next": fault})
    started = api.new_order()
    api.notify(accepted(started))
    number = started["order"]
    eventually(lambda: mail_service(stack, "GET", "/faults") == [])
    assert confirmation(api, number)["owner"]

    stack.kill("pump")
    stack.kill("schedule")
    assert confirmation(api, number)["done_at"] is None
    stack.start("schedule")
    stack.start("pump")

    eventually(lambda: confirmation(api, number)["done_at"])
    assert len(mails_of(stack, number)) == mails
    assert {mail["subject"] for mail in mails_of(stack, number)} == {mails_of(stack, number)[0]["subject"]}


def test_what_the_stream_lost_is_found_by_the_sweep(stack, api):
    stack.kill("pump")
    started = api.new_order()
    api.notify(accepted(started))

    eventually(lambda: confirmation(api, started["order"])["done_at"])

    assert len(mails_of(stack, started["order"])) == 1
    stack.start("pump")
    assert len(mails_of(stack, started["order"])) == 1


@pytest.mark.parametrize("fault", ["throttle", "hang"])
def test_a_mail_service_that_fails_for_a_while_delays_the_mail_and_nothing_else(stack, api, fault):
    mail_service(stack, "POST", "/faults", {"next": fault})
    started = api.new_order()

    assert api.notify(accepted(started)).body == b"version=2\ncdr=0\n"

    assert api.read(started["order"])["status"] == "paid"
    eventually(lambda: confirmation(api, started["order"])["tries"])
    assert mails_of(stack, started["order"]) == []


def test_fifty_copies_at_once_make_one_mail(stack, api):
    started = api.new_order()
    fields = accepted(started)

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: api.notify(fields).body, range(50)))

    assert set(answers) == {b"version=2\ncdr=0\n"}
    eventually(lambda: confirmation(api, started["order"])["done_at"])
    assert len(mails_of(stack, started["order"])) == 1
    assert len(api.read(started["order"])["entries"]) == 1
