"""Each fault of a token is refused with a problem of its own."""

from __future__ import annotations

import base64
import json
import time
from datetime import UTC, datetime

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chalicelib.api import tokens
from chalicelib.api.problems import PROBLEMS, Problem
from chalicelib.domain.errors import SettingsError
from tests.counter import ORDER

SECRET = b"0123456789abcdef0123456789abcdef"
ED, EC = ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def key_set(*jwks: dict) -> str:
    return json.dumps({"keys": list(jwks)})


OCT = {"kty": "oct", "kid": "one", "alg": "HS256", "k": b64(SECRET)}
ED_JWK = {**json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(ED.public_key())), "kid": "two"}
EC_JWK = {**json.loads(jwt.algorithms.ECAlgorithm.to_jwk(EC.public_key())), "kid": "three"}
KEYS = tokens.shop_keys(key_set(OCT, ED_JWK, EC_JWK))


def claims(**changes):
    given = {"aud": "guichet", "sub": "CMD1", "scope": "pay", "exp": int(time.time()) + 600, **changes}
    return {name: value for name, value in given.items() if value is not None}


def signed(key=SECRET, algorithm="HS256", kid="one", **changes):
    return jwt.encode(claims(**changes), key, algorithm, headers={"kid": kid} if kid else None)


def verify(token, keys):
    return tokens.verify(token, keys, datetime.now(UTC))


def refusal(token, keys=KEYS):
    with pytest.raises(Problem) as problem:
        verify(token, keys)
    assert problem.value.status == 401
    return problem.value.slug


@pytest.mark.parametrize(
    ("key", "algorithm", "kid"), [(SECRET, "HS256", "one"), (ED, "EdDSA", "two"), (EC, "ES256", "three")]
)
@pytest.mark.parametrize("named", [True, False])
def test_every_kind_of_key_verifies_with_and_without_its_name(key, algorithm, kid, named):
    verified = verify(signed(key, algorithm, kid if named else None), KEYS)

    assert (verified.subject, verified.scopes) == ("CMD1", {"pay"})


def test_two_keys_may_overlap():
    both = tokens.shop_keys(key_set(OCT, {**OCT, "kid": "next", "k": b64(b"f" * 32)}))

    for key, kid in ((SECRET, "one"), (b"f" * 32, "next"), (SECRET, None), (b"f" * 32, None)):
        assert verify(signed(key, kid=kid), both).subject == "CMD1"


def none_token():
    return jwt.encode(claims(), None, "none")


@pytest.mark.parametrize(
    ("token", "slug"),
    [
        (none_token(), "token-algorithm"),
        (signed(b"another secret of thirty-two bytes!"), "token-signature"),
        (signed(ed25519.Ed25519PrivateKey.generate(), "EdDSA", "two"), "token-signature"),
        (signed(kid="unknown"), "token-unknown-key"),
        (signed(kid="two"), "token-algorithm"),
        (signed(ED, "EdDSA", "one"), "token-algorithm"),
        (signed(rsa.generate_private_key(65537, 2048), "RS256", "one"), "token-algorithm"),
        (signed(SECRET + SECRET, "HS512"), "token-algorithm"),
        (signed(exp=int(time.time()) - 1), "token-expired"),
        (signed(exp=int(time.time()) + 25 * 3600), "token-lifetime"),
        (signed(nbf=int(time.time()) + 600), "token-not-yet-valid"),
        (signed(exp=None), "token-claims"),
        (signed(exp="tomorrow"), "token-claims"),
        (signed(exp=True), "token-claims"),
        (signed(exp=float("nan")), "token-claims"),
        (signed(exp=float("inf")), "token-claims"),
        (signed(nbf=float("nan")), "token-claims"),
        (signed(exp=10**400), "token-claims"),
        (signed(sub=7), "token-claims"),
        (signed(scope=["pay"]), "token-claims"),
        (signed(aud=None), "token-audience"),
        (signed(aud="another"), "token-audience"),
        (signed(aud=["another"]), "token-audience"),
        ("", "token-malformed"),
        ("a.b.c", "token-malformed"),
        ("é.é.é", "token-malformed"),
        (signed()[:-3] + "AAA", "token-signature"),
    ],
    ids=lambda value: value if value in PROBLEMS else "",  # tokens differ from one process to the next
)
def test_each_fault_has_its_problem(token, slug):
    assert refusal(token) == slug


