"""The seal: HMAC-SHA1 over the sorted fields, and the positional one that old contracts still get (sheet 3)."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .form import Pairs

_LEGACY_RETURN = (
    b"TPE", b"date", b"montant", b"reference", b"texte-libre", b"version", b"code-retour", b"cvx", b"vld",
    b"brand", b"status3ds", b"numauto", b"motifrefus", b"originecb", b"bincb", b"hpancb", b"ipclient",
    b"originetr", b"veres", b"pares",
)  # fmt: skip


def sealed_text(pairs: Iterable[tuple[bytes, bytes]]) -> bytes:
    """What the current seal covers: every field but MAC, sorted by name, `name=value` joined by `*` (sheet 3.2)."""
    return b"*".join(name + b"=" + value for name, value in sorted(pairs) if name != b"MAC")


def legacy_sealed_text(pairs: Pairs) -> bytes:
    """What the legacy seal of a return covers: 20 values by position, each followed by `*` (sheet 3.1)."""
    # `version` is sealed as a constant and never posted.
    values = {**dict(pairs), b"version": b"3.0"}
    return b"".join(values.get(name, b"") + b"*" for name in _LEGACY_RETURN)


def legacy_fields(pairs: Pairs) -> Pairs:
    """The fields of a return that the legacy seal vouches for."""
    return tuple((name, value) for name, value in pairs if name in _LEGACY_RETURN and name != b"version")


def seal(key: bytes, text: bytes) -> str:
    """The MAC in lower-case hexadecimal, as the bank expects it (sheet 2.1)."""
    return hmac.digest(key, text, "sha1").hex()


def matches(key: bytes, text: bytes, mac: bytes) -> bool:
    """Whether the MAC, in either case, seals the text; in constant time."""
    return hmac.compare_digest(seal(key, text).encode(), mac.lower())
