"""The bank's side of the seal, written from the protocol sheet (sections 2 and 3.2)."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def operational_key(external: str) -> bytes:
    """The 20 bytes of a key given as 40 characters (protocol sheet 2, historical quirk included).

    Raises ValueError when the characters do not make 20 bytes.
    """
    text = external.strip()
    head, first, second = text[:38], text[38:39], text[39:40]
    if len(text) != 40:
        raise ValueError("a key has 40 characters")
    if 70 < ord(first) < 97:
        tail = chr(ord(first) - 23) + second
    elif second == "M":
        tail = first + "0"
    else:
        tail = first + second
    return bytes.fromhex(head + tail)


def sealed_text(fields: Mapping[str, str]) -> str:
    """Every field but MAC as name=value, in the byte order of the names, joined with `*`."""
    names = sorted((name for name in fields if name != "MAC"), key=lambda name: name.encode())
    return "*".join(f"{name}={fields[name]}" for name in names)


def seal(fields: Mapping[str, str], key: bytes) -> str:
    """The MAC in lower case; the bank writes it in upper case in what it sends (protocol sheet 2.1)."""
    return hmac.digest(key, sealed_text(fields).encode(), "sha1").hex()
