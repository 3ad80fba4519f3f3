"""Every real part together, as `make run` starts them."""

from __future__ import annotations

import base64
import http.client
import json
import time
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest

from local.stack import StackFailed, running

pytestmark = pytest.mark.xdist_group("stack")


def call(url: str, body: Any = None) -> Any:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=40)
    connection.request(
        "GET" if body is None else "POST",
        address.path,
        None if body is None else json.dumps(body),
        {"Content-Type": "application/json"},
    )
    answer = connection.getresponse()
    document = json.loads(answer.read())
    connection.close()
    assert answer.status < 300, document
    return document


def order_token(dev: dict[str, Any], order: str) -> str:
    key = dev["signing_key"]
    billing = {"addressLine1": "14 rue des Lanternes", "city": "Lyon", "postalCode": "69001", "country": "FR"}
    claims = {
        "aud": "guichet",
        "sub": order,
        "scope": "pay",
        "exp": int(time.time()) + 600,
        "order": {
            "amount": "62.73",
            "currency": "EUR",
            "email": "camille@example.org",
            "language": "fr",
            "billing": billing,
        },
    }
    secret = base64.urlsafe_b64decode(key["k"] + "=")
    return jwt.encode(claims, secret, algorithm="HS256", headers={"kid": key["kid"]})


def pay(dev: dict[str, Any], order: str) -> None:
    started = call(f"{dev['api']}/payments", {"order_token": order_token(dev, order)})
    call(dev["bank_control"], {"fields": started["form"]["fields"], "scenario": "paid"})


def mails_of(dev: dict[str, Any], order: str) -> list[dict[str, str]]:
    return [mail for mail in call(dev["mailbox"]) if mail["order"] == order]


def wait_for_mail(dev: dict[str, Any], order: str) -> None:
    deadline = time.monotonic() + 30
    while not mails_of(dev, order):
        assert time.monotonic() < deadline, f"no mail for {order}"
        time.sleep(0.05)


def test_a_paid_order_and_its_mail_survive_a_restart_and_no_second_mail_comes(tmp_path):
    with running(tmp_path) as stack:
        dev = stack.dev()
        pay(dev, "CMD4821")
        wait_for_mail(dev, "CMD4821")

    with running(tmp_path, GUICHET_SWEEP_SECONDS="0.4") as stack:
        dev = stack.dev()
        pay(dev, "CMD4822")
        wait_for_mail(dev, "CMD4822")
        time.sleep(1)  # two sweeps

        assert len(mails_of(dev, "CMD4821")) == len(mails_of(dev, "CMD4822")) == 1
        with pytest.raises(AssertionError, match="order-paid"):
            pay(dev, "CMD4821")


def test_parts_fail_and_come_back_one_by_one():
    with running(GUICHET_LEASE_SECONDS="3", GUICHET_SWEEP_SECONDS="1") as stack:
        dev = stack.dev()

        stack.stop("bank")
        with pytest.raises(StackFailed, match="bank"):
            stack.dev()
        stack.start("bank")
        assert stack.dev() == dev

        # Without its pump, the sweep brings the mail.
        stack.kill("pump")
        pay(dev, "CMD1")
        wait_for_mail(dev, "CMD1")

        # The stream forgets its records over a restart of local AWS, and the pump follows the new ones.
        stack.start("pump")
        stack.stop("aws")
        stack.start("aws")
        pay(dev, "CMD2")
        wait_for_mail(dev, "CMD2")
        assert [len(mails_of(dev, order)) for order in ("CMD1", "CMD2")] == [1, 1]
