"""The pages anyone may read: the catalogue, the products and the information pages."""

from __future__ import annotations

from flask import Blueprint, abort

from shop.bill import DELIVERY_PRICE, FREE_DELIVERY_FROM
from shop.catalogue import PRODUCTS
from shop.typography import page

pages = Blueprint("browse", __name__)


@pages.get("/")
def home() -> str:
    return page("home.html", products=PRODUCTS.values(), free_from=FREE_DELIVERY_FROM)


@pages.get("/produits/<slug>")
def product(slug: str) -> str:
    if slug not in PRODUCTS:
        abort(404)
    others = [other for other in PRODUCTS.values() if other.slug != slug][:4]
    return page("product.html", product=PRODUCTS[slug], others=others)


@pages.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@pages.get("/securite-des-paiements")
def security() -> str:
    return page("security.html")


@pages.get("/mentions-legales")
def legal() -> str:
    return page("legal.html", delivery=DELIVERY_PRICE, free_from=FREE_DELIVERY_FROM)
