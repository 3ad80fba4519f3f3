"""Sealed examples from other implementations and from the protocol sheet; each entry is a test of its name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.monetico.key import InvalidKey, key_bytes
from chalicelib.monetico.seal import legacy_sealed_text, matches, seal, sealed_text

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent.parent / "bank-vectors.json").read_text("utf-8"))
# We never send the legacy form, so the code has no text for legacy requests: their MAC alone is checked.
WITH_TEXT = [v for v in VECTORS if (v["algorithm"], v["kind"]) != ("legacy", "request")]


def named(vectors: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", vectors, ids=[vector["id"] for vector in vectors])


@named(WITH_TEXT)
def test_the_sealed_text_is_the_one_of_the_example(vector: dict[str, Any]) -> None:
    text = legacy_sealed_text if vector["algorithm"] == "legacy" else sealed_text

    assert text(pairs_of(vector)) == message_of(vector)


@named(VECTORS)
def test_the_mac_is_the_one_of_the_example(vector: dict[str, Any]) -> None:
    key = bytes.fromhex(vector["key_bytes_hex"])

    assert seal(key, message_of(vector)) == vector["expected_mac"].lower()
    assert matches(key, message_of(vector), vector["expected_mac"].encode())


@named([vector for vector in VECTORS if len(vector["key"]) == 40])
def test_the_key_of_the_example_gives_its_bytes(vector: dict[str, Any]) -> None:
    assert key_bytes(vector["key"]) == bytes.fromhex(vector["key_bytes_hex"])


@named([vector for vector in VECTORS if len(vector["key"]) != 40])
def test_the_too_short_key_of_the_example_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(InvalidKey):
        key_bytes(vector["key"])


def pairs_of(vector: dict[str, Any]) -> tuple[tuple[bytes, bytes], ...]:
    fields = {**vector["fields"], "MAC": vector["expected_mac"]}
    return tuple((name.encode(), value.encode()) for name, value in fields.items())


def message_of(vector: dict[str, Any]) -> bytes:
    message: str = vector["message"]
    return message.encode(vector["message_encoding"])
