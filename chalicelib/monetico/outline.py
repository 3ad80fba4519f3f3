"""What a message says of itself, seal unseen: enough to tell a payment that was lost from noise, and no card data."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .form import MalformedForm, parse

MAX_BODY = 8192
"""The bank's messages have 1 to 2 kB; the longest authentication document that was seen would still fit."""
MAX_SHOWN = 64

_TERMINAL = re.compile(rb"[A-Za-z0-9]{7}")
_MAC = re.compile(rb"[0-9A-Fa-f]{40}")


@dataclass(frozen=True, slots=True)
class Outline:
    """In the bank's words, cut to what can be shown; `amount` and `date` are empty where there is none."""

    terminal: str
    reference: str
    amount: str
    code: str
    date: str


def outline(body: bytes) -> Outline | None:
    """None for what cannot be a notification: too long, no form, or without terminal, seal, reference or result."""
    try:
        fields = dict(parse(body, MAX_BODY))
    except MalformedForm:
        return None
    terminal, reference, code = (fields.get(name, b"") for name in (b"TPE", b"reference", b"code-retour"))
    if not _TERMINAL.fullmatch(terminal) or not _MAC.fullmatch(fields.get(b"MAC", b"")) or not reference or not code:
        return None
    shown = (terminal, reference, fields.get(b"montant", b""), code, fields.get(b"date", b""))
    return Outline(*(value.decode(errors="replace")[:MAX_SHOWN] for value in shown))
