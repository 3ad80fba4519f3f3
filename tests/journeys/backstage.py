"""What the shopper does not see: the mailbox, and the order as staff see it."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass
from typing import Any

import jwt
import urllib3

PATIENCE = 15.0  # seconds
PAUSE = 0.05


@dataclass(frozen=True)
class Backstage:
    """A stack, as its dev.json describes it."""

    dev: dict[str, Any]

    def token(self, **claims: Any) -> str:
        """Signed by the shop."""
        key = self.dev["signing_key"]
        claims = {"aud": "guichet", "exp": int(time.time()) + 600, **claims}
        secret = base64.urlsafe_b64decode(key["k"] + "=")
        return jwt.encode(claims, secret, algorithm="HS256", headers={"kid": key["kid"]})

    def order(self, number: str) -> dict[str, Any]:
        """The whole view."""
        return self.view(number, self.token(scope="payments:read"))

    def view(self, number: str, token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        return _document(urllib3.request("GET", f"{self.dev['api']}/payments/{number}", headers=headers))

    def start(self, order_token: str) -> dict[str, Any]:
        return _document(urllib3.request("POST", f"{self.dev['api']}/payments", json={"order_token": order_token}))

    def settled(self, number: str) -> dict[str, Any]:
        """The order once nothing is owed for it any more: from then on, no further mail can come."""
        deadline = time.monotonic() + PATIENCE
        while True:
            order = self.order(number)
            if order["effects"] and all(effect["done_at"] for effect in order["effects"]):
                return order
            assert time.monotonic() < deadline, f"still owed: {order['effects']}"
            time.sleep(PAUSE)

    def mails(self, number: str) -> list[dict[str, str]]:
        mails = urllib3.request("GET", self.dev["mailbox"]).json()
        return [mail for mail in mails if mail["order"] == number]

    @property
    def mailbox_page(self) -> str:
        return str(self.dev["mailbox"]).removesuffix("mails.json")


def _document(answer: urllib3.BaseHTTPResponse) -> dict[str, Any]:
    document: dict[str, Any] = answer.json()
    assert answer.status < 300, document
    return document
