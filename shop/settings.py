"""The shop's settings, read once from the environment. A missing or unusable one is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shop.signing import SigningKey, SigningKeyError

if TYPE_CHECKING:
    from collections.abc import Mapping


class SettingError(Exception):
    """An environment variable is missing or cannot be used; the message names it."""


@dataclass(frozen=True)
class Settings:
    port: int
    api_url: str
    bank_url: str
    signing_key: SigningKey
    session_key: str = field(repr=False)
    state: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        return cls(
            port=_port(environ.get("GUICHET_SHOP_PORT", "8002")),
            api_url=_url(environ, "GUICHET_API_URL", "http://127.0.0.1:8000"),
            bank_url=_url(environ, "GUICHET_BANK_URL", "http://127.0.0.1:8001"),
            signing_key=_signing_key(_required(environ, "GUICHET_SHOP_SIGNING_KEY")),
            session_key=_required(environ, "GUICHET_SHOP_SESSION_KEY"),
            state=Path(environ.get("GUICHET_SHOP_STATE", ".guichet/shop")),
        )


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "")
    if not value:
        raise SettingError(f"{name} is not set")
    return value


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise SettingError("GUICHET_SHOP_PORT is not a number")
    return int(text)


def _url(environ: Mapping[str, str], name: str, default: str) -> str:
    url = environ.get(name, default).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise SettingError(f"{name} is not an http or https address")
    return url


def _signing_key(text: str) -> SigningKey:
    try:
        return SigningKey.from_jwk(text)
    except SigningKeyError as error:
        raise SettingError(f"GUICHET_SHOP_SIGNING_KEY: {error}") from error
