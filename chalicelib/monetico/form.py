"""Form bodies as byte pairs, exactly as received: nothing is dropped, trimmed, merged or decoded to text.

The seal covers bytes after one pass of form decoding (protocol sheet 3.2), so no charset is decided here.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

MAX_BODY = 65_536
MAX_FIELDS = 100
MAX_NAME = 64
MAX_VALUE = 16_384

Pairs = tuple[tuple[bytes, bytes], ...]

_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class MalformedForm(ValueError):
    """Not a form body that the bank could have sent. The text says why without quoting values."""


def parse(body: bytes, max_body: int = MAX_BODY, max_value: int = MAX_VALUE) -> Pairs:
    """The fields of an `application/x-www-form-urlencoded` body, in order. Raises MalformedForm."""
    if len(body) > max_body:
        raise MalformedForm(f"body of {len(body)} bytes, {max_body} at most")
    return checked(tuple(_field(part) for part in body.split(b"&") if part), max_value)


def checked(pairs: Pairs, max_value: int = MAX_VALUE) -> Pairs:
    """The pairs themselves; raises MalformedForm for none, too many, doubled or oversized fields."""
    if not 0 < len(pairs) <= MAX_FIELDS:
        raise MalformedForm(f"{len(pairs)} fields, 1 to {MAX_FIELDS} expected")
    if len({name for name, _ in pairs}) != len(pairs):
        raise MalformedForm("a field sent twice")
    for name, value in pairs:
        if not 0 < len(name) <= MAX_NAME or len(value) > max_value:
            raise MalformedForm("a field name or value of an impossible length")
    return pairs


def _field(part: bytes) -> tuple[bytes, bytes]:
    name, equals, value = part.partition(b"=")
    if not equals:
        raise MalformedForm("a field without an equals sign")
    return _decoded(name), _decoded(value)


def _decoded(text: bytes) -> bytes:
    if b"%" not in text:
        return text.replace(b"+", b" ")
    if _BROKEN_ESCAPE.search(text):
        raise MalformedForm("a percent sign that escapes nothing")
    return unquote_to_bytes(text.replace(b"+", b" "))
