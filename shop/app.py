"""Puts the shop together. Everything from outside (settings, API, clock) comes in here."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from flask import Flask, session
from werkzeug.exceptions import HTTPException

from shop.api import Api, HttpApi
from shop.cart import cart_of
from shop.money import euros, rate_text
from shop.orders import Orders
from shop.pages import browse, cart, checkout, order
from shop.protection import protect
from shop.services import NAME, Services
from shop.typography import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from shop.settings import Settings


def create_app(settings: Settings, *, api: Api | None = None, clock: Callable[[], float] = time.time) -> Flask:
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.session_key,
        SESSION_COOKIE_NAME="atelier_lumen",  # cookies ignore ports, and the bank next door may have one too
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",  # sent along when the browser comes back from the bank
        MAX_CONTENT_LENGTH=64 * 1024,
    )
    app.extensions[NAME] = Services(settings, api or HttpApi(settings.api_url), Orders(settings.state), clock)
    protect(app, settings)
    for room in (browse, cart, checkout, order):
        app.register_blueprint(room.pages)
    app.add_template_filter(euros)
    app.add_template_filter(_percent, "percent")
    app.context_processor(lambda: {"cart_count": cart_of(session).count})
    app.register_error_handler(HTTPException, _problem)
    app.register_error_handler(500, _problem)
    return app


def _percent(rate: int) -> str:
    return rate_text(rate).replace(".", ",") + " %"


def _problem(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    return page("problem.html", code=code), code
