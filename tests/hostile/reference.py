"""What is right, said a second time and without the code under test: what a form holds, and what a seal vouches for."""

from __future__ import annotations

import hmac
import json
import re
from typing import Any
from urllib.parse import unquote_to_bytes

from chalicelib.aws.attribute_values import to_dynamodb
from chalicelib.aws.order_item import plain

_BY_POSITION = (
    "TPE date montant reference texte-libre version code-retour cvx vld brand status3ds numauto motifrefus originecb "
    "bincb hpancb ipclient originetr veres pares"
).split()
MOST_OF_AN_ITEM = 60_000
"""Bytes of an item that one message could make, with room for six more of them in DynamoDB's 400 kB."""


def fields_of(body: bytes) -> dict[bytes, bytes] | None:
    """The fields of a form; None for one that must be refused."""
    parts = [part.split(b"=", 1) for part in body.split(b"&") if part]
    if len(body) > 65_536 or not 0 < len(parts) <= 100 or any(len(part) != 2 for part in parts):
        return None
    if any(not re.fullmatch(rb"[0-9A-Fa-f]{2}", code[:2]) for code in body.split(b"%")[1:]):
        return None
    pairs = [tuple(unquote_to_bytes(text.replace(b"+", b" ")) for text in part) for part in parts]
    fields = dict(pairs)
    lengths = all(0 < len(name) <= 64 and len(value) <= 16_384 for name, value in pairs)
    return fields if lengths and len(fields) == len(pairs) else None


def vouched(body: bytes, terminal: str, key: bytes) -> dict[bytes, bytes] | None:
    """The fields that the terminal's key vouches for; None where it vouches for none."""
    fields = fields_of(body)
    if fields is None or fields.get(b"TPE") != terminal.encode():
        return None
    mac = fields.get(b"MAC", b"").lower()
    rest = sorted((name, value) for name, value in fields.items() if name != b"MAC")
    if mac == _mac(key, b"*".join(name + b"=" + value for name, value in rest)):
        return fields
    by_position = {**{name.decode("latin-1"): value for name, value in fields.items()}, "version": b"3.0"}
    if mac == _mac(key, b"".join(by_position.get(name, b"") + b"*" for name in _BY_POSITION)):
        names = {name.encode() for name in _BY_POSITION if name != "version"}
        return {name: value for name, value in fields.items() if name in names}
    return None


def storable(value: Any) -> bool:
    """Whether a value goes into an item: text that has UTF-8, and not too much of it."""
    document = to_dynamodb({"value": plain(value)})
    return len(json.dumps(document, ensure_ascii=False, default=repr).encode()) <= MOST_OF_AN_ITEM


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha1").hex().encode()
