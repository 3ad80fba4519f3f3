"""What staff ask of the bank about a payment: recorded here, done by the function that calls the bank."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalice.app import Blueprint, Response

from ..domain.errors import InvalidValue, KeyReused, NotEnoughLeft, NotPossibleNow, OrderUnknown
from ..domain.money import Money
from ..domain.operating import MAX_REASON
from ..domain.operating import Request as Wish
from ..domain.order import check_number
from ..domain.vocabulary import OperationKind
from ..payments.request_operation import record_wish
from ..runtime.api import runtime
from ..runtime.telemetry import happened
from .exchange import ANY, answer_preflights, answering, json_body, json_response, service_claims
from .problems import Problem
from .views import requested_view

if TYPE_CHECKING:
    from chalice.app import Request

    from ..domain.order import Order

routes = Blueprint(__name__)
answer_preflights(
    routes, "/payments/{number}/captures", "/payments/{number}/refunds", "/payments/{number}/cancellation"
)

_KEY = re.compile(r"[!-~]{1,255}")
_AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")
_SCOPES = {
    OperationKind.CAPTURE: "payments:capture",
    OperationKind.REFUND: "payments:refund",
    OperationKind.CANCELLATION: "payments:cancel",
}


@routes.route("/payments/{number}/captures", methods=["POST"], content_types=ANY)
def capture(number: str) -> Response:
    """Ask for a capture, of all that is left where no amount is given."""
    return _ask(routes.current_request, OperationKind.CAPTURE)


@routes.route("/payments/{number}/refunds", methods=["POST"], content_types=ANY)
def refund(number: str) -> Response:
    """Ask for a refund, of all that is left where no amount is given."""
    return _ask(routes.current_request, OperationKind.REFUND)


@routes.route("/payments/{number}/cancellation", methods=["POST"], content_types=ANY)
def cancel(number: str) -> Response:
    """Ask for the cancellation of what is authorized and not captured."""
    return _ask(routes.current_request, OperationKind.CANCELLATION)


def _ask(request: Request, kind: OperationKind) -> Response:
    return answering(lambda asked: _recorded(asked, kind))(request)


def _recorded(request: Request, kind: OperationKind) -> Response:
    service_claims(request).require(_SCOPES[kind])
    number = (request.uri_params or {})["number"]
    key = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(key):
        raise Problem("idempotency-key-missing", "send an Idempotency-Key of 1 to 255 visible ASCII characters")
    body = json_body(request)
    order = _order(number)
    amount = None if kind is OperationKind.CANCELLATION else _amount(body.get("amount"), order.amount.currency)
    wish = Wish(kind, amount, key, _digest(kind, body), _reason(body.get("reason")))
    try:
        operation = record_wish(runtime().orders, order, wish, datetime.now(UTC))
    except OrderUnknown:
        raise Problem("order-unknown", "it has not been started here") from None
    except KeyReused as refused:
        raise Problem("idempotency-key-reused", str(refused)) from None
    except NotEnoughLeft as refused:
        raise Problem("not-enough-left", str(refused)) from None
    except NotPossibleNow as refused:
        raise Problem("not-possible-now", str(refused)) from None
    happened("operation requested", order=number, kind=kind.value)
    return json_response(requested_view(order, operation), 202)


def _order(number: str) -> Order:
    try:
        order = runtime().orders.order(check_number(number))
    except InvalidValue:
        raise Problem("order-unknown", "no order number has this form") from None
    if order is None:
        raise Problem("order-unknown", "it has not been started here")
    return order


def _amount(text: Any, currency: str) -> int | None:
    if text is None:
        return None
    if not isinstance(text, str) or not _AMOUNT.fullmatch(text):
        raise Problem("amount-not-valid", "amounts are decimal texts such as 62.73")
    try:
        minor = Money.parse(text, currency).minor
    except InvalidValue as fault:
        raise Problem("amount-not-valid", str(fault)) from None
    if not minor:
        raise Problem("amount-not-valid", "must be above zero")
    return minor


def _reason(text: Any) -> str:
    if text is None:
        return ""
    if not isinstance(text, str) or len(text) > MAX_REASON:
        raise Problem("reason-not-valid", f"a reason is text of {MAX_REASON} characters at most")
    return text


def _digest(kind: OperationKind, body: dict[str, Any]) -> str:
    """Two requests are the same when kind and body are, whatever the order of the body's members."""
    text = json.dumps([kind.value, body], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
