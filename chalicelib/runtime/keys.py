"""The keys in the secret document: the terminals', the shop's public or shared ones, our own for view tokens.

{"terminals": [{"tpe", "company", "platform", "mode", "keys": [external forms, the first one seals]}],
 "jwks": {"keys": [JWK, …]}, "view_keys": [base64url, …, the first one signs]}
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..domain.errors import SettingsError
from ..domain.vocabulary import Mode, Platform
from ..monetico.key import InvalidKey, key_bytes
from ..payments.terminals import Terminal, Terminals

if TYPE_CHECKING:
    from ..aws.secrets import SecretDocument


@dataclass(frozen=True, slots=True)
class Keys:
    """What the secret holds, read. `jwks` is the shop's key set as JSON text."""

    terminals: Terminals
    jwks: str
    view_keys: tuple[bytes, ...]


@dataclass(slots=True)
class KeyRing:
    """The current keys; the document is read anew only when its text has changed."""

    document: SecretDocument
    _last: tuple[str, Keys] | None = field(default=None, init=False)

    def current(self) -> Keys:
        """Raises StoreUnavailable or SettingsError."""
        text = self.document.text()
        if self._last is None or self._last[0] != text:
            self._last = (text, keys_from(text))
        return self._last[1]


def keys_from(text: str) -> Keys:
    """The keys in a secret document; raises SettingsError, which names the place and never quotes it."""
    try:
        document = json.loads(text)
        terminals = tuple(_terminal(given) for given in document["terminals"])
        view_keys = tuple(base64.urlsafe_b64decode(key + "==") for key in document["view_keys"])
        jwks = json.dumps(document["jwks"], sort_keys=True)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise SettingsError(f"the secret document cannot be read: {_where(error)}") from None
    if not terminals or not view_keys or min(map(len, view_keys)) < 32:
        raise SettingsError("the secret document needs terminals and view_keys of 32 bytes or more")
    _check_single(terminals)
    return Keys(Terminals(terminals), jwks, view_keys)


def _terminal(given: dict[str, Any]) -> Terminal:
    keys = tuple(key_bytes(key) for key in given["keys"])
    if not keys:
        raise KeyError("keys of a terminal")
    return Terminal(
        tpe=given["tpe"],
        company=given["company"],
        platform=Platform(given["platform"]),
        mode=Mode(given["mode"]),
        keys=keys,
    )


def _check_single(terminals: tuple[Terminal, ...]) -> None:
    """A terminal has one mode on the bank's side too (protocol sheet 10): a second one would send orders wrong."""
    (((tpe, platform), times),) = Counter((t.tpe, t.platform) for t in terminals).most_common(1)
    if times > 1:
        raise SettingsError(f"the secret document has terminal {tpe} on {platform} {times} times: it has one mode")


def _where(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error} is missing"
    return str(error) if isinstance(error, InvalidKey) else "it has not the documented form"
