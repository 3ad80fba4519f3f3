"""What every rival does first: the form's fields, and whether the bank has sealed them."""

from __future__ import annotations

import hmac
import os
from typing import Any
from urllib.parse import parse_qsl

TAKEN = "version=2\ncdr=0\n"
NOT_TAKEN = "version=2\ncdr=1\n"


def read(event: dict[str, Any]) -> dict[str, str] | None:
    """The fields of an API Gateway event's form; None where the bank has not sealed them."""
    return opened(event["body"], bytes.fromhex(os.environ["BANK_KEY"]))


def opened(body: str, key: bytes) -> dict[str, str] | None:
    """The fields under a right seal."""
    fields = dict(parse_qsl(body, keep_blank_values=True))
    mac = fields.pop("MAC", "")
    text = "*".join(f"{name}={fields[name]}" for name in sorted(fields))
    expected = hmac.digest(key, text.encode(), "sha1").hex()
    return fields if hmac.compare_digest(expected, mac.lower()) else None


def answer(*, taken: bool) -> dict[str, Any]:
    """The bank's text as API Gateway wants it."""
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "text/plain"},
        "body": TAKEN if taken else NOT_TAKEN,
    }
