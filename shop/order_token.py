"""The order token: the shop's signed word on an order, so that a browser can pay it and not change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shop.money import decimal_text, rate_text
from shop.signing import SigningKey, sign

if TYPE_CHECKING:
    from shop.bill import Line
    from shop.customer import Customer
    from shop.orders import Order

LIFETIME = 2 * 60 * 60  # seconds; the API allows 24 hours


def order_token(order: Order, key: SigningKey, shop_url: str, now: float) -> str:
    """Sign an order as of `now`, a POSIX time."""
    claims = {
        "aud": "guichet",
        "sub": order.number,
        "scope": "pay",
        "iat": int(now),
        "exp": int(now) + LIFETIME,
        "order": {
            "amount": decimal_text(order.bill.total),
            "currency": "EUR",
            "email": order.customer.email,
            "language": "FR",
            "billing": _billing(order.customer),
            "return_url": f"{shop_url}/commande/{order.number}",
            "lines": [_line(line) for line in order.bill.lines],
        },
    }
    return sign(claims, key)


def _billing(customer: Customer) -> dict[str, str]:
    return {
        "firstName": customer.first_name,
        "lastName": customer.last_name,
        "addressLine1": customer.address,
        "postalCode": customer.postal_code,
        "city": customer.city,
        "country": customer.country,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "label": line.label,
        "quantity": line.quantity,
        "unit_amount": decimal_text(line.unit_amount),
        "vat_rate": rate_text(line.vat_rate),
    }
