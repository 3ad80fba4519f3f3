"""Input of a fuzzer taken apart into what a target needs, so that an edit of one byte stays an edit of one thing."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from urllib.parse import quote_plus

from tests.makers import an_order, bank_fields

USUAL = {name.encode(): value.encode() for name, value in bank_fields(an_order()).items()}


@dataclass
class Slices:
    """What is left of the input; an empty rest gives zeros and empty texts."""

    rest: bytes

    def number(self, size: int = 1) -> int:
        """The next bytes as a number."""
        taken, self.rest = self.rest[:size], self.rest[size:]
        return int.from_bytes(taken)

    def fields(self) -> dict[bytes, bytes]:
        """The usual notification with fields that the rest puts in, changes or, where they are empty, takes out."""
        changed = dict(part.partition(b"=")[::2] for part in self.rest.split(b"&"))
        return {name: value for name, value in {**USUAL, **changed}.items() if value}

    def sealed_message(self, key: bytes) -> bytes:
        """A sealed body in which some bytes are replaced after it was sealed, perhaps by themselves."""
        place, length, width = self.number(2), self.number(), self.number()
        inserted, self.rest = self.rest[:width], self.rest[width:]
        body = sealed(self.fields(), key)
        start = place % (len(body) + 1)
        return body[:start] + inserted + body[start + length :]


def sealed(fields: dict[bytes, bytes], key: bytes) -> bytes:
    """The fields as a form body with the bank's seal, by the rule of its sheet."""
    pairs = sorted((name, value) for name, value in fields.items() if name != b"MAC")
    mac = hmac.digest(key, b"*".join(name + b"=" + value for name, value in pairs), "sha1").hex().encode()
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in [*pairs, (b"MAC", mac)]).encode()
