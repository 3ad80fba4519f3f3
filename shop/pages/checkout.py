"""From the cart to the bank: the address, one last look, and the button that obliges to pay."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, session, url_for

from shop.api import ApiUnavailableError
from shop.cart import cart_of
from shop.customer import COUNTRIES, EXAMPLE, FIELDS, CustomerError, customer_from, tidied
from shop.pages.order import own_order, payment_of, token_for
from shop.services import services
from shop.statuses import standing
from shop.typography import page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

pages = Blueprint("checkout", __name__)


@pages.get("/commande")
def form() -> ResponseReturnValue:
    if not cart_of(session).count:
        return redirect(url_for("cart.show"), 303)
    return _form(_entries_so_far(), {})


@pages.post("/commande")
def place() -> ResponseReturnValue:
    """Write the order down and go on by redirect, so that a reload orders nothing twice."""
    cart = cart_of(session)
    if not cart.count:
        return redirect(url_for("cart.show"), 303)
    entries = tidied(request.form)
    try:
        customer = customer_from(entries)
    except CustomerError as refusal:
        return _form(entries, refusal.errors), 422
    shopper = session.setdefault("shopper", secrets.token_urlsafe(16))
    order = services().orders.place(shopper, cart.id, customer, cart.bill)
    session["order"] = order.number
    return redirect(url_for("checkout.pay", number=order.number), 303)


@pages.get("/commande/<number>/paiement")
def pay(number: str) -> ResponseReturnValue:
    """The hand-off page: `POST /payments` with JavaScript, `POST /checkout` without."""
    order = own_order(number)
    if order is None:
        return redirect(url_for("order.show", number=number), 303)
    try:
        payment = payment_of(order)
    except ApiUnavailableError:
        return page("pay.html", order=order, api_up=False), 503
    if payment and not standing(payment.status).payable:
        return redirect(url_for("order.show", number=number), 303)
    return page(
        "pay.html",
        order=order,
        api_up=True,
        again=payment is not None,
        api_url=services().settings.api_url,
        token=token_for(order),
    )


def _entries_so_far() -> Mapping[str, str]:
    """What the shopper entered for the last order; in this demo, an example before that."""
    order = own_order(session.get("order", ""))
    return asdict(order.customer) if order else EXAMPLE


def _form(entries: Mapping[str, str], errors: Mapping[str, str]) -> str:
    return page(
        "checkout.html",
        bill=cart_of(session).bill,
        fields=FIELDS,
        countries=COUNTRIES,
        entries=entries,
        errors=errors,
        api_up=services().api.healthy(),
    )
