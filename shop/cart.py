"""The cart: quantities by product, kept in the shopper's signed cookie so that it outlives any restart."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shop.bill import Bill, Line, bill_for
from shop.catalogue import PRODUCTS, Product

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

MOST = 12  # of one product


@dataclass(frozen=True)
class Cart:
    """The id names one filling of the cart: the same content under the same id is the same order."""

    id: str
    quantities: Mapping[str, int]

    def add(self, slug: str, quantity: int) -> Cart:
        return self.put(slug, self.quantities.get(slug, 0) + quantity)

    def put(self, slug: str, quantity: int) -> Cart:
        """Set a quantity, kept between none and the most; none removes the product."""
        others = {name: count for name, count in self.quantities.items() if name != slug}
        if slug not in PRODUCTS or quantity < 1:
            return replace(self, quantities=others)
        return replace(self, quantities={**self.quantities, slug: min(quantity, MOST)})

    @property
    def count(self) -> int:
        return sum(self.quantities.values())

    @property
    def items(self) -> tuple[tuple[Product, int], ...]:
        return tuple((PRODUCTS[slug], quantity) for slug, quantity in self.quantities.items())

    @property
    def bill(self) -> Bill:
        return bill_for(
            tuple(Line(product.name, quantity, product.price, product.vat_rate) for product, quantity in self.items)
        )


def cart_of(session: Mapping[str, Any]) -> Cart:
    """The cart in a session, without the products that are sold no more; a new one when there is none."""
    kept = session.get("cart")
    if kept is None:
        return Cart(secrets.token_urlsafe(12), {})
    quantities = {slug: count for slug, count in kept["quantities"] if slug in PRODUCTS}
    return Cart(kept["id"], quantities)


def keep(session: MutableMapping[str, Any], cart: Cart) -> None:
    # Pairs, since the cookie's JSON would sort a mapping by name.
    session["cart"] = {"id": cart.id, "quantities": list(cart.quantities.items())}


def empty(session: MutableMapping[str, Any], cart_id: str) -> None:
    """Empty the cart that became a paid order, unless it was filled anew since."""
    if cart_of(session).id == cart_id:
        session.pop("cart")
