"""The secrets of one local stack: drawn once, kept in its state directory, readable by their owner only."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "secrets.json"


@dataclass(frozen=True)
class Secrets:
    """`terminal_key` is 40 hex digits (20 bytes); the others are base64url of 32 bytes, without padding."""

    terminal_key: str
    signing_key: str
    view_key: str
    session_key: str

    @property
    def shop_jwk(self) -> dict[str, str]:
        return {"kty": "oct", "kid": "shop-1", "alg": "HS256", "k": self.signing_key}


def load_or_create(state: Path) -> Secrets:
    path = state / FILE_NAME
    if not path.exists():
        _write(path, _draw())
    return Secrets(**json.loads(path.read_text()))


def _draw() -> Secrets:
    return Secrets(secrets.token_hex(20), _random_key(), _random_key(), _random_key())


def _random_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()


def _write(path: Path, drawn: Secrets) -> None:
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(drawn), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
