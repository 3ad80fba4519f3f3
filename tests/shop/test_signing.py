import base64
import hashlib
import hmac
import json

import jwt
import pytest

from shop.signing import SigningKey, SigningKeyError, sign

SECRET = bytes(range(32))
K = base64.urlsafe_b64encode(SECRET).rstrip(b"=").decode()
JWK = {"kty": "oct", "alg": "HS256", "kid": "shop-1", "k": K}


def test_the_signature_is_hmac_sha256_of_head_and_claims():
    token = sign({"sub": "LUM4821", "ville": "Besançon"}, SigningKey("shop-1", SECRET))

    head, claims, seal = (part + "=" * (-len(part) % 4) for part in token.split("."))
    signed = token.rpartition(".")[0].encode()
    assert json.loads(base64.urlsafe_b64decode(head)) == {"alg": "HS256", "kid": "shop-1", "typ": "JWT"}
    assert json.loads(base64.urlsafe_b64decode(claims)) == {"sub": "LUM4821", "ville": "Besançon"}
    assert base64.urlsafe_b64decode(seal) == hmac.new(SECRET, signed, hashlib.sha256).digest()
    assert "=" not in token


def test_a_library_that_others_wrote_verifies_it():
    token = sign({"sub": "LUM4821"}, SigningKey.from_jwk(json.dumps(JWK)))

    assert jwt.decode(token, SECRET, algorithms=["HS256"]) == {"sub": "LUM4821"}


@pytest.mark.parametrize(
    "jwk",
    [
        {**JWK, "kty": "RSA"},
        {**JWK, "alg": "HS512"},
        {**JWK, "k": K[:40]},
        {**JWK, "k": 7},
        {name: value for name, value in JWK.items() if name != "kid"},
        [],
        None,
    ],
)
def test_another_kind_of_key_is_refused(jwk):
    with pytest.raises(SigningKeyError):
        SigningKey.from_jwk(json.dumps(jwk))


def test_the_secret_is_not_shown():
    assert "secret" not in repr(SigningKey("shop-1", SECRET))
