"""The cart's page and the two forms that change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, request, session, url_for

from shop.bill import FREE_DELIVERY_FROM
from shop.cart import MOST, cart_of, keep
from shop.catalogue import PRODUCTS
from shop.services import services
from shop.typography import page

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

pages = Blueprint("cart", __name__)


@pages.get("/panier")
def show() -> str:
    return page(
        "cart.html",
        cart=cart_of(session),
        most=MOST,
        free_from=FREE_DELIVERY_FROM,
        api_up=services().api.healthy(),
    )


@pages.post("/panier")
def add() -> Response:
    slug = request.form.get("article", "")
    if slug not in PRODUCTS:
        abort(404)
    keep(session, cart_of(session).add(slug, _quantity(least=1)))
    flash(f"{PRODUCTS[slug].name} : ajouté à votre panier.")
    return redirect(url_for("cart.show"), 303)


@pages.post("/panier/<slug>")
def put(slug: str) -> Response:
    """Set the quantity of a product; 0 removes it."""
    if slug not in PRODUCTS:
        abort(404)
    quantity = _quantity(least=0)
    keep(session, cart_of(session).put(slug, quantity))
    name = PRODUCTS[slug].name
    flash(f"{name} : quantité {min(quantity, MOST)}." if quantity else f"{name} : retiré de votre panier.")
    return redirect(url_for("cart.show"), 303)


def _quantity(least: int) -> int:
    text = request.form.get("quantite", "1")
    if not text.isascii() or not text.isdigit() or len(text) > 3 or int(text) < least:
        abort(400)
    return int(text)
