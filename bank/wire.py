"""Form bodies, both ways: strict on what comes in, the bank's own spelling on what goes out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote_plus

from bank.refusal import FormRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_FIELDS = 100
NO_DATA = "the server received no data"


def decode(body: bytes) -> dict[str, str]:
    """The fields of a form body or query. Raises FormRefused on a doubled field or malformed text."""
    if not body:
        raise FormRefused(NO_DATA)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as fault:
        raise FormRefused(f"the body is not a form in UTF-8: {fault}") from fault
    fields = dict(pairs)
    if len(fields) != len(pairs):
        doubled = sorted({name for name, _ in pairs if [n for n, _ in pairs].count(name) > 1})
        raise FormRefused(*(f"{name}: sent more than once" for name in doubled))
    return fields


def encode(fields: Mapping[str, str]) -> str:
    """As captured from the bank: lower-case %xx, `+` for a space, order kept (protocol sheet 5.1)."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields.items())


def _quoted(text: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda escape: escape.group().lower(), quote_plus(text, safe=""))
