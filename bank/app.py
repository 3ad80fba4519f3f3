"""The bank as a Flask application; time and transport are given, so that tests can hold them."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Flask, Response

from bank.books_control import books_routes
from bank.clock import BankClock, Clock
from bank.clock_control import clock_routes
from bank.control import control_routes
from bank.counter import Counter
from bank.developer import DeveloperPages
from bank.fault_control import fault_routes
from bank.pages import ShopperPages
from bank.partner_control import partner_routes
from bank.partner_pages import PartnerPages
from bank.policy import policy
from bank.service_desk import ServiceDesk
from bank.services import Services, Wait
from bank.store import Store
from bank.switch_control import switch_routes
from bank.timekeeper import Timekeeper
from bank.transport import Send, send_over_http

if TYPE_CHECKING:
    from collections.abc import Callable

    from bank.scenarios import After
    from bank.settings import Settings

LARGEST_FORM = 256 * 1024
HEADERS = {
    "Content-Security-Policy": policy(framed=False),
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
    settings: Settings,
    *,
    clock: Clock = now_utc,
    send: Send = send_over_http,
    after: After = in_background,
    wait: Wait = time.sleep,
) -> Flask:
    """`clock` is the machine's: the bank's own may be ahead. Raises StateRefused for another version's state file."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    store = Store(settings.state)
    bank_clock = BankClock(store, clock)
    counter = Counter(settings, store, bank_clock, send, callers_clock=clock)
    for routes in (
        ShopperPages(counter).routes(),
        PartnerPages(counter).routes(),
        Services(counter, ServiceDesk(counter), wait).routes(),
        DeveloperPages(counter, after).routes(),
        control_routes(counter),
        clock_routes(bank_clock, Timekeeper(counter)),
        books_routes(counter),
        fault_routes(store),
        partner_routes(counter),
        switch_routes(store),
    ):
        app.register_blueprint(routes)

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app
