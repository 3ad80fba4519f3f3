"""JWTs signed with HS256 (RFC 7515), the simplest thing a shop can do. It signs; it verifies nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class SigningKeyError(ValueError):
    """The JWK is not an HS256 key of at least 32 bytes."""


@dataclass(frozen=True)
class SigningKey:
    kid: str
    secret: bytes = field(repr=False)

    @classmethod
    def from_jwk(cls, text: str) -> SigningKey:
        """Read a JWK: `{"kty": "oct", "alg": "HS256", "kid": …, "k": base64url}`."""
        try:
            jwk = json.loads(text)
            kid, secret = str(jwk["kid"]), _from_base64url(jwk["k"])
            suitable = jwk["kty"] == "oct" and jwk["alg"] == "HS256" and len(secret) >= 32
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise SigningKeyError("not a JWK with kty, alg, kid and k") from error
        if not suitable:
            raise SigningKeyError("the JWK must be of kty oct and alg HS256, with 32 bytes or more")
        return cls(kid, secret)


def sign(claims: Mapping[str, Any], key: SigningKey) -> str:
    head = _segment({"alg": "HS256", "kid": key.kid, "typ": "JWT"})
    signed = f"{head}.{_segment(claims)}"
    seal = hmac.new(key.secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_base64url(seal)}"


def _segment(value: Mapping[str, Any]) -> str:
    return _base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
