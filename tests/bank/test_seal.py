from __future__ import annotations

import json
from pathlib import Path

import pytest

from bank.seal import operational_key, seal, sealed_text

VECTORS = json.loads((Path(__file__).parent.parent / "bank-vectors.json").read_text(encoding="utf-8"))
CURRENT = [v for v in VECTORS if v["algorithm"] == "current"]


@pytest.mark.parametrize("vector", CURRENT, ids=lambda vector: vector["id"])
def test_every_current_vector_is_reproduced(vector: dict[str, object]) -> None:
    fields, key = vector["fields"], bytes.fromhex(str(vector["key_bytes_hex"]))

    assert sealed_text(fields) == vector["message"]
    assert seal(fields, key) == str(vector["expected_mac"]).lower()


@pytest.mark.parametrize(
    ("external", "derived"),
    [
        ("12345678901234567890123456789012345678P0", "1234567890123456789012345678901234567890"),
        ("0123456789abcdef0123456789abcdef0123456M", "0123456789abcdef0123456789abcdef01234560"),
        ("0123456789ABCDEF0123456789ABCDEF01234567", "0123456789abcdef0123456789abcdef01234567"),
        (" 0123456789ABCDEF0123456789ABCDEF01234567\n", "0123456789abcdef0123456789abcdef01234567"),
    ],
)
def test_a_key_is_derived_from_its_forty_characters(external: str, derived: str) -> None:
    assert operational_key(external).hex() == derived


@pytest.mark.parametrize("external", ["", "0123", "z" * 40, "0" * 41])
def test_what_is_no_key_is_refused(external: str) -> None:
    with pytest.raises(ValueError, match=r"40 characters|hexadecimal"):
        operational_key(external)


def test_the_mac_itself_is_not_sealed_and_empty_fields_are() -> None:
    assert sealed_text({"b": "", "MAC": "x", "TPE": "1"}) == "TPE=1*b="