def test_the_public_key_as_a_shared_secret_is_refused():
    # The classic confusion: the verifier's own public key used as an HMAC secret (RFC 8725 2.1).
    raw = EC.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    forged = signed(raw, "HS256", "three")

    assert refusal(forged) == "token-algorithm"
    assert refusal(forged, tokens.shop_keys(key_set(EC_JWK))) == "token-algorithm"


def test_claims_that_are_allowed_are_not_required_and_an_iat_ahead_is_no_fault():
    token = signed(iss="shop", iat=int(time.time()) + 120, jti="1", aud=["other", "guichet"], nbf=int(time.time()) + 30)

    assert verify(token, KEYS).subject == "CMD1"


@pytest.mark.parametrize(
    "jwk",
    [
        {**OCT, "k": b64(b"short")},
        {**OCT, "alg": "HS512"},
        {"kty": "RSA", "n": "x", "e": "AQAB"},
        {**EC_JWK, "crv": "P-521"},
        {"kty": "EC", "crv": "P-256", "x": "!", "y": "!"},
    ],
)
def test_a_key_set_that_cannot_serve_is_a_settings_error(jwk):
    with pytest.raises(SettingsError):
        tokens.shop_keys(key_set(jwk))


def test_a_view_token_is_always_the_same_and_survives_a_new_key():
    old, new = b"o" * 32, b"n" * 32
    token = tokens.view_token("CMD1", (old,))

    assert token == tokens.view_token("CMD1", (old,))
    assert tokens.viewed_order(token, (new, old)) == "CMD1"
    with pytest.raises(Problem):
        tokens.viewed_order(token, (new,))


# The same through the door


@pytest.mark.parametrize(
    ("claims", "status", "slug"),
    [
        ({"exp": 1}, 401, "token-expired"),
        ({"aud": "x"}, 401, "token-audience"),
        ({"key": b"x" * 32}, 401, "token-signature"),
        ({"header": {"alg": "none"}}, 401, "token-algorithm"),
        ({"header": {"alg": "ES256"}}, 401, "token-algorithm"),
        ({"header": {"kid": "shop-2"}}, 401, "token-unknown-key"),
        ({"scope": "payments:read"}, 403, "missing-scope"),
        ({"scope": None}, 403, "missing-scope"),
        ({"order": None}, 422, "order-not-valid"),
        ({"order": "text"}, 422, "order-not-valid"),
    ],
)
def test_a_start_with_a_faulty_token_says_which_fault(api, claims, status, slug):
    token = api.token(**{"sub": "FAULT1", "scope": "pay", "order": ORDER, **claims})

    answer = api.call("POST", "/payments", Authorization=f"Bearer {token}")

    assert (answer.status, answer.problem) == (status, slug)


def test_no_token_and_a_changed_amount(api):
    answer = api.call("POST", "/payments")
    assert (answer.status, answer.problem) == (401, "token-missing")
    assert answer.headers["www-authenticate"] == 'Bearer realm="guichet"'

    head, body, mac = api.order_token("FAULT2").split(".")
    cheaper = json.loads(base64.urlsafe_b64decode(body + "=="))
    cheaper["order"]["amount"] = "0.01"
    answer = api.call("POST", "/payments", {"order_token": ".".join([head, b64(json.dumps(cheaper).encode()), mac])})
    assert (answer.status, answer.problem) == (401, "token-signature")


@pytest.mark.parametrize(("scope", "status"), [("payments:read", 200), ("pay", 403), ("cases:resolve", 403)])
def test_cases_are_for_service_tokens_that_may_read(api, scope, status):
    assert api.call("GET", "/cases", **api.service(scope)).status == status


def test_a_foreign_cursor_of_cases_is_422(api):
    assert api.call("GET", "/cases?cursor=zzz", **api.service()).problem == "cursor-not-valid"
