"""Faults in the value of fields: charset, form encoding, HTML escapes, white space."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, unquote_to_bytes

from .reading import Reading, Suspicion, field_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_UNSAFE = re.compile(rb"[^A-Za-z0-9._\x80-\xff-]")
"""What the bank's kits escape when they print a form."""


@dataclass(frozen=True, slots=True)
class ValueFault:
    """`undo` gives, from value and raw value, what was sealed; `covers` says what that is."""

    fault: str
    undo: Callable[[bytes, bytes], bytes]
    covers: str
    advice: str


def _charset(sealed: str, sent: str, errors: str = "strict") -> Callable[[bytes, bytes], bytes]:
    def undo(value: bytes, _: bytes) -> bytes:
        try:
            return value.decode(sent).encode(sealed, errors)
        except UnicodeError:
            return value

    return undo


def _as_text(change: Callable[[str], str]) -> Callable[[bytes, bytes], bytes]:
    return lambda value, _: change(value.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _kit_escape(form: str) -> Callable[[bytes, bytes], bytes]:
    return lambda value, _: _UNSAFE.sub(lambda match: (form % match[0][0]).encode(), value)


def _lower_hex(value: bytes, _: bytes) -> bytes:
    return re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), quote_plus(value, safe="")).encode()


_SAME_BYTES = "Seal the very bytes that are posted: one charset for both, UTF-8."
_ESCAPE_LAST = "Seal the plain value; escape it for HTML only where the form is printed."
_DECODE_ONCE = "Decode a form body exactly once (a plus sign is a space, %2B a plus sign), then seal the decoded value."
_NO_TRIM = "Seal the value byte for byte as posted; trim or break lines before sealing on both sides, or on neither."

FAULTS = (
    ValueFault("charset", _charset("latin-1", "utf-8"), "the MAC covers Latin-1 text, the body holds UTF-8",
               _SAME_BYTES),
    ValueFault("charset", _charset("cp1252", "utf-8"), "the MAC covers Windows-1252 text, the body holds UTF-8",
               _SAME_BYTES),
    ValueFault("charset", _charset("utf-8", "latin-1"), "the MAC covers UTF-8 text, the body holds Latin-1",
               _SAME_BYTES),
    ValueFault("charset", _charset("utf-8", "cp1252"), "the MAC covers UTF-8 text, the body holds Windows-1252",
               _SAME_BYTES),
    ValueFault("charset", _charset("ascii", "utf-8", "replace"),
               "the MAC covers the text in ASCII with a question mark for each other character (as .NET's ASCII "
               "encoder writes it), the body holds UTF-8", _SAME_BYTES),
    ValueFault("charset", _charset("ascii", "latin-1", "replace"),
               "the MAC covers the text in ASCII with a question mark for each other character (as .NET's ASCII "
               "encoder writes it), the body holds Latin-1", _SAME_BYTES),
    ValueFault("charset", lambda value, _: value.decode("ascii", "ignore").encode(),
               "the MAC covers the text without its accented letters", _SAME_BYTES),
    ValueFault("plus-for-space", lambda value, _: value.replace(b"+", b" "),
               "the MAC covers a space where the body, decoded, has a plus sign", _DECODE_ONCE),
    ValueFault("plus-for-space", lambda value, _: value.replace(b" ", b"+"),
               "the MAC covers a plus sign where the body, decoded, has a space", _DECODE_ONCE),
    ValueFault("html-escaped", _as_text(html.unescape),
               "the body holds HTML escapes (such as &amp;) and the MAC covers the plain value", _ESCAPE_LAST),
    *(
        ValueFault("html-escaped", undo, "the MAC covers the value escaped for HTML, the body holds it plain",
                   _ESCAPE_LAST)
        for undo in (
            _as_text(html.escape),
            _as_text(lambda text: html.escape(text, quote=False)),
            _as_text(lambda text: html.escape(text).replace("&#x27;", "&#039;")),
            _kit_escape("&#x%02x;"),
            _kit_escape("&#x%02X;"),
        )
    ),
    ValueFault("encoded-twice", lambda value, _: unquote_to_bytes(value.replace(b"+", b" ")),
               "the body holds the value percent-encoded twice", _DECODE_ONCE),
    *(
        ValueFault("not-decoded", undo, "the MAC covers the value still percent-encoded", _DECODE_ONCE)
        for undo in (
            lambda _, raw: raw,
            lambda value, _: quote_plus(value, safe="").encode(),
            lambda value, _: quote(value, safe="").encode(),
            _lower_hex,
        )
    ),
    *(
        ValueFault("white-space", undo, covers, _NO_TRIM)
        for undo, covers in (
            (lambda value, _: value.strip(), "the MAC covers the value without the white space around it"),
            (lambda value, _: value.rstrip(), "the MAC covers the value without the white space after it"),
            (lambda value, _: b"".join(value.split()), "the MAC covers the value without any white space"),
            (lambda value, _: value.replace(b"\r\n", b"\n"), "the MAC covers LF where the body has CR LF"),
            (lambda value, _: re.sub(rb"(?<!\r)\n", b"\r\n", value), "the MAC covers CR LF where the body has LF"),
            (lambda value, _: value + b"\n", "the MAC covers a line feed after the value"),
            (lambda value, _: value + b"\r\n", "the MAC covers CR LF after the value"),
            (lambda value, _: value + b" ", "the MAC covers a space after the value"),
        )
    ),
)  # fmt: skip


def value_suspicions(reading: Reading) -> Iterator[Suspicion]:
    """Each fault in all the fields that it changes, then in each of them alone."""
    for fault in FAULTS:
        undone = {name: fault.undo(value, reading.raw.get(name, value)) for name, value in reading.pairs}
        changed = {name: undone[name] for name, value in reading.pairs if undone[name] != value}
        if not changed:
            continue
        yield _suspicion(reading, fault, changed)
        if len(changed) > 1:
            for name, value in changed.items():
                yield _suspicion(reading, fault, {name: value})


def _suspicion(reading: Reading, fault: ValueFault, changed: dict[bytes, bytes]) -> Suspicion:
    fields = field_names(list(changed))
    return Suspicion(
        fault.fault, f"{', '.join(fields)}: {fault.covers}.", fault.advice, reading.with_values(changed), fields
    )
