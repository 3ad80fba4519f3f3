"""A terminal's security key: from its external form of 40 characters to the 20 bytes that seal (protocol sheet 2)."""

from __future__ import annotations

import hmac

_LENGTH = 40


class InvalidKey(ValueError):
    """Not a security key. The text never quotes the key."""


def key_bytes(external: str) -> bytes:
    """The 20 operational bytes; white space around the key is ignored. Raises InvalidKey.

    The last two characters of an old key may fall outside hexadecimal; the bank's kits map them back.
    """
    text = external.strip()
    # bytes.fromhex alone would skip white space within the key.
    if any(character.isspace() for character in text):
        raise InvalidKey("a security key holds no white space")
    if len(text) != _LENGTH:
        raise InvalidKey(f"a security key has {_LENGTH} characters, this one has {len(text)}")
    try:
        return bytes.fromhex(text[:38] + _last_two(text[38:]))
    except ValueError:
        raise InvalidKey("a security key is hexadecimal") from None


def key_id(key: bytes) -> str:
    """A short name for a key that gives nothing of it away, to record which key matched."""
    return hmac.digest(key, b"guichet key id", "sha256").hex()[:8]


def _last_two(tail: str) -> str:
    first = ord(tail[0])
    if ord("F") < first < ord("a"):
        return chr(first - 23) + tail[1]
    if tail[1] == "M":
        return tail[0] + "0"
    return tail
