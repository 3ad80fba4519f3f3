"""The secret document: cached, refreshed, and served on when it cannot be had."""

from __future__ import annotations

import pytest
from botocore.exceptions import EndpointConnectionError

from chalicelib.aws import secrets
from chalicelib.aws.secrets import FRESH_SECONDS, RETRY_SECONDS, SecretDocument
from chalicelib.domain.errors import StoreUnavailable


class Manager:
    def __init__(self, text):
        self.text = text
        self.calls = 0

    def get_secret_value(self, **_):
        self.calls += 1
        if self.text is None:
            raise EndpointConnectionError(endpoint_url="https://secrets.example")
        return {"SecretString": self.text}


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    # The module asks the monotonic clock itself: passing one in would burden every caller for a test.
    monkeypatch.setattr(secrets.time, "monotonic", lambda: now[0])
    return now


def test_it_is_fetched_once_while_fresh_and_again_after(clock):
    manager = Manager("one")
    document = SecretDocument(manager, "guichet")

    assert [document.text() for _ in range(5)] == ["one"] * 5
    manager.text = "two"
    clock[0] += FRESH_SECONDS - 1
    assert document.text() == "one"
    clock[0] += 2
    assert document.text() == "two"
    assert manager.calls == 2


def test_the_last_value_serves_on_and_the_service_is_not_asked_at_every_call(clock):
    manager = Manager("one")
    document = SecretDocument(manager, "guichet")
    document.text()
    manager.text = None
    clock[0] += FRESH_SECONDS + 1

    assert [document.text() for _ in range(5)] == ["one"] * 5
    assert manager.calls == 2
    manager.text = "two"
    clock[0] += RETRY_SECONDS + 1
    assert document.text() == "two"


def test_without_any_value_the_store_counts_as_unavailable(clock):
    document = SecretDocument(Manager(None), "guichet")

    with pytest.raises(StoreUnavailable, match="guichet"):
        document.text()
