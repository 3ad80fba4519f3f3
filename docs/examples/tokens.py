"""Sign tokens with an HS256 key. Python 3.9 or newer, standard library only.

python3 tokens.py order CMD4821 62.73
python3 tokens.py service payments:read
"""

import base64
import hmac
import json
import os
import sys
import time


def order_token(number, order):
    """For the shopper's browser: pays this order, at this price, within two hours."""
    return sign({"sub": number, "scope": "pay", "order": order}, lifetime=2 * 3600)


def service_token(*scopes):
    """For the shop's back end only. Make one for each use; never send it to a browser."""
    return sign({"scope": " ".join(scopes)}, lifetime=300)


def sign(claims, lifetime):
    key = json.loads(os.environ["GUICHET_SIGNING_KEY"])
    now = int(time.time())
    head = {"alg": "HS256", "typ": "JWT", "kid": key["kid"]}
    claims = {"aud": "guichet", "iat": now, "exp": now + lifetime, **claims}
    signed = f"{_segment(head)}.{_segment(claims)}"
    secret = base64.urlsafe_b64decode(key["k"] + "==")
    return f"{signed}.{_base64url(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _segment(value):
    return _base64url(json.dumps(value).encode())


def _base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def example_order(number, amount):
    return {
        "amount": amount,  # always text, never a float
        "currency": "EUR",
        "email": "camille.martin@example.org",
        "language": "FR",
        "billing": {
            "firstName": "Camille",
            "lastName": "Martin",
            "addressLine1": "12 rue des Lilas",
            "postalCode": "44000",
            "city": "Nantes",
            "country": "FR",
        },
        "return_url": f"https://shop.example/commande/{number}",
        "lines": [
            {"label": "Lampe Aube", "quantity": 1, "unit_amount": amount, "vat_rate": "20"},
        ],
    }


if __name__ == "__main__":
    kind, *words = sys.argv[1:]
    if kind == "order":
        print(order_token(words[0], example_order(*words)))
    else:
        print(service_token(*words))
