"""Events as Lambda gets them: a shop's calls with signed tokens, the bank's sealed messages, the table's stream."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import jwt

from bank.seal import seal
from bank.wire import encode

if TYPE_CHECKING:
    from local.secrets import Secrets

AMOUNT = "62.73"
EMAIL = "camille.martin@example.org"
BILLING = {
    "firstName": "Camille",
    "lastName": "Martin",
    "addressLine1": "12 rue des Lilas",
    "city": "Nantes",
    "postalCode": "44000",
    "country": "FR",
}
ORDER = {
    "amount": AMOUNT,
    "currency": "EUR",
    "email": EMAIL,
    "language": "fr",
    "billing": BILLING,
    "return_url": "https://shop.example.org/merci",
    "lines": [{"label": "Lampe Aube", "quantity": 1, "unit_amount": AMOUNT, "vat_rate": "20"}],
}
FORM = "application/x-www-form-urlencoded"
Event = dict[str, Any]


def gateway_event(method: str, route: str, body: str = "", headers: dict[str, str] | None = None, **of: str) -> Event:
    """A REST API's proxy event; `of` are the path's parameters."""
    path = route.format(**of)
    sent = {
        "Accept": "*/*",
        "Host": "a1b2c3d4e5.execute-api.eu-west-3.amazonaws.com",
        "User-Agent": "bench",
        "X-Amzn-Trace-Id": "Root=1-65f0c0de-0123456789abcdef01234567",
        "X-Forwarded-For": "203.0.113.7",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
        **(headers or {}),
    }
    return {
        "resource": route,
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": of or None,
        "stageVariables": None,
        "requestContext": {
            "resourceId": "r3s0rc",
            "resourcePath": route,
            "httpMethod": method,
            "path": f"/api{path}",
            "accountId": "000000000000",
            "apiId": "a1b2c3d4e5",
            "stage": "api",
            "protocol": "HTTP/1.1",
            "requestId": "5b3f6c1e-0d3a-4a53-8e34-3c7a1d2e9f00",
            "identity": {"sourceIp": "203.0.113.7", "userAgent": "bench"},
        },
        "body": body or None,
        "isBase64Encoded": False,
    }


def token(secrets: Secrets, **claims: object) -> str:
    key = jwt.PyJWK.from_dict(secrets.shop_jwk)
    return jwt.encode({"aud": "guichet", "exp": int(time.time()) + 7200, **claims}, key.key, "HS256", {"kid": "shop-1"})


def start(secrets: Secrets, number: str) -> Event:
    order_token = token(secrets, sub=number, scope="pay", order=ORDER)
    return gateway_event("POST", "/payments", headers={"Authorization": f"Bearer {order_token}"})


def accepted(form: dict[str, str], **changes: str) -> dict[str, str]:
    """The fields by which the bank reports that it accepted a started form's payment (protocol sheet 5.3)."""
    return {
        "TPE": form["TPE"],
        "date": "23/11/2026_a_10:31:05",
        "montant": form["montant"],
        "reference": form["reference"],
        "texte-libre": form["texte-libre"],
        "code-retour": "payetest",
        "cvx": "oui",
        "vld": "1229",
        "brand": "CB",
        "numauto": "000000",
        "typecompte": "particulier",
        "usage": "credit",
        "ecard": "non",
        "originecb": "FRA",
        "bincb": "00000100",
        "hpancb": "6FF1313F3B6FE9B053B21CBDEE516603CB8CF01E",
        "ipclient": "203.0.113.7",
        "originetr": "FRA",
        "cbmasquee": "00000100******02",
        "modepaiement": "CB",
        "authentification": AUTHENTICATION,
        **changes,
    }


def refused(form: dict[str, str]) -> dict[str, str]:
    """The same where the card was refused; a minute earlier."""
    fields = accepted(form, **{"code-retour": "Annulation", "date": "23/11/2026_a_10:30:05", "motifrefus": "Refus"})
    del fields["numauto"]
    return fields


def notification(fields: dict[str, str], key: bytes) -> Event:
    body = encode({**fields, "MAC": seal(fields, key).upper()})
    return gateway_event("POST", "/monetico/notifications", body, {"Content-Type": FORM})


AUTHENTICATION = (
    "eyJkZXRhaWxzIjp7Im1lcmNoYW50UHJlZmVyZW5jZSI6Im5vX3ByZWZlcmVuY2UiLCJ0cmFuc2FjdGlvbklEIjoi"
    "NTU1YmQ5ZDktMWNmMS00YmE4LWIzN2MtMWE5NmJjOGI2MDNhIiwiYXV0aGVudGljYXRpb25WYWx1ZSI6Imp1Y1RDZkd5"
    "b05NRkNRQUFBQUF1VXdmTUFBQUE9IiwibGlhYmlsaXR5U2hpZnQiOiJZIn0sInByb3RvY29sIjoiM0RTZWN1cmUiLCJzdGF0dXMi"
    "OiJhdXRoZW50aWNhdGVkIiwidmVyc2lvbiI6IjIuMS4wIn0="
)
"""A verdict of 3-D Secure 2 as the bank sends it, with a shift of liability."""
