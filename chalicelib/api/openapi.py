"""The contract of the HTTP API as an OpenAPI 3.1 document, made of the models and the table of problems."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from . import bodies
from .calls import CALLS, Call, Text
from .models import OrderClaim
from .problems import PROBLEMS, URN

if TYPE_CHECKING:
    from pydantic import BaseModel

JSON = "application/json"
PROBLEM = "application/problem+json"
_REF = "#/components/schemas/{model}"


@cache
def document() -> dict[str, Any]:
    """The document; the same for every deployment, so that it names no server."""
    models: set[type[BaseModel]] = {bodies.ProblemDocument, OrderClaim}
    for call in CALLS:
        models |= {model for model in (call.body, *call.answers.values()) if isinstance(model, type)}
    mode: Any = "validation"
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema([(model, mode) for model in ordered], ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for call in CALLS:
        paths.setdefault(call.path, {})[call.method.lower()] = _operation(call)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Guichet",
            "version": "1",
            "description": "Payments through Monetico Paiement. An order token holds the claim `order`: see the schema "
            "OrderClaim. Errors are problem documents (RFC 9457): branch on `type`.",
        },
        "paths": paths,
        "components": {"schemas": schemas["$defs"], "securitySchemes": _SCHEMES},
    }


def _operation(call: Call) -> dict[str, Any]:
    answers: dict[str, Any] = {str(status): _answer(model) for status, model in call.answers.items()}
    for status in sorted({PROBLEMS[slug][0] for slug in call.problems}):
        answers[str(status)] = _problems([slug for slug in call.problems if PROBLEMS[slug][0] == status], call)
    described = {
        "operationId": call.name,
        "summary": call.summary,
        "parameters": [*_in_path(call.path), *call.parameters],
        "responses": answers,
        "security": [{scheme: []} for scheme in call.security],
    }
    if isinstance(call.body, Text):
        described["requestBody"] = {"content": {call.body.kind: {"schema": call.body.schema}}}
    elif call.body is not None:
        described["requestBody"] = {"content": {JSON: {"schema": _ref(call.body)}}}
    return described


def _answer(model: Any) -> dict[str, Any]:
    if isinstance(model, Text):
        content = {"content": {model.kind: {"schema": model.schema}}} if model.kind else {}
        return {"description": model.says, **content}
    says = " ".join((model.__doc__ or "").split())
    return {"description": says, "content": {JSON: {"schema": _ref(model)}}}


def _problems(slugs: list[str], call: Call) -> dict[str, Any]:
    titles = "; ".join(f"`{slug}`: {PROBLEMS[slug][1]}" for slug in slugs)
    if call.pages:
        return {"description": titles, "content": {"text/html": {"schema": {"type": "string"}}}}
    types = {"properties": {"type": {"enum": [URN + slug for slug in slugs]}}}
    schema = {"allOf": [_ref(bodies.ProblemDocument), types]}
    return {"description": titles, "content": {PROBLEM: {"schema": schema}}}


def _in_path(path: str) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}


_SCHEMES = {
    "orderToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Made by the shop for one order: `scope` pay, `sub` the order number, the claim `order`.",
    },
    "serviceToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Made by the shop for its back office, with scopes.",
    },
    "viewToken": {"type": "http", "scheme": "bearer", "description": "As `view_token` of a started payment gives it."},
}
