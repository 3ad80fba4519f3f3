"""What staff and the shop's back end call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Response

from ..domain.errors import CaseUnknown, InvalidValue
from ..domain.record import MAX_NOTE
from ..domain.vocabulary import Status
from ..payments.resolve_case import resolve
from ..runtime.api import runtime
from ..runtime.telemetry import happened
from .exchange import ANY, answer_preflights, answering, json_body, json_response, service_claims
from .problems import Problem
from .views import case_view, list_view

if TYPE_CHECKING:
    from chalice.app import Request

routes = Blueprint(__name__)
answer_preflights(routes, "/cases", "/cases/{case}/resolution")

PAGE_OF_CASES = 100
PAGE_OF_ORDERS = 50
DEFAULT_PERIOD = timedelta(days=30)


@routes.route("/cases", methods=["GET"], content_types=ANY)
def list_cases() -> Response:
    """What needs a person: open first, newest first."""
    return _list_cases(routes.current_request)


@routes.route("/health", methods=["GET"], content_types=ANY)
def health() -> Response:
    """Liveness: this process answers. It says nothing about the deployment."""
    return json_response({"status": "ok"})


@routes.route("/openapi.json", methods=["GET"], content_types=ANY)
def openapi() -> Response:
    """The contract of this API."""
    # Its models are loaded by the first who asks, not at the start of every process.
    from .openapi import document  # noqa: PLC0415

    return json_response(document())


@routes.route("/payments", methods=["GET"], content_types=ANY)
def list_payments() -> Response:
    """Page through orders, newest first."""
    return _list_payments(routes.current_request)


@routes.route("/cases/{case}/resolution", methods=["POST"], content_types=ANY)
def resolve_case(case: str) -> Response:
    """A person has dealt with a case."""
    return _resolve_case(routes.current_request)


@answering
def _list_cases(request: Request) -> Response:
    service_claims(request).require("payments:read")
    try:
        page = runtime().orders.cases(PAGE_OF_CASES, (request.query_params or {}).get("cursor", ""))
    except InvalidValue as fault:
        raise Problem("cursor-not-valid", str(fault)) from None
    document = {"cases": [case_view(found) for found in page.cases]}
    return json_response({**document, "cursor": page.cursor} if page.cursor else document)


@answering
def _list_payments(request: Request) -> Response:
    service_claims(request).require("payments:read")
    query, now = request.query_params or {}, datetime.now(UTC)
    since = _instant(query.get("since", "")) or now - DEFAULT_PERIOD
    status = query.get("status", "")
    if status and status not in tuple(Status):
        raise Problem("filter-not-valid", f"status is one of {', '.join(Status)}")
    try:
        page = runtime().list.page(
            since, now, Status(status) if status else None, query.get("cursor", ""), PAGE_OF_ORDERS
        )
    except InvalidValue as fault:
        raise Problem("cursor-not-valid", str(fault)) from None
    document = {"payments": [list_view(order) for order in page.orders]}
    return json_response({**document, "cursor": page.cursor} if page.cursor else document)


@answering
def _resolve_case(request: Request) -> Response:
    service_claims(request).require("cases:resolve")
    case, note = (request.uri_params or {})["case"], json_body(request).get("note", "")
    if not isinstance(note, str) or len(note) > MAX_NOTE:
        raise Problem("reason-not-valid", f"a note is text of {MAX_NOTE} characters at most")
    try:
        found = resolve(runtime().orders, case, note, datetime.now(UTC))
    except CaseUnknown:
        raise Problem("case-unknown", "it may have another id") from None
    happened("case resolved", case=found.case.kind.value, order=found.order)
    return json_response(case_view(found))


def _instant(text: str) -> datetime | None:
    """An RFC 3339 instant with zone, or a day, which starts at midnight UTC."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Problem("filter-not-valid", "since is an RFC 3339 instant such as 2026-11-23T00:00:00Z") from None
