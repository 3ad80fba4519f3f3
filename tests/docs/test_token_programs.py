"""The tokens that the guide's programs sign, before the API's own verification."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from chalicelib.api.models import order_claim
from chalicelib.api.tokens import shop_keys, verify
from tests.docs.programs import command

HS256 = {"kty": "oct", "kid": "shop-1", "alg": "HS256", "k": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}
EDDSA = jwt.algorithms.OKPAlgorithm.to_jwk(ed25519.Ed25519PrivateKey.generate(), as_dict=True) | {"kid": "shop-2"}
ES256 = jwt.algorithms.ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()), as_dict=True) | {"kid": "shop-3"}

SIGNERS = [
    pytest.param("tokens.py", HS256, id="python-HS256"),
    pytest.param("tokens.php", HS256, id="php-HS256"),
    pytest.param("tokens.mjs", HS256, id="node-HS256"),
    pytest.param("tokens.php", EDDSA, id="php-EdDSA"),
    pytest.param("tokens.mjs", EDDSA, id="node-EdDSA"),
    pytest.param("tokens.mjs", ES256, id="node-ES256"),
]


def run(name, *words, key=HS256):
    environment = {**os.environ, "GUICHET_SIGNING_KEY": json.dumps(key)}
    done = subprocess.run(
        command(name, *words), env=environment, capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def verified(token, *keys):
    public = [{name: value for name, value in key.items() if name != "d"} for key in keys]
    return verify(token, shop_keys(json.dumps({"keys": public})), datetime.now(UTC))


@pytest.mark.parametrize(("program", "key"), SIGNERS)
def test_an_order_token_is_verified_and_its_order_is_valid(program, key):
    claims = verified(run(program, "order", "CMD4821", "62.73", key=key), key)

    order = order_claim(claims.order)
    assert (claims.subject, claims.scopes) == ("CMD4821", {"pay"})
    assert (str(order.money()), order.currency, order.language) == ("62.73", "EUR", "FR")
    assert order.customer().billing["city"] == "Nantes"
    assert [str(line.unit_amount) for line in order.customer().lines] == ["62.73"]


@pytest.mark.parametrize(("program", "key"), SIGNERS)
def test_a_service_token_bears_the_scopes_asked_for(program, key):
    claims = verified(run(program, "service", "payments:read", "cases:resolve", key=key), key)

    assert claims.scopes == {"payments:read", "cases:resolve"}


@pytest.mark.parametrize("program", ["tokens.php", "tokens.mjs"])
def test_each_language_signs_the_same_order(program):
    signed, in_python = (
        verified(run(name, "order", "CMD4821", "62.73"), HS256).order for name in (program, "tokens.py")
    )

    assert signed == in_python


def test_the_ed25519_program_gives_a_key_set_that_verifies_what_it_signs():
    printed = dict(line.split(":", 1) for line in run("ed25519.py").splitlines())
    public = json.loads(printed["for Guichet"])

    assert "d" in json.loads(printed["for the shop"])
    assert all("d" not in key for key in public["keys"])
    assert verified(printed["a service token"].strip(), *public["keys"]).scopes == {"payments:read"}
