"""Make an Ed25519 key pair and sign with it. Needs PyJWT: pip install "pyjwt[crypto]"."""

import json
import time

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def new_key(kid):
    """The private JWK, for the shop's server only, and the key set that Guichet is given."""
    key = Ed25519PrivateKey.generate()
    private = jwt.algorithms.OKPAlgorithm.to_jwk(key, as_dict=True) | {"kid": kid, "alg": "EdDSA"}
    public = {name: value for name, value in private.items() if name != "d"}
    return private, {"keys": [public]}


def sign(claims, private, lifetime):
    now = int(time.time())
    claims = {"aud": "guichet", "iat": now, "exp": now + lifetime, **claims}
    return jwt.encode(claims, jwt.PyJWK(private).key, "EdDSA", headers={"kid": private["kid"]})


if __name__ == "__main__":
    private, public = new_key("shop-2")
    print("for the shop:   ", json.dumps(private))
    print("for Guichet:    ", json.dumps(public))
    print("a service token:", sign({"scope": "payments:read"}, private, lifetime=300))
