"""What the bank calls, and where it sends the browser back.

The notification address always answers 200 with one of the bank's two texts: positive only after the message has
been stored, negative for everything else that can happen (protocol sheet 5.1, 5.2).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from chalice.app import Blueprint, Response

from ..domain.reports import BrowserReturned
from ..monetico.acknowledgement import NOT_TAKEN, TAKEN
from ..monetico.form import MalformedForm
from ..monetico.notification import NotANotification
from ..payments.ports import Rejected
from ..payments.replay import Door, keep
from ..payments.reporting import report
from ..payments.terminals import BadSeal
from ..runtime.api import runtime
from ..runtime.telemetry import failure, happened, measured
from . import pages, tokens
from .exchange import ANY, unforeseen
from .problems import Problem

if TYPE_CHECKING:
    from chalice.app import Request

routes = Blueprint(__name__)

_NOT_UTF8 = "\ufffd"
"""What stands in a query parameter where its bytes were not UTF-8."""


@routes.route("/monetico/notifications", methods=["POST", "GET"], content_types=ANY)
def notifications() -> Response:
    """The bank's notification; a replay by hand from the bank's mail comes as GET."""
    try:
        taken = _taken(routes.current_request)
    except Exception as error:  # noqa: BLE001 - the bank understands nothing but its two texts
        failure("notification not stored", error)
        measured(NotificationsNegative=1, NotificationErrors=1)
        taken = False
    headers = {"Content-Type": "text/plain", "Cache-Control": "no-store"}
    return Response(TAKEN if taken else NOT_TAKEN, headers, 200)


@routes.route("/monetico/return/{outcome}", methods=["GET", "POST"], content_types=ANY)
def browser_return(outcome: str) -> Response:
    """The browser is back. It proves nothing: which of the two addresses it came to is not even looked at."""
    try:
        return _back(routes.current_request)
    except Problem as problem:
        return pages.problem_page(problem)
    except Exception as error:  # noqa: BLE001 - the edge: whatever it is, logged, and told without detail
        return pages.problem_page(unforeseen(error))


def _taken(request: Request) -> bool:
    now, body = datetime.now(UTC), b""
    try:
        body = request.raw_body if request.method == "POST" else _query_form(request)
        door = Door(runtime().keys.current().terminals, runtime().orders, runtime().settings.keep_masked_number)
        recorded = door.take(body, now)
    except (MalformedForm, BadSeal, NotANotification) as refused:
        _refused(Rejected(request.method, body, now, type(refused).__name__))
        if request.method == "GET" and _unreadable(request):
            _note_unreadable()
        return False
    happened(
        "notification recorded",
        reference=recorded.reference,
        result=recorded.result.value,
        new=recorded.new,
        case=recorded.case.value if recorded.case else None,
    )
    return True


def _refused(rejected: Rejected) -> None:
    """Log it, and keep what may be a payment that is lost by a fault of our settings. Noise is not measured."""
    keeping, noise = None, False
    try:
        keeping = keep(rejected, runtime().rejected)
        noise = keeping is None
    except Exception as error:  # noqa: BLE001 - the bank's answer is the same, kept or not
        failure("rejected message not kept", error)
    happened("notification refused", reason=rejected.reason, status=keeping.value if keeping else None)
    if not noise:
        measured(NotificationsNegative=1, SealsRejected=int(rejected.reason == BadSeal.__name__))


def _query_form(request: Request) -> bytes:
    """The decoded query parameters as a form body, doubled ones as often as they came."""
    query = request.query_params or {}
    try:
        return urlencode([(name, value) for name in query for value in query.getlist(name)]).encode()  # type: ignore[union-attr]
    except UnicodeEncodeError:
        raise MalformedForm("text that is not Unicode") from None


def _unreadable(request: Request) -> bool:
    """Whether this looks like a replay of the bank's to one of the shop's terminals, with bytes lost on the way."""
    query = request.query_params or {}
    ours = runtime().keys.current().terminals.knows(query.get("TPE", ""))
    return ours and any(_NOT_UTF8 in value for name in query for value in query.getlist(name))  # type: ignore[union-attr]


def _note_unreadable() -> None:
    now = datetime.now(UTC)
    runtime().orders.note_unreadable_replay(now.date(), now)


def _back(request: Request) -> Response:
    token = (request.query_params or {}).get("view", "")
    number = tokens.viewed_order(token, runtime().keys.current().view_keys)
    order = runtime().orders.order(number)
    if order is None:
        raise Problem("order-unknown", "it has not been started here")
    # Where it was faster than the notification, the function that may call the bank is woken by this write.
    report(runtime().orders, order, BrowserReturned(datetime.now(UTC)))
    customer = runtime().orders.customer(number)
    if customer is not None and customer.return_url:
        return Response("", {"Location": customer.return_url, "Cache-Control": "no-store"}, 303)
    return pages.waiting_page(order, customer.language if customer else "FR", token)
