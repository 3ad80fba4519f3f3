"""Where an order stands. The return from the bank lands here and proves nothing: only the API is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, current_app, jsonify, redirect, request, session, url_for

from shop.api import ApiUnavailableError, Payment
from shop.cart import empty
from shop.order_token import order_token
from shop.services import services
from shop.statuses import UNREADABLE, standing
from shop.typography import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from shop.orders import Order

pages = Blueprint("order", __name__)


@pages.get("/commande/<number>")
def show(number: str) -> ResponseReturnValue:
    order = own_order(number)
    if order is None:
        return page("stranger.html"), 403
    watch_by_itself = request.args.get("actualisation") != "non"
    try:
        payment = payment_of(order)
    except ApiUnavailableError:
        shown = page("order.html", order=order, standing=UNREADABLE, status="", refresh=watch_by_itself)
        return shown, 503
    if payment is None:
        return redirect(url_for("checkout.pay", number=number), 303)
    now = standing(payment.status)
    if now.settled:
        empty(session, order.cart)
    return page(
        "order.html",
        order=order,
        standing=now,
        status=payment.status,
        payment=payment,
        refresh=watch_by_itself,
    )


@pages.get("/commande/<number>/etat")
def state(number: str) -> ResponseReturnValue:
    """For the script that watches the page: `{"status"}`; the page itself says what it means."""
    order = own_order(number)
    if order is None:
        abort(403)
    try:
        payment = payment_of(order)
    except ApiUnavailableError:
        return jsonify(status=""), 503
    return jsonify(status=payment.status if payment else "")


def own_order(number: str) -> Order | None:
    """The order, if the shopper of this session placed it."""
    order = services().orders.find(number)
    return order if order and order.shopper == session.get("shopper") else None


def token_for(order: Order) -> str:
    settings = services().settings
    return order_token(order, settings.signing_key, settings.url, services().clock())


def payment_of(order: Order) -> Payment | None:
    """Asked with the order's own token: it reads this order and no other. Raises ApiUnavailableError."""
    try:
        return services().api.payment(order.number, token_for(order))
    except ApiUnavailableError as error:
        current_app.logger.warning("no status for order %s: %s", order.number, error)
        raise
