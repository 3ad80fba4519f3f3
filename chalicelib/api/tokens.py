"""Tokens: the shop's JWTs against its stored key set, and our own small view tokens.

The algorithm is the key's and never the token's, so `alg: none` and a key of another type are refused before
any signature is looked at (RFC 8725 3.1).
"""

from __future__ import annotations

import base64
import hmac
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jwt

from ..domain.errors import InvalidValue, SettingsError
from ..domain.order import check_number
from .problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

AUDIENCE = "guichet"
MAX_LIFETIME_SECONDS = 24 * 3600
CLOCK_SKEW_SECONDS = 60
MAX_INSTANT = 2**53

_ALGORITHMS = {("oct", None): "HS256", ("OKP", "Ed25519"): "EdDSA", ("EC", "P-256"): "ES256"}


@dataclass(frozen=True, slots=True)
class ShopKey:
    """One key of the shop, with the only algorithm that it is used for."""

    kid: str
    algorithm: str
    key: Any


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says."""

    subject: str
    scopes: frozenset[str]
    order: Any

    def require(self, scope: str) -> None:
        """Raises the problem `missing-scope`."""
        if scope not in self.scopes:
            raise Problem("missing-scope", f"this needs the scope {scope}")


@lru_cache(maxsize=2)
def shop_keys(jwks: str) -> tuple[ShopKey, ...]:
    """The keys of a JWK set (RFC 7517) as JSON text; raises SettingsError for one that cannot serve."""
    keys = []
    for jwk in json.loads(jwks).get("keys", ()):
        algorithm = _ALGORITHMS.get((jwk.get("kty"), jwk.get("crv")))
        if algorithm is None or jwk.get("alg", algorithm) != algorithm:
            raise SettingsError("the shop's keys must be Ed25519, P-256, or symmetric for HS256")
        try:
            key = jwt.PyJWK(jwk, algorithm=algorithm).key
        except jwt.PyJWTError:
            raise SettingsError("a key of the shop's key set cannot be read") from None
        if algorithm == "HS256" and len(key) < 32:
            raise SettingsError("a symmetric key of the shop must have 32 bytes or more (RFC 7518 3.2)")
        keys.append(ShopKey(str(jwk.get("kid", "")), algorithm, key))
    return tuple(keys)


def verify(token: str, keys: Sequence[ShopKey], now: datetime) -> Claims:
    """The claims of a token that the shop signed; raises a Problem of status 401 for any fault of it."""
    claims = _verified(token, _candidates(token, keys))
    expires, starts = _instant(claims, "exp"), _instant(claims, "nbf", 0)
    if expires <= now.timestamp():
        raise Problem("token-expired", "ask the shop for a new one")
    if expires > now.timestamp() + MAX_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS:
        raise Problem("token-lifetime", "sign tokens that expire within 24 hours")
    if starts > now.timestamp() + CLOCK_SKEW_SECONDS:
        raise Problem("token-not-yet-valid", "its nbf lies ahead; compare the clocks")
    audience = claims.get("aud")
    if audience != AUDIENCE and not (isinstance(audience, list) and AUDIENCE in audience):
        raise Problem("token-audience", f"aud must be {AUDIENCE!r}")
    subject, scope = claims.get("sub", ""), claims.get("scope", "")
    if not isinstance(subject, str) or not isinstance(scope, str):
        raise Problem("token-claims", "sub and scope must be text")
    return Claims(subject, frozenset(scope.split()), claims.get("order"))


def view_token(number: str, keys: Sequence[bytes]) -> str:
    """The token that reads the reduced view of one order; always the same, so that forms stay the same."""
    return f"{number}.{_view_mac(number, keys[0])}"


def viewed_order(token: str, keys: Sequence[bytes]) -> str:
    """The order number that a view token reads; raises the problem `view-token`."""
    number, _, mac = token.partition(".")
    said = mac.encode(errors="replace")  # half a surrogate pair has no UTF-8
    try:
        check_number(number)
    except InvalidValue:
        raise Problem("view-token", "its order number cannot be one") from None
    fitting = [key for key in keys if hmac.compare_digest(_view_mac(number, key).encode(), said)]
    if not fitting:
        raise Problem("view-token", "it was not made here, or its key has been retired")
    return number


def _view_mac(number: str, key: bytes) -> str:
    digest = hmac.digest(key, b"guichet view of order " + number.encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:18]).decode()


def _candidates(token: str, keys: Sequence[ShopKey]) -> list[ShopKey]:
    """The keys that may have signed the token: the one it names, else all of its algorithm."""
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, UnicodeEncodeError):
        raise Problem("token-malformed", "it is not a JWT in compact form") from None
    kid, algorithm = header.get("kid"), header.get("alg")
    if not any(key.algorithm == algorithm for key in keys):
        raise Problem("token-algorithm", "no key of the shop is used with this algorithm")
    if kid is None:
        return [key for key in keys if key.algorithm == algorithm]
    named = [key for key in keys if key.kid == kid]
    if not named:
        raise Problem("token-unknown-key", "its kid is not in the shop's key set")
    if named[0].algorithm != algorithm:
        raise Problem("token-algorithm", "the key that it names is used with another algorithm")
    return named


def _verified(token: str, candidates: list[ShopKey]) -> dict[str, Any]:
    # Times and audience are checked by us: a problem of its own for each, and an `iat` ahead is no fault.
    options: Any = dict.fromkeys(
        ("verify_exp", "verify_nbf", "verify_iat", "verify_aud", "verify_sub", "verify_jti"), False
    )
    for key in candidates:
        try:
            return jwt.decode(token, key.key, algorithms=[key.algorithm], options=options)
        except jwt.InvalidSignatureError:
            continue
        except jwt.PyJWTError:
            raise Problem("token-malformed", "its payload is not a JSON object") from None
    raise Problem("token-signature", "it was changed, or signed with another key")


def _instant(claims: dict[str, Any], name: str, default: float | None = None) -> float:
    value = claims.get(name, default)
    # Every comparison with NaN is false: an `exp` of NaN would never expire.
    if isinstance(value, bool) or not isinstance(value, int | float) or not -MAX_INSTANT < value < MAX_INSTANT:
        raise Problem("token-claims", f"{name} must be seconds since 1970")
    return value
