"""The remittance CSV, line by line: 21 columns, no header, `;`, quote `"` (protocol sheet 9). Tolerant, never silent.

Every physical line is read by itself, so that one broken quote spoils one line and not the rest of the file.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, BinaryIO

from chalicelib.domain.errors import InvalidValue
from chalicelib.domain.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = 21
MOST_BYTES = 16_384
BOOKED = "PA"
_OTHER_STATES = ("AN", "RE", "GR", "AP")
"""Cancelled, refused, blocked, failed (protocol sheet 6.4)."""

_AMOUNT = re.compile(r"([+-]?)([0-9]{1,10})(?:[.,]([0-9]{1,2}))?")
_HEADER = ("date_recouvrement_paiement", "num_tpe", "ref_paiement")


@dataclass(frozen=True, slots=True)
class Line:
    """A booked line. `amount` in minor units, negative for a refund; `mark` tells whole lines apart."""

    position: int
    day: str
    terminal: str
    reference: str
    amount: int
    currency: str
    authorization: str
    mark: bytes


@dataclass(frozen=True, slots=True)
class NotBooked:
    """A line in another state than paid: it moved no money."""

    position: int
    state: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be read, and why; its content may be card data and is not repeated."""

    position: int
    why: str


class _Bad(Exception):
    pass


def lines_in(file: BinaryIO) -> Iterator[Line | NotBooked | BadLine]:
    """The lines of a file with their positions from 1; empty ones and a heading line are passed over."""
    position = 0
    while raw := file.readline(MOST_BYTES):
        position += 1
        if len(raw) == MOST_BYTES and not raw.endswith(b"\n"):
            _skip_rest(file)
            yield BadLine(position, f"longer than {MOST_BYTES} bytes")
            continue
        text = _text(raw).rstrip("\r\n")
        if not text.strip("\ufeff ;"):
            continue
        try:
            row = _cells(text.removeprefix("\ufeff"))
            if position == 1 and (row[0] in _HEADER or row[1] in _HEADER):
                continue
            yield _line(position, row, raw.rstrip(b"\r\n"))
        except _Bad as bad:
            yield BadLine(position, str(bad))


def _skip_rest(file: BinaryIO) -> None:
    while (rest := file.readline(MOST_BYTES)) and not rest.endswith(b"\n"):
        pass


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _cells(text: str) -> list[str]:
    try:
        row = next(csv.reader([text], delimiter=";", strict=True))
    except csv.Error as error:
        raise _Bad(f"not CSV: {error}") from None
    if len(row) == COLUMNS + 1 and not row[-1]:  # a separator after the last column
        row.pop()
    if len(row) != COLUMNS:
        raise _Bad(f"{len(row)} columns, {COLUMNS} expected")
    return [cell.strip() for cell in row]


def _line(position: int, row: list[str], raw: bytes) -> Line | NotBooked:
    day, terminal, reference, state, _, _, amount, currency, authorization = row[:9]
    if state != BOOKED:
        return NotBooked(position, state if state in _OTHER_STATES else "other")
    if not reference:
        raise _Bad("column 3, the reference, is empty")
    mark = blake2b(raw, digest_size=8).digest()
    return Line(position, _day(day), terminal, reference, _minor(amount, currency), currency, authorization, mark)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.split(" ", 1)[0]).isoformat()
    except ValueError:
        raise _Bad("column 1 is no date such as 2026-11-23") from None


def _minor(text: str, currency: str) -> int:
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise _Bad("column 7 is no amount such as 62.73")
    try:
        minor = Money.parse(match[2] + ("." + match[3] if match[3] else ""), currency).minor
    except InvalidValue as fault:
        raise _Bad(f"columns 7 and 8: {fault}") from None
    return -minor if match[1] == "-" else minor
