"""A change of keys under traffic: whatever each function last read, nothing that the bank seals is lost."""

from __future__ import annotations

import json
from functools import partial

import pytest

from chalicelib.api.tokens import shop_keys, view_token, viewed_order
from chalicelib.aws import secrets
from chalicelib.aws.secrets import SecretDocument
from chalicelib.domain.vocabulary import Mode, Platform
from chalicelib.payments.terminals import BadSeal
from chalicelib.runtime.keys import KeyRing
from ops import secrets_document as edits
from ops.secrets_changes import MINUTES
from ops.secrets_store import SecretStore
from tests.makers import KEY, OTHER_KEY, an_order, bank_fields, sealed_pairs
from tests.ops.secret_manager import SecretManager
from tests.ops.test_secrets_document import DOCUMENT, NEW, OLD, OTHER_VIEW, PUBLIC, THERE

WAIT = MINUTES * 60
SEALED = {key: sealed_pairs(bank_fields(an_order()), key) for key in (KEY, OTHER_KEY)}


class Traffic:
    """Twelve processes that read the secret at different times; every ten seconds each is called."""

    def __init__(self, clock):
        self.clock = clock
        self.manager = SecretManager(DOCUMENT)
        self.store = SecretStore(self.manager, "guichet")
        self.rings = []
        for _ in range(12):
            self.rings.append(KeyRing(SecretDocument(self.manager, "guichet")))
            self.call()
            clock[0] += 27

    def call(self):
        return [ring.current() for ring in self.rings]

    def change(self, edit):
        self.store.write(self.store.read(), edits.checked(edit(self.store.read().document)))

    def run(self, seconds):
        """What every process holds at each step of a while."""
        for _ in range(0, seconds, 10):
            self.clock[0] += 10
            yield from self.call()


def takes(keys, key):
    try:
        keys.terminals.check(SEALED[key])
    except BadSeal:
        return False
    return True


def seals_with(keys):
    return keys.terminals.for_start(Mode.IMMEDIATE, Platform.TEST).keys[0]


@pytest.fixture
def traffic(monkeypatch):
    now = [1000.0]
    # The module asks the monotonic clock itself: passing one in would burden every caller for a test.
    monkeypatch.setattr(secrets.time, "monotonic", lambda: now[0])
    return Traffic(now)


def test_what_the_old_key_sealed_is_taken_until_it_is_retired_and_what_the_next_one_sealed_after_the_wait(traffic):
    traffic.change(lambda d: edits.with_key(d, *THERE, OTHER_KEY))
    assert all(takes(keys, KEY) and seals_with(keys) == KEY for keys in traffic.run(WAIT))

    traffic.change(lambda d: edits.with_first_key(d, *THERE, NEW))
    assert all(takes(keys, KEY) and takes(keys, OTHER_KEY) for keys in traffic.run(WAIT))
    assert all(seals_with(keys) == OTHER_KEY for keys in traffic.run(3600))

    traffic.change(lambda d: edits.without_key(d, *THERE, OLD))
    assert all(takes(keys, OTHER_KEY) and seals_with(keys) == OTHER_KEY for keys in traffic.run(WAIT))
    assert not any(takes(keys, KEY) for keys in traffic.run(60))


def test_without_the_wait_a_process_that_read_earlier_would_refuse_the_next_key(traffic):
    traffic.change(lambda d: edits.with_key(d, *THERE, OTHER_KEY))

    assert not all(takes(keys, OTHER_KEY) for keys in traffic.run(WAIT // 2))
    assert MINUTES * 60 > secrets.FRESH_SECONDS


def test_a_refusing_secrets_service_loses_nothing_between_two_steps(traffic):
    traffic.change(lambda d: edits.with_key(d, *THERE, OTHER_KEY))
    list(traffic.run(WAIT))
    answering = traffic.manager.get_secret_value

    def refuse(**_):
        raise secrets.ClientError({"Error": {"Code": "ThrottlingException", "Message": "no"}}, "GetSecretValue")

    traffic.manager.get_secret_value = refuse
    assert all(takes(keys, KEY) and takes(keys, OTHER_KEY) for keys in traffic.run(4 * WAIT))
    traffic.manager.get_secret_value = answering


def test_the_shops_keys_and_the_view_keys_overlap_too(traffic):
    old, token = traffic.call()[0], partial(view_token, "CMD4821")
    traffic.change(lambda d: edits.with_jwk(edits.with_view_key(d, OTHER_VIEW), PUBLIC))
    assert all(viewed_order(token(old.view_keys), keys.view_keys) for keys in traffic.run(WAIT))

    traffic.change(lambda d: edits.with_first_view_key(d, edits.view_key_id(OTHER_VIEW)))
    for keys in traffic.run(WAIT):
        assert {key.kid for key in shop_keys(keys.jwks)} == {"shop-1", "ed"}
        assert viewed_order(token(old.view_keys), keys.view_keys) == "CMD4821"

    made = {token(keys.view_keys) for keys in traffic.run(60)}
    assert len(made) == 1
    assert token(old.view_keys) not in made


def test_the_stored_text_is_what_the_functions_document(traffic):
    assert json.loads(traffic.manager.get_secret_value("guichet")["SecretString"]) == DOCUMENT
