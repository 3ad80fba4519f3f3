"""The bank as a Flask application; time and transport are given, so that tests can hold them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Flask, Response

from bank.control import control_routes
from bank.counter import Clock, Counter
from bank.developer import DeveloperPages
from bank.pages import ShopperPages
from bank.store import Store
from bank.transport import Send, send_over_http

if TYPE_CHECKING:
    from collections.abc import Callable

    from bank.scenarios import After
    from bank.settings import Settings

LARGEST_FORM = 256 * 1024
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def now_utc() -> datetime:
    return datetime.now(UTC)


def in_background(seconds: float, job: Callable[[], object]) -> None:
    """The shopper does not wait: a process that stops first leaves the message stored, for replay."""
    timer = threading.Timer(seconds, job)
    timer.daemon = True
    timer.start()


def create_app(
    settings: Settings, *, clock: Clock = now_utc, send: Send = send_over_http, after: After = in_background
) -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    counter = Counter(settings, Store(settings.state), clock, send)
    app.register_blueprint(ShopperPages(counter).routes())
    app.register_blueprint(DeveloperPages(counter, after).routes())
    app.register_blueprint(control_routes(counter))

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app
