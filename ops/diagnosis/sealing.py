"""Faults in how the seal was made: another key, the legacy form, another order, separator or digest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.monetico.key import key_bytes
from chalicelib.monetico.seal import legacy_sealed_text, sealed_text

from . import known_fields
from .reading import Key, Reading, Suspicion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from chalicelib.monetico.form import Pairs

PUBLIC = (
    Key("the demonstration key of the bank's kits", key_bytes("12345678901234567890123456789012345678P0")),
    Key("the sample key of the bank's documentation", key_bytes("0123456789ABCDEF0123456789ABCDEF01234567")),
)


def key_suspicions(reading: Reading, keys: Sequence[Key]) -> Iterator[Suspicion]:
    """Every other key, then this key used as the 40 characters that it is written in."""
    for key in (*keys, *PUBLIC):
        if key.value != reading.key.value:
            sentence = f"it was sealed with another key: {key.name}, and not {reading.key.name}."
            advice = (
                "Give each terminal and each platform (test, production) its own key; the key in use is the portal's "
                "under the terminal's number (TPE)."
            )
            yield Suspicion("wrong-key", sentence, advice, replace(reading, key=key))
    for text in (reading.key.value.hex().upper(), reading.key.value.hex()):
        key = Key(reading.key.name, text.encode())
        sentence = "it was sealed with the key's 40 characters as text."
        advice = "Decode the key from hexadecimal to 20 bytes before sealing."
        yield Suspicion("key-not-decoded", sentence, advice, replace(reading, key=key))


def writing_suspicions(reading: Reading) -> Iterator[Suspicion]:
    """The legacy forms, another order of fields, another separator, another digest."""
    for fault, writing, sentence, advice in _WRITINGS:
        yield Suspicion(fault, sentence, advice, replace(reading, writing=writing))
    for digest, said in (("sha256", "HMAC-SHA256"), ("md5", "HMAC-MD5")):
        sentence = f"it was sealed with {said}."
        yield Suspicion("digest", sentence, "The bank's seal is HMAC-SHA1.", replace(reading, digest=digest))


def mac_suspicions(reading: Reading) -> Iterator[Suspicion]:
    """White space, quotes or a prefix around the MAC."""
    bare = b"".join(reading.mac.split()).strip(b"\"'").lower().removeprefix(b"0x")
    if bare != reading.mac.lower():
        sentence = "MAC: there is more than the 40 hexadecimal digits in it."
        advice = "Post the 40 digits alone, without white space or quotes."
        yield Suspicion("mac-not-bare", sentence, advice, replace(reading, mac=bare), ("MAC",))


def _legacy_request(pairs: Pairs) -> bytes:
    values = {b"version": b"3.0", **dict(pairs)}
    return b"*".join(values.get(name, b"") for name in known_fields.LEGACY_REQUEST)


def _joined(separator: bytes, order: Callable[[tuple[bytes, bytes]], bytes] | None) -> Callable[[Pairs], bytes]:
    def writing(pairs: Pairs) -> bytes:
        ordered = pairs if order is None else sorted(pairs, key=order)
        return separator.join(name + b"=" + value for name, value in ordered)

    return writing


def _letters(pair: tuple[bytes, bytes]) -> bytes:
    return pair[0].lower().replace(b"-", b"").replace(b"_", b"")


_LEGACY = (
    "Guichet accepts such a notification and believes only the 20 listed fields. The return's form follows the "
    "request's: seal requests in the current form (name=value, sorted), and send contexte_commande."
)
_ORDER = "Sort the field names by their bytes: digits, capitals, small letters (TPE before date). .NET: ordinal."
_TEXT = "Join `name=value` with `*` between fields and none at the end."

_WRITINGS: tuple[tuple[str, Callable[[Pairs], bytes], str, str], ...] = (
    ("legacy-seal", legacy_sealed_text, "it was sealed in the legacy form of a notification (values by position).",
     _LEGACY),
    ("legacy-seal", _legacy_request, "it was sealed in the legacy form of a payment request (values by position).",
     "Seal every posted field as name=value, sorted by name, and send contexte_commande."),
    ("sorting", _joined(b"*", lambda pair: pair[0].lower()), "the fields were sorted without regard to case.", _ORDER),
    ("sorting", _joined(b"*", _letters), "the fields were sorted as words of a language, without case and hyphens.",
     _ORDER),
    ("sorting", _joined(b"*", None), "the fields were sealed in the order of the body, not sorted.", _ORDER),
    ("separator", lambda pairs: sealed_text(pairs) + b"*", "the sealed text ended with a star.", _TEXT),
    ("separator", _joined(b"&", lambda pair: pair[0]), "the fields were joined with & and not with a star.", _TEXT),
    ("separator", _joined(b"+", lambda pair: pair[0]), "the fields were joined with + and not with a star.", _TEXT),
    ("separator", lambda pairs: sealed_text(pairs) + b"\n", "the sealed text ended with a line feed.", _TEXT),
)  # fmt: skip
