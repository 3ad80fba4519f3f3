"""The stage for tests of the bank: a merchant that listens, a clock that waits, and forms as a shop seals them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from bank.account import Mode
from bank.settings import Option, Settings, Terminal
from bank.transport import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

KEY = bytes.fromhex("0123456789abcdef0123456789abcdef01234567")
NOON = datetime(2026, 3, 10, 11, 0, 0, tzinfo=UTC)  # 12:00 in Paris
BILLING = {"addressLine1": "1 rue Haute", "city": "Nantes", "postalCode": "44000", "country": "FR"}
ACCEPTED, REFUSED, CHALLENGE, CHALLENGE_FAILED = (f"00000100000000{n}" for n in ("02", "01", "04", "05"))
RECEIVED = Answer(200, "version=2\ncdr=0\n")


def terminal(platform: str = "test", options: Iterable[Option] = (), **changed: str) -> Terminal:
    values = {
        "tpe": "0000001",
        "company": "atelierlumen",
        "mode": "immediate",
        "merchant": "Atelier Lumen",
        "notification_url": "http://shop.example/notify",
        **changed,
    }
    mode = Mode(values.pop("mode"))
    return Terminal(platform=platform, key=KEY, mode=mode, options=frozenset(options), **values)


def settings_in(folder: Path) -> Settings:
    return Settings(port=0, state=folder / "bank.sqlite3", terminals=(terminal(), terminal(platform="production")))


def context(document: object) -> str:
    return base64.b64encode(json.dumps(document).encode()).decode()


def form(reference: str = "CMD482101", *, drop: str = "", **changed: str) -> dict[str, str]:
    """A sealed form, with some fields changed or one left out."""
    fields = {
        "version": "3.0",
        "TPE": "0000001",
        "date": "10/03/2026:12:00:00",
        "montant": "62.73EUR",
        "reference": reference,
        "lgue": "FR",
        "societe": "atelierlumen",
        "contexte_commande": context({"billing": BILLING}),
        "texte-libre": "v1 one+two",
        "mail": "jeanne@example.fr",
        "url_retour_ok": "https://shop.example/ok",
        "url_retour_err": "https://shop.example/err",
        **changed,
    }
    fields.pop(drop, None)
    return {**fields, "MAC": mac(fields)}


def mac(fields: dict[str, str], key: bytes = KEY) -> str:
    """Sealed here a second time, so that the bank's own function is not its own witness."""
    text = "*".join(f"{name}={fields[name]}" for name in sorted(fields) if name != "MAC")
    return hmac.new(key, text.encode(), hashlib.sha1).hexdigest()


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@dataclass
class Merchant:
    """Takes what the bank sends, and answers as told; `while_asked` runs before each answer."""

    answer: Answer | Exception = RECEIVED
    while_asked: Callable[[], object] = lambda: None
    received: list[tuple[str, str, str]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, method: str, url: str, body: str) -> Answer:
        with self._lock:
            self.received.append((method, url, body))
        self.while_asked()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    @property
    def messages(self) -> list[dict[str, str]]:
        return [dict(parse_qsl(body, keep_blank_values=True)) for _, _, body in self.received]

    @property
    def results(self) -> list[str]:
        return [message["code-retour"] for message in self.messages]


def query(fields: dict[str, str]) -> str:
    return urlencode(fields)
