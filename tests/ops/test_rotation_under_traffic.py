"""Keys changed by `ops secrets` while payments are started and notified at the real API: nothing is lost.

The five minutes for which a function keeps the secret are made a second here; the rest is as it is.
"""

from __future__ import annotations

import base64
import io
import json
import os
import threading
import time
from dataclasses import replace

import pytest

from chalicelib.aws import secrets
from chalicelib.monetico.acknowledgement import NOT_TAKEN, TAKEN
from chalicelib.monetico.key import key_id
from ops.__main__ import main
from tests.counter import accepted
from tests.infrastructure.deployed_code import deployed_code

FRESH = 1.0
EVERYWHERE = FRESH * 6 / 5
"""What the six minutes of the documentation are then."""

NEXT_KEY = bytes(range(20))
THERE = ("0000001", "--platform", "test")


class Traffic(threading.Thread):
    """A shop and a bank, one payment after the other; `keys` are theirs now, and the name of the shop's."""

    def __init__(self, api):
        super().__init__(daemon=True)
        self.keys = api, "shop-1"
        self.done, self.lost, self.ends = 0, [], False

    @property
    def api(self):
        return self.keys[0]

    def run(self):
        while not self.ends:
            started, answered = self.pay()
            if (started.status, answered) == (201, TAKEN.encode()):
                self.done += 1
            else:
                self.lost.append((started.status, answered))
            time.sleep(0.01)

    def pay(self):
        api, kid = self.keys
        number = f"R{os.getpid()}-{self.done}-{time.monotonic_ns() % 100_000}"
        started = api.call("POST", "/payments", Authorization=f"Bearer {api.order_token(number, header={'kid': kid})}")
        return started, started.status == 201 and api.notify(accepted(started.json)).body

    def everywhere(self):
        """Goes on for as long as the documentation says to wait."""
        before = self.done
        time.sleep(EVERYWHERE)
        assert self.done > before


@pytest.fixture
def traffic(tmp_path, monkeypatch):
    monkeypatch.setattr(secrets, "FRESH_SECONDS", FRESH)
    with deployed_code(tmp_path) as code:
        traffic = Traffic(code.api)
        traffic.start()
        yield traffic
        traffic.ends = True
        traffic.join()


def change(*arguments, stdin=b""):
    assert main(["secrets", *arguments, "--yes"], io.BytesIO(stdin), os.environ) == 0


def test_the_banks_key_is_changed_and_no_notification_is_lost(traffic):
    old = traffic.api
    change("add-key", *THERE, stdin=NEXT_KEY.hex().encode())
    traffic.everywhere()
    traffic.keys = replace(old, bank_key=NEXT_KEY), "shop-1"
    change("use-key", *THERE, key_id(NEXT_KEY))
    traffic.everywhere()
    change("retire-key", *THERE, key_id(old.bank_key))
    traffic.everywhere()

    assert traffic.lost == []
    message = accepted(traffic.api.new_order())
    assert old.notify(message).body == NOT_TAKEN.encode()
    assert traffic.api.notify(message).body == TAKEN.encode()


def test_the_shops_key_is_changed_and_no_start_is_refused(traffic):
    old, key = traffic.api, bytes(range(32))
    jwk = {"kty": "oct", "alg": "HS256", "kid": "shop-2", "k": base64.urlsafe_b64encode(key).decode().rstrip("=")}
    change("add-jwk", stdin=json.dumps(jwk).encode())
    traffic.everywhere()
    traffic.keys = replace(old, shop_key=key), "shop-2"
    time.sleep(FRESH / 2)  # until what was begun with the old key is over; a day in life
    change("retire-jwk", "shop-1")
    traffic.everywhere()

    assert traffic.lost == []
    assert old.start("R-OLD").status == 401


def test_a_key_that_is_retired_while_the_bank_uses_it_loses_messages(traffic):
    """Lest the tests above could not tell."""
    change("add-key", *THERE, stdin=NEXT_KEY.hex().encode())
    change("use-key", *THERE, key_id(NEXT_KEY))
    change("retire-key", *THERE, key_id(traffic.api.bank_key))
    time.sleep(EVERYWHERE)

    assert (201, NOT_TAKEN.encode()) in traffic.lost
