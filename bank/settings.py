"""The bank's settings, read once from the environment. No other module reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bank.account import Mode
from bank.seal import operational_key

if TYPE_CHECKING:
    from collections.abc import Mapping

PLATFORMS = ("test", "production")


class Option(StrEnum):
    """What a terminal's contract may have besides cards: express payment, partners' methods, the page in an iframe."""

    ALIAS = "alias"
    PARTNERS = "partners"
    IFRAME = "iframe"


class SettingsError(ValueError):
    """A setting is missing or unusable; the message names it."""


@dataclass(frozen=True)
class Terminal:
    """One contract: a terminal number under a company code, on one platform."""

    tpe: str
    company: str
    platform: str
    mode: Mode
    merchant: str
    notification_url: str
    key: bytes = field(repr=False)
    options: frozenset[Option] = frozenset()


@dataclass(frozen=True)
class Settings:
    """`declared` are the addresses that may ask for refunds; an authorisation waits so many days for its capture."""

    port: int
    state: Path
    terminals: tuple[Terminal, ...]
    declared: tuple[str, ...] = ("127.0.0.1",)
    authorization_days: int = 7

    def terminal(self, platform: str, tpe: str, company: str) -> Terminal | None:
        """The contract of that number and company on that platform, if this bank has it."""
        wanted = (platform, tpe, company)
        return next((t for t in self.terminals if (t.platform, t.tpe, t.company) == wanted), None)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Raises SettingsError with the name of the variable at fault."""
    return Settings(
        port=_port(environment.get("GUICHET_BANK_PORT", "8001")),
        state=Path(environment.get("GUICHET_BANK_STATE", ".guichet/bank.sqlite3")),
        terminals=_terminals(environment.get("GUICHET_BANK_TERMINALS", "")),
        declared=_addresses(environment.get("GUICHET_BANK_DECLARED_ADDRESSES", "127.0.0.1")),
        authorization_days=_days(environment.get("GUICHET_BANK_AUTHORIZATION_DAYS", "7")),
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise SettingsError(f"GUICHET_BANK_PORT: {text!r} is not a port number")
    return int(text)


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 365:
        raise SettingsError(f"GUICHET_BANK_AUTHORIZATION_DAYS: {text!r} is not a number of days from 1 to 365")
    return int(text)


def _addresses(text: str) -> tuple[str, ...]:
    """A comma list, empty when none is declared."""
    try:
        return tuple(str(ip_address(part.strip())) for part in text.split(",") if part.strip())
    except ValueError as fault:
        raise SettingsError(f"GUICHET_BANK_DECLARED_ADDRESSES: {fault}") from fault


def _terminals(text: str) -> tuple[Terminal, ...]:
    if not text:
        raise SettingsError("GUICHET_BANK_TERMINALS: missing; a JSON list of terminals is needed")
    try:
        terminals = tuple(_terminal(entry) for entry in json.loads(text))
    except KeyError as missing:
        raise SettingsError(f"GUICHET_BANK_TERMINALS: a terminal lacks {missing}") from missing
    except (ValueError, TypeError) as fault:
        raise SettingsError(f"GUICHET_BANK_TERMINALS: {fault}") from fault
    if not terminals:
        raise SettingsError("GUICHET_BANK_TERMINALS: the list is empty")
    return terminals


def _terminal(entry: Mapping[str, Any]) -> Terminal:
    if entry["platform"] not in PLATFORMS:
        raise ValueError(f"platform {entry['platform']!r} is neither test nor production")
    mode = entry.get("mode", Mode.IMMEDIATE)
    if mode not in set(Mode):
        raise ValueError(f"mode {mode!r} is none of {', '.join(Mode)}")
    options = entry.get("options", [])
    if not isinstance(options, list) or not all(option in list(Option) for option in options):
        raise ValueError(f"options {options!r} is not a list of {', '.join(Option)}")
    address = urlsplit(entry["notification_url"])
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ValueError(f"notification_url {entry['notification_url']!r} is not a whole http(s) address")
    return Terminal(
        tpe=entry["tpe"],
        company=entry["company"],
        platform=entry["platform"],
        mode=Mode(mode),
        merchant=entry["merchant"],
        notification_url=entry["notification_url"],
        key=operational_key(entry["key"]),
        options=frozenset(map(Option, options)),
    )
