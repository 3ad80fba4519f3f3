from __future__ import annotations

import os
import time
from dataclasses import dataclass

import pytest
from flask import Flask

from local.dev_json import dev_document, silent_parts, with_dev_json
from local.heartbeat import FRESH_SECONDS, Heartbeat
from local.secrets import load_or_create


@dataclass
class FakePart:
    up: bool = True
    seconds: float = 0

    def answers(self) -> bool:
        time.sleep(self.seconds)
        return self.up


@pytest.fixture
def document(settings):
    return dev_document(settings, load_or_create(settings.state))


def test_it_is_there_once_every_part_answers(document):
    parts = {"bank": FakePart(), "pump": FakePart()}

    answer = with_dev_json(Flask("shop"), document, parts).test_client().get("/dev.json")

    assert answer.status_code == 200
    assert answer.json == document


def test_it_names_what_is_missing(document):
    parts = {"api": FakePart(), "bank": FakePart(up=False), "pump": FakePart(up=False)}

    answer = with_dev_json(Flask("shop"), document, parts).test_client().get("/dev.json")

    assert answer.status_code == 503
    assert answer.mimetype == "application/problem+json"
    assert answer.json["missing"] == ["bank", "pump"]
    assert answer.json["type"] == "urn:guichet:problem:not-ready"
    assert "bank, pump" in answer.json["detail"]


def test_slow_parts_are_asked_at_the_same_time():
    start = time.monotonic()

    assert silent_parts({str(number): FakePart(seconds=0.2) for number in range(6)}) == []
    assert time.monotonic() - start < 0.8


def test_the_document_is_what_a_script_needs(document, settings):
    assert document["mailbox"] == f"http://127.0.0.1:{settings.ports.mail}/mails.json"
    assert document["terminal"].keys() == {"tpe", "key", "company", "platform"}
    assert list(document["terminals"]) == ["immediate", "deferred", "partial", "split", "recurring"]
    assert document["signing_key"].keys() == {"kty", "kid", "alg", "k"}


def test_a_heartbeat_answers_while_it_is_young(tmp_path):
    heartbeat = Heartbeat(tmp_path / "pump.alive")

    assert not heartbeat.answers()
    heartbeat.beat()
    assert heartbeat.answers()


def test_an_old_or_forgotten_heartbeat_does_not_answer(tmp_path):
    heartbeat = Heartbeat(tmp_path / "pump.alive")
    heartbeat.beat()
    past = time.time() - FRESH_SECONDS - 1
    os.utime(heartbeat.path, (past, past))
    assert not heartbeat.answers()

    heartbeat.beat()
    heartbeat.forget()
    assert not heartbeat.answers()
