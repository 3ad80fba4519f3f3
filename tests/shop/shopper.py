"""What the shop is tested with: a fake API, and a shopper whose browser runs no script."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import jwt

from shop.api import ApiUnavailableError, Payment
from shop.signing import SigningKey

NOW = 1_790_000_000
KEY = SigningKey("shop-1", bytes(range(32)))
ADDRESS = {
    "first_name": "Camille",
    "last_name": "Moreau",
    "email": "camille.moreau@exemple.fr",
    "address": "14 rue des Lanternes",
    "postal_code": "44000",
    "city": "Nantes",
    "country": "FR",
}


def claims_of(token):
    """The claims, once the signature and the audience are checked; the clock of these tests stands still."""
    timeless = {"verify_exp": False, "verify_iat": False}
    return jwt.decode(token, KEY.secret, algorithms=["HS256"], audience="guichet", options=timeless)


@dataclass
class FakeApi:
    up: bool = True
    statuses: dict[str, str] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)

    def healthy(self):
        return self.up

    def payment(self, order, token):
        if not self.up:
            raise ApiUnavailableError("down")
        self.tokens.append(token)
        status = self.statuses.get(order)
        return Payment(status, f"{order}01") if status else None


@dataclass
class Shopper:
    """Asks the shop as a browser would, with its cookie, and follows no redirect unless told."""

    client: object
    url: str

    def get(self, path, **options):
        return self.client.get(path, base_url=self.url, **options)

    def post(self, path, data=None, **options):
        return self.client.post(path, base_url=self.url, data=data, **options)

    def fill_cart(self, *slugs):
        for slug in slugs or ("bougie-figuier", "bougeoir-anse"):
            self.post("/panier", {"article": slug}, follow_redirects=True)

    def order(self, **changes):
        """Place an order and return its number."""
        answer = self.post("/commande", {**ADDRESS, **changes})
        assert answer.status_code == 303
        return re.fullmatch(r"/commande/([A-Z0-9]+)/paiement", answer.location)[1]
