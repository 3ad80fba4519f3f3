"""The personal data of an order as an item of its own, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..domain.customer import Customer, Line, PaymentForm
from ..domain.money import Money
from .order_item import plain

if TYPE_CHECKING:
    from collections.abc import Mapping


def customer_key(number: str) -> str:
    """The partition key of the item with an order's personal data."""
    return f"customer#{number}"


def customer_document(number: str, customer: Customer) -> dict[str, Any]:
    """The item with an order's personal data, without type marks."""
    return {"pk": customer_key(number), **plain(customer)}


def customer_of(document: Mapping[str, Any]) -> Customer:
    """The customer in the item's document."""
    form = document.get("form")
    return Customer(
        email=document["email"],
        language=document["language"],
        billing=document["billing"],
        shipping=document.get("shipping", {}),
        return_url=document.get("return_url", ""),
        lines=tuple(_line(line) for line in document.get("lines", ())),
        form=PaymentForm(**form) if form else None,
    )


def _line(document: Mapping[str, Any]) -> Line:
    unit = document["unit_amount"]
    return Line(
        label=document["label"],
        quantity=int(document["quantity"]),
        unit_amount=Money(int(unit.get("minor", 0)), unit["currency"]),
        vat_rate=document.get("vat_rate", ""),
    )
