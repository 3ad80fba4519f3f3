"""The counter as its users see it over HTTP: a shop that signs tokens, a bank that seals notifications."""

from __future__ import annotations

import base64
import hmac
import http.client
import json
import os
import time
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests import contract
from tests.makers import sealed_body

if TYPE_CHECKING:
    from local.secrets import Secrets

_numbers = (f"T{os.getpid()}-{n}" for n in count())


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        assert self.headers["content-type"] == "application/problem+json", self.body
        assert self.json["status"] == self.status
        return self.json["type"].removeprefix("urn:guichet:problem:")


@dataclass(frozen=True)
class Api:
    """The API at a port, with the shop's and the bank's side of its secrets."""

    port: int
    shop_key: bytes
    bank_key: bytes

    @classmethod
    def of(cls, port: int, drawn: Secrets) -> Api:
        """The API of a stack that runs with these secrets."""
        key = base64.urlsafe_b64decode(drawn.signing_key + "==")
        return cls(port, key, bytes.fromhex(drawn.terminal_key))

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, dict):
            named.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=data, headers=named)
            answer = connection.getresponse()
            got = {name.lower(): value for name, value in answer.getheaders()}
            answered = Answer(answer.status, got, answer.read())
        finally:
            connection.close()
        contract.hold(method, path, answered)
        return answered

    def token(self, key: bytes | None = None, header: dict | None = None, **claims: Any) -> str:
        head = {"alg": "HS256", "typ": "JWT", "kid": "shop-1", **(header or {})}
        body = {"aud": "guichet", "exp": int(time.time()) + 600, **claims}
        parts = [_encoded({n: v for n, v in part.items() if v is not None}) for part in (head, body)]
        mac = hmac.digest(self.shop_key if key is None else key, ".".join(parts).encode(), "sha256")
        return ".".join([*parts, base64.urlsafe_b64encode(mac).decode().rstrip("=")])

    def order_token(self, number: str, order: dict | None = None, **claims: Any) -> str:
        return self.token(**{"sub": number, "scope": "pay", "order": {**ORDER, **(order or {})}, **claims})

    def service(self, scope: str = "payments:read") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(sub='back office', scope=scope)}"}

    def start(self, number: str, order: dict | None = None) -> Answer:
        return self.call("POST", "/payments", Authorization=f"Bearer {self.order_token(number, order)}")

    def new_order(self, **order: Any) -> dict:
        answer = self.start(next(_numbers), order)
        assert answer.status == 201, answer.body
        return answer.json

    def read(self, number: str) -> dict:
        answer = self.call("GET", f"/payments/{number}", **self.service())
        assert answer.status == 200, answer.body
        return answer.json

    def notify(self, fields: dict[str, str], key: bytes | None = None, **headers: str) -> Answer:
        return self.post_notification(sealed_body(fields, key or self.bank_key), **headers)

    def post_notification(self, body: bytes, **headers: str) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self.call("POST", "/monetico/notifications", body, **kind)

    def replay(self, pairs: list[tuple[str, str]]) -> Answer:
        return self.call("GET", "/monetico/notifications?" + urlencode(pairs))


ORDER = {
    "amount": "62.73",
    "currency": "EUR",
    "email": "camille.martin@example.org",
    "language": "fr",
    "billing": {"addressLine1": "12 rue des Lilas", "city": "Nantes", "postalCode": "44000", "country": "FR"},
    "return_url": "https://shop.example.org/merci?n=1",
    "lines": [{"label": "Lampe Aube", "quantity": 1, "unit_amount": "62.73", "vat_rate": "20"}],
}


def accepted(started: dict, **changes: str) -> dict[str, str]:
    """What the bank notifies when it accepts the form of a started payment."""
    form = started["form"]["fields"]
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
        "motifrefus": "",
        "bincb": "00000100",
        "hpancb": "6FF1313F3B6FE9B053B21CBDEE516603CB8CF01E",
        "ipclient": "203.0.113.7",
        "cbmasquee": "00000100******02",
        "modepaiement": "CB",
        "authentification": "bnVsbAo=",
        **changes,
    }


def _encoded(part: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
