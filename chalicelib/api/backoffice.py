"""What staff and the shop's back end call."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Response

from ..domain.errors import InvalidValue
from ..runtime.api import runtime
from . import tokens
from .exchange import ANY, answering, bearer, json_response, preflight
from .problems import Problem
from .views import case_view

if TYPE_CHECKING:
    from chalice.app import Request

routes = Blueprint(__name__)

PAGE_OF_CASES = 100


@routes.route("/cases", methods=["GET"], content_types=ANY)
def list_cases() -> Response:
    """What needs a person: open first, newest first."""
    return _list_cases(routes.current_request)


@routes.route("/cases", methods=["OPTIONS"], content_types=ANY)
def list_cases_preflight() -> Response:
    """CORS preflight."""
    return preflight(routes.current_request)


@routes.route("/health", methods=["GET"], content_types=ANY)
def health() -> Response:
    """Liveness: this process answers. It says nothing about the deployment."""
    return json_response({"status": "ok"})


@answering
def _list_cases(request: Request) -> Response:
    token = bearer(request)
    if not token:
        raise Problem("token-missing", "send a service token as Authorization: Bearer")
    keys = tokens.shop_keys(runtime().keys.current().jwks)
    tokens.verify(token, keys, datetime.now(UTC)).require("payments:read")
    try:
        page = runtime().orders.cases(PAGE_OF_CASES, (request.query_params or {}).get("cursor", ""))
    except InvalidValue as fault:
        raise Problem("cursor-not-valid", str(fault)) from None
    document = {"cases": [case_view(found) for found in page.cases]}
    return json_response({**document, "cursor": page.cursor} if page.cursor else document)
