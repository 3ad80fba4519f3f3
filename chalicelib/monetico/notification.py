"""A notification whose seal was found right, read into text fields; unknown fields and codes are kept (sheet 5.3)."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .form import Pairs

_DECIDING = ("TPE", "date", "montant", "reference", "code-retour")
_KEPT = ("texte-libre", "numauto", "brand", "modepaiement", "motifrefus", "motifrefusautorisation",
         "authentification", "cbmasquee", "montantech")  # fmt: skip
_DROPPED = frozenset(
    "MAC cvx vld bincb hpancb ipclient originecb originetr usage typecompte ecard nomcartesequestree aliascb "
    "filtragevaleur".split()
)
"""Card-derived and personal fields without a purpose of ours; `filtragevaleur` may be an address or a country."""

MAX_EXTRA_LENGTH = 200
MAX_EXTRA_BYTES = 1500
"""Of all unknown fields together, so that no number of notifications outgrows an item."""

_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})_a_([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})")
_AMOUNT = re.compile(r"([0-9]{1,10}(?:\.[0-9]{1,2})?)([A-Z]{3})")
_CARD_NUMBER = re.compile(r"(?:\d[^\dA-Za-z]{0,2}){11,18}\d")


class NotANotification(ValueError):
    """Sealed by the key, but not a notification: a field that decides is missing. Names the field."""


@dataclass(frozen=True, slots=True)
class Notification:
    """The bank's words. `amount` is (decimal text, currency) or None where it has another form."""

    terminal: str
    date: str
    amount_text: str
    reference: str
    code: str
    free_text: str
    authorization: str
    brand: str
    method: str
    refusal_reason: str
    refusal_detail: str
    authentication: dict[str, Any] | None
    masked_number: str
    instalment_text: str
    extra: dict[str, str]

    @property
    def amount(self) -> tuple[str, str] | None:
        """Decimal text and currency."""
        return _amount(self.amount_text)

    @property
    def instalment_amount(self) -> tuple[str, str] | None:
        """Decimal text and currency of the instalment of a split payment that the message is about."""
        return _amount(self.instalment_text)

    @property
    def identity(self) -> str:
        """The same for every delivery of one notification and for no other (product rule 6)."""
        parts = (self.terminal, self.reference, self.code, self.date, self.authorization)
        return sha256("\x00".join(parts).encode()).hexdigest()[:24]

    @property
    def bank_time(self) -> str:
        """`date` as ISO text in the hour of Paris; empty where it has another form."""
        match = _DATE.fullmatch(self.date)
        if match is None:
            return ""
        day, month, year, hour, minute, second = map(int, match.groups())
        try:
            return datetime(year, month, day, hour, minute, second).isoformat()  # noqa: DTZ001
        except ValueError:
            return ""


def read(pairs: Pairs) -> Notification:
    """The notification in sealed fields; raises NotANotification, and nothing else whatever the values are."""
    fields = {_text(name): _text(value) for name, value in pairs}
    for name in _DECIDING:
        if not fields.get(name):
            raise NotANotification(name)
    known = {name: fields.get(name, "") for name in (*_DECIDING, *_KEPT)}
    extra = {n: v for n, v in fields.items() if n not in known and n not in _DROPPED}
    return Notification(
        terminal=known["TPE"],
        date=known["date"],
        amount_text=known["montant"],
        reference=known["reference"],
        code=known["code-retour"],
        free_text=known["texte-libre"],
        authorization=_without_card_number(known["numauto"]),
        brand=_without_card_number(known["brand"]),
        method=_without_card_number(known["modepaiement"]),
        refusal_reason=_without_card_number(known["motifrefus"]),
        refusal_detail=_without_card_number(known["motifrefusautorisation"]),
        authentication=_json_object(known["authentification"]),
        masked_number=known["cbmasquee"],
        instalment_text=known["montantech"],
        extra=_bounded(extra),
    )


def _amount(text: str) -> tuple[str, str] | None:
    match = _AMOUNT.fullmatch(text)
    return (match[1], match[2]) if match else None


def _text(value: bytes) -> str:
    """The bank's charset is not documented: UTF-8 where it is, Latin-1 otherwise, never a failure."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _json_object(value: str) -> dict[str, Any] | None:
    try:
        # Some of the bank's messages break the base64 into lines.
        document = json.loads(base64.b64decode("".join(value.split()), validate=True))
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _bounded(fields: dict[str, str]) -> dict[str, str]:
    """Fields that nobody knows, kept short, few, and never with a card number in them."""
    kept, room = {}, MAX_EXTRA_BYTES
    for name, value in sorted(fields.items()):
        told = _without_card_number(name), _without_card_number(value)[:MAX_EXTRA_LENGTH]
        room -= sum(len(text.encode()) for text in told)
        if room < 0:
            break
        kept[told[0]] = told[1]
    return kept


def _without_card_number(text: str) -> str:
    return _CARD_NUMBER.sub("[number removed]", text)
