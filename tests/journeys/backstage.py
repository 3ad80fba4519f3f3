"""What the shopper does not see: the mailbox, the order as staff see it, and what staff ask for."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

import jwt
import urllib3

from tests.journeys.bank_side import Bank

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.stack import Stack

PATIENCE = 15.0  # seconds
PAUSE = 0.05

ORDER = {
    "amount": "100.00",
    "currency": "EUR",
    "email": "lou.marin@exemple.fr",
    "language": "fr",
    "billing": {"addressLine1": "14 rue des Lanternes", "city": "Nantes", "postalCode": "44000", "country": "FR"},
}
SCOPES = {"captures": "payments:capture", "refunds": "payments:refund", "cancellation": "payments:cancel"}

_numbers = count(1)


@dataclass(frozen=True)
class Backstage:
    """A stack, as its dev.json describes it."""

    dev: dict[str, Any]

    @classmethod
    def of(cls, stack: Stack) -> Backstage:
        return cls(stack.dev())

    @property
    def bank(self) -> Bank:
        return Bank(self.dev["bank"])

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
        return _document(self.try_to_start(order_token))

    def try_to_start(self, order_token: str) -> urllib3.BaseHTTPResponse:
        return urllib3.request("POST", f"{self.dev['api']}/payments", json={"order_token": order_token})

    def order_token(self, mode: str, number: str, **claims: Any) -> str:
        order = {**ORDER, "return_url": f"{self.dev['shop']}/", "mode": mode, **claims}
        return self.token(sub=number, scope="pay", order=order)

    def new_order(self, mode: str = "immediate", **claims: Any) -> dict[str, Any]:
        """Started by an order token, under a number of its own."""
        return self.start(self.order_token(mode, f"{mode[:4].upper()}-{next(_numbers)}", **claims))

    def come_back(self, started: dict[str, Any]) -> urllib3.BaseHTTPResponse:
        """As the browser that the bank sends back does; the answer to it."""
        return urllib3.request("GET", started["form"]["fields"]["url_retour_ok"], redirect=False)

    def ask(self, number: str, what: str, amount: str | None = None) -> urllib3.BaseHTTPResponse:
        """An operation: `what` is the last part of its address."""
        bearer = self.token(sub="back office", scope=SCOPES[what])
        headers = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": f"key-{next(_numbers)}"}
        body = {} if amount is None else {"amount": amount}
        address = f"{self.dev['api']}/payments/{number}/{what}"
        return urllib3.request("POST", address, json=body, headers=headers, timeout=60)

    def done(self, number: str, what: str, amount: str | None = None) -> dict[str, Any]:
        """The order after an operation that the bank did."""
        operation = _document(self.ask(number, what, amount))
        order = self.at_rest(number)
        assert {one["id"]: one["status"] for one in order["operations"]}[operation["id"]] == "done", order["operations"]
        return order

    def until(
        self, number: str, holds: Callable[[dict[str, Any]], bool], patience: float = PATIENCE, pause: float = PAUSE
    ) -> dict[str, Any]:
        """The order as soon as something holds of it."""
        deadline = time.monotonic() + patience
        while not holds(order := self.order(number)):
            assert time.monotonic() < deadline, order
            time.sleep(pause)
        return order

    def at_rest(self, number: str, patience: float = PATIENCE, pause: float = PAUSE) -> dict[str, Any]:
        """The order once no operation is under way."""
        return self.until(number, _at_rest, patience, pause)

    def settled(self, number: str) -> dict[str, Any]:
        """The order once nothing is owed for it any more: from then on, no further mail can come."""
        return self.until(
            number, lambda order: bool(order["effects"]) and all(effect["done_at"] for effect in order["effects"])
        )

    def mails(self, number: str) -> list[dict[str, str]]:
        mails = urllib3.request("GET", self.dev["mailbox"]).json()
        return [mail for mail in mails if mail["order"] == number]

    @property
    def mailbox_page(self) -> str:
        return str(self.dev["mailbox"]).removesuffix("mails.json")


def _at_rest(order: dict[str, Any]) -> bool:
    return not any(operation["status"] in ("requested", "unknown") for operation in order["operations"])


def _document(answer: urllib3.BaseHTTPResponse) -> dict[str, Any]:
    document: dict[str, Any] = answer.json()
    assert answer.status < 300, document
    return document
