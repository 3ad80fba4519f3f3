"""Every call of the API: who may make it, what it takes, what it answers and which problems it can meet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import bodies, documents
from .problems import PROBLEMS

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Text:
    """A body that is no JSON: what it says, its media type (none where there is no body) and schema."""

    says: str
    kind: str = ""
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})


@dataclass(frozen=True, slots=True)
class Call:
    """One call. With `pages` its problems are pages for people."""

    method: str
    path: str
    name: str
    summary: str
    answers: dict[int, type[BaseModel] | Text]
    problems: tuple[str, ...] = ()
    security: tuple[str, ...] = ()
    parameters: tuple[dict[str, Any], ...] = ()
    body: type[BaseModel] | Text | None = None
    pages: bool = False


_TROUBLE = ("not-available", "internal-error")
_TOKEN = tuple(slug for slug, (status, _) in PROBLEMS.items() if status == 401 and slug != "view-token")
_SERVICE = (*_TOKEN, "missing-scope")
_START = (
    "malformed-request", *_TOKEN, "missing-scope", "order-paid", "order-changed", "partner-deciding",
    "too-many-attempts", "order-not-valid", *_TROUBLE,
)  # fmt: skip
_OPERATION = (
    "malformed-request", "idempotency-key-missing", *_SERVICE, "order-unknown", "not-enough-left", "not-possible-now",
    "idempotency-key-reused", "amount-not-valid", "reason-not-valid", *_TROUBLE,
)  # fmt: skip

_FORM = "application/x-www-form-urlencoded"
_NOTIFICATION = Text("The bank's sealed fields.", _FORM, {"type": "object", "additionalProperties": {"type": "string"}})
_ACKNOWLEDGEMENT = Text(
    "One of the bank's two texts: positive once the message is stored, negative otherwise.",
    "text/plain",
    {"enum": ["version=2\ncdr=0\n", "version=2\ncdr=1\n"]},
)
_PAGE = Text("A page for people.", "text/html")
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}


def _query(name: str, schema: dict[str, Any], says: str, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": schema, "description": says}


_TEXT: dict[str, Any] = {"type": "string"}
_CURSOR = _query("cursor", _TEXT, "As the page before gave it.")
_VIEW = _query("view", _TEXT, "The order's view token.", required=True)


def _asked(path: str, name: str, summary: str, body: type[BaseModel]) -> Call:
    return Call("POST", path, name, summary, {202: documents.Operation}, _OPERATION, ("serviceToken",), (_KEY,), body)


def _returned(method: str) -> Call:
    back = Text("To the shop's `return_url`.")
    problems = ("view-token", "order-unknown", *_TROUBLE)
    summary = "The browser comes back from the bank; it proves nothing."
    answers: dict[int, type[BaseModel] | Text] = {200: _PAGE, 303: back}
    path = "/monetico/return/{outcome}"
    return Call(method, path, f"return_by_{method.lower()}", summary, answers, problems, (), (_VIEW,), pages=True)


CALLS = (
    Call(
        "POST", "/payments", "start_payment", "Start or resume the payment of an order token.",
        {201: documents.StartedPayment, 200: documents.StartedPayment}, _START, ("orderToken",),
        body=bodies.StartBody,
    ),
    Call(
        "GET", "/payments", "list_payments", "Page through orders, newest first.",
        {200: documents.PaymentPage}, (*_SERVICE, "filter-not-valid", "cursor-not-valid", *_TROUBLE),
        ("serviceToken",),
        (
            _query("status", {"$ref": "#/components/schemas/Status"}, "Only orders that stand there."),
            _query("since", _TEXT, "An RFC 3339 instant or a day; thirty days ago where it is not said."),
            _CURSOR,
        ),
    ),
    Call(
        "GET", "/payments/{number}", "read_payment", "Where an order stands; all of it for a service token.",
        {200: documents.ReadPayment}, (*_SERVICE, "view-token", "another-order", "order-unknown", *_TROUBLE),
        ("viewToken", "orderToken", "serviceToken"),
    ),
    Call(
        "POST", "/checkout", "checkout", "The same as a start, for browsers without JavaScript.", {200: _PAGE}, _START,
        body=Text("The order token.", _FORM, {"type": "object", "properties": {"order_token": _TEXT}}), pages=True,
    ),
    _asked("/payments/{number}/captures", "capture", "Ask for a capture.", bodies.AmountBody),
    _asked("/payments/{number}/refunds", "refund", "Ask for a refund.", bodies.AmountBody),
    _asked(
        "/payments/{number}/cancellation", "cancel",
        "Ask for the cancellation of what is not captured, or the stop of a recurrence.", bodies.CancellationBody,
    ),
    Call(
        "GET", "/cases", "list_cases", "What needs a person: open first, newest first.",
        {200: documents.CasePage}, (*_SERVICE, "cursor-not-valid", *_TROUBLE), ("serviceToken",), (_CURSOR,),
    ),
    Call(
        "POST", "/cases/{case}/resolution", "resolve_case", "A person has dealt with a case.",
        {200: documents.ListedCase},
        ("malformed-request", *_SERVICE, "case-unknown", "reason-not-valid", *_TROUBLE), ("serviceToken",),
        body=bodies.ResolutionBody,
    ),
    Call(
        "POST", "/monetico/notifications", "notify", "The bank's notification.", {200: _ACKNOWLEDGEMENT},
        body=_NOTIFICATION,
    ),
    Call(
        "GET", "/monetico/notifications", "replay", "The same by hand, from the bank's mail.", {200: _ACKNOWLEDGEMENT}
    ),
    _returned("GET"),
    _returned("POST"),
    Call("GET", "/health", "health", "Liveness, without secrets.", {200: bodies.Health}),
    Call("GET", "/openapi.json", "openapi", "This document.", {200: Text("OpenAPI 3.1", "application/json", {})}),
)  # fmt: skip
