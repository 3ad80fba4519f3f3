"""One HTTP exchange: who asks, the body, the answer with CORS, and every failure as a problem."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

from chalice.app import Response

from ..domain.errors import GuichetError, StoreUnavailable
from ..runtime.api import runtime
from ..runtime.telemetry import failure, happened
from .problems import Problem
from .tokens import Claims, shop_keys, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalice.app import Blueprint, Request

ANY = ["*/*"]
"""Content types of every route: Chalice would answer the wrong ones in a form of its own."""

_CORS = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key",
    "Access-Control-Max-Age": "7200",
}


def answering(respond: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Give a JSON route CORS headers for the shop's origins, and its failures the form of problems."""

    @wraps(respond)
    def exchange(request: Request) -> Response:
        try:
            response = respond(request)
        except Problem as problem:
            response = problem_response(problem)
        except Exception as error:  # noqa: BLE001 - the edge: whatever it is, logged, and told without detail
            response = problem_response(unforeseen(error))
        response.headers |= cors_headers(request)
        return response

    return exchange


def unforeseen(error: Exception) -> Problem:
    """The problem that an exception is to the caller, once logged."""
    failure("request failed", error)
    if isinstance(error, StoreUnavailable):
        return Problem("not-available", "nothing was changed unless a retry says so")
    return Problem("internal-error", "the deployment's log says more")


def json_response(document: Any, status: int = 200, content_type: str = "application/json") -> Response:
    """A JSON answer that no cache keeps."""
    headers = {"Content-Type": content_type, "Cache-Control": "no-store"}
    # A refusal may quote half a surrogate pair, which has no UTF-8.
    text = json.dumps(document, ensure_ascii=False).encode(errors="replace").decode()
    return Response(text, headers, status)


def problem_response(problem: Problem) -> Response:
    """A problem as an answer; 401 names the scheme (RFC 9110 11.6.1)."""
    happened("request refused", problem=problem.slug)
    response = json_response(problem.document(), problem.status, "application/problem+json")
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="guichet"'
    return response


def answer_preflights(routes: Blueprint, *paths: str) -> None:
    """Answer the CORS preflight of each path: our own routes, since Chalice's knows one fixed origin only."""

    def preflight(**_: str) -> Response:
        headers = {"Content-Type": "text/plain", **_CORS, **cors_headers(routes.current_request)}
        return Response("", headers, 204)

    for path in paths:
        routes.route(path, methods=["OPTIONS"], content_types=ANY)(preflight)


def cors_headers(request: Request) -> dict[str, str]:
    """Leave for the shop's origins, and for them only."""
    origin = request.headers.get("origin", "")
    try:
        allowed = origin in runtime().settings.shop_origins
    except GuichetError:
        allowed = False
    return {"Vary": "Origin", **({"Access-Control-Allow-Origin": origin} if allowed else {})}


def bearer(request: Request) -> str | None:
    """The token of an Authorization header of scheme Bearer; None where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def service_claims(request: Request) -> Claims:
    """The claims of the shop's token in the Authorization header; raises a Problem of status 401."""
    token = bearer(request)
    if not token:
        raise Problem("token-missing", "send a service token as Authorization: Bearer")
    return verify(token, shop_keys(runtime().keys.current().jwks), datetime.now(UTC))


def json_body(request: Request) -> dict[str, Any]:
    """The JSON object in the body, an empty one for no body; raises the problem `malformed-request`."""
    if not request.raw_body:
        return {}
    try:
        document = json.loads(request.raw_body)
        json.dumps(document, ensure_ascii=False).encode()  # half a surrogate pair could never be stored
    except (ValueError, RecursionError):
        raise Problem("malformed-request", "the body is not JSON") from None
    if not isinstance(document, dict):
        raise Problem("malformed-request", "the body is not a JSON object")
    return document
