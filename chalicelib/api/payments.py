"""What the shop's front end calls: start a payment, with or without JavaScript, and ask where an order stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalice.app import Blueprint, Response

from ..domain.decisions import page_lapsed
from ..domain.errors import (
    InvalidValue,
    OrderChanged,
    OrderPaid,
    PartnerDeciding,
    StartRefused,
    TooManyAttempts,
)
from ..domain.options import Display
from ..domain.order import check_number
from ..monetico.context import InvalidContext
from ..monetico.form import MalformedForm, parse
from ..payments.start import Counter, Started, start
from ..runtime.api import runtime
from ..runtime.telemetry import happened
from . import pages, tokens
from .exchange import ANY, answer_preflights, answering, bearer, json_body, json_response, unforeseen
from .models import order_claim, order_not_valid
from .problems import Problem
from .views import browser_view, staff_view

if TYPE_CHECKING:
    from chalice.app import Request

    from ..domain.options import PaymentOptions
    from .models import OrderClaim

routes = Blueprint(__name__)
answer_preflights(routes, "/payments", "/payments/{number}")

MAX_TOKEN = 1_000_000
"""Bytes of a form with an order token: as much as its customer's item could ever hold."""

_FRAMES_ARE_OFF = (
    "frames are not allowed here, since a page that frames the payment page comes into the scope of PCI DSS v4 "
    "(6.4.3 and 11.6.1): leave it out, or have GUICHET_IFRAME=yes set where that is accounted for"
)

_REFUSALS = {
    OrderPaid: ("order-paid", "nothing more is to be paid"),
    OrderChanged: ("order-changed", "start another order for another amount, currency, mode or instalments"),
    PartnerDeciding: ("partner-deciding", "ask again later where the order stands"),
    TooManyAttempts: ("too-many-attempts", "start another order"),
}


@routes.route("/payments", methods=["POST"], content_types=ANY)
def start_payment() -> Response:
    """Start or resume the payment of the order in an order token."""
    return _start_payment(routes.current_request)


@routes.route("/checkout", methods=["POST"], content_types=ANY)
def checkout() -> Response:
    """The same for a browser without JavaScript: a page that goes on to the bank."""
    return _checkout(routes.current_request)


@routes.route("/payments/{number}", methods=["GET"], content_types=ANY)
def read_payment(number: str) -> Response:
    """Where an order stands."""
    return _read_payment(routes.current_request)


@answering
def _start_payment(request: Request) -> Response:
    # The body serves where the token outgrows what API Gateway takes as headers.
    token = bearer(request) or json_body(request).get("order_token")
    started = _start(token)
    order, attempt = started.order, started.order.last_attempt
    document = {
        **browser_view(order),
        "form": {"action": started.form.action, "method": started.form.method, "fields": started.form.fields},
        "expires_at": attempt.closes_at.isoformat(),
        "view_token": tokens.view_token(order.number, runtime().keys.current().view_keys),
    }
    return json_response(document, 201 if started.created else 200)


def _checkout(request: Request) -> Response:
    try:
        fields = dict(parse(request.raw_body, max_body=MAX_TOKEN, max_value=MAX_TOKEN))
        started = _start(fields.get(b"order_token", b"").decode("ascii", "replace"), in_window=True)
    except MalformedForm:
        return pages.problem_page(Problem("malformed-request", "the form cannot be read"))
    except Problem as problem:
        return pages.problem_page(problem)
    except Exception as error:  # noqa: BLE001 - the edge: whatever it is, logged, and told without detail
        return pages.problem_page(unforeseen(error))
    return pages.handoff_page(started.order, started.form)


@answering
def _read_payment(request: Request) -> Response:
    number = (request.uri_params or {})["number"]
    staff = _may_read(number, bearer(request))
    try:
        check_number(number)
    except InvalidValue:
        raise Problem("order-unknown", "no order number has this form") from None
    order = runtime().orders.order(number)
    if order is None:
        raise Problem("order-unknown", "it has not been started here")
    order = page_lapsed(order, datetime.now(UTC))
    return json_response(staff_view(order) if staff else browser_view(order))


def _may_read(number: str, token: str | None) -> bool:
    """Whether the token gives the staff's view; raises a Problem where it gives none."""
    if not token:
        raise Problem("token-missing", "send a token as Authorization: Bearer")
    keys = runtime().keys.current()
    if token.count(".") == 1:
        readable = tokens.viewed_order(token, keys.view_keys)
    else:
        claims = tokens.verify(token, tokens.shop_keys(keys.jwks), datetime.now(UTC))
        if "payments:read" in claims.scopes:
            return True
        claims.require("pay")
        readable = claims.subject
    if readable != number:
        raise Problem("another-order", "the token reads another order")
    return False


def _start(token: Any, *, in_window: bool = False) -> Started:
    """Start what an order token asks for, if need be in the whole window; raises a Problem."""
    if not isinstance(token, str) or not token:
        raise Problem("token-missing", "send an order token as Authorization: Bearer or as order_token")
    keys, settings, now = runtime().keys.current(), runtime().settings, datetime.now(UTC)
    claims = tokens.verify(token, tokens.shop_keys(keys.jwks), now)
    claims.require("pay")
    claim = order_claim(claims.order)
    try:
        started = start(
            check_number(claims.subject),
            claim.money(),
            claim.mode,
            claim.customer(),
            counter=Counter(settings.platform, settings.payment_page, settings.public_url, settings.page),
            terminals=keys.terminals,
            orders=runtime().orders,
            view_token=lambda number: tokens.view_token(number, keys.view_keys),
            now=now,
            instalments=claim.parts(),
            options=_options(claim, in_window=in_window),
        )
    except InvalidContext as fault:
        raise order_not_valid(fault.field, fault.reason) from None
    except InvalidValue as fault:
        raise Problem("order-not-valid", str(fault)) from None
    except StartRefused as refused:
        raise Problem(*_REFUSALS[type(refused)]) from None
    happened("payment started", order=started.order.number, first=started.created)
    return started


def _options(claim: OrderClaim, *, in_window: bool) -> PaymentOptions:
    """What is asked of the bank's page; raises a Problem where it may not be framed."""
    options = claim.options()
    if in_window or options.display is Display.PAGE:
        return replace(options, display=Display.PAGE)
    if not runtime().settings.iframe:
        raise order_not_valid("display", _FRAMES_ARE_OFF)
    if not claim.return_url:
        raise order_not_valid("display", "a frame needs a return_url, since the pages of this API are never framed")
    return options
