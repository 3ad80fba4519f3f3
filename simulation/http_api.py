"""The API over the simulated network: whole requests through Chalice into the real handlers."""

from __future__ import annotations

import base64
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from app import app
from simulation.broken import Broken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.fleet import Fleet
    from simulation.hub import Task

PATIENCE = 30.0
"""Seconds for which the bank, or a browser, waits for an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; status 0 where nothing did. `befell` says whether anything went wrong on the way."""

    status: int
    body: str = ""
    befell: bool = False

    @property
    def json(self) -> Any:
        """The document in the body."""
        return json.loads(self.body)


@dataclass(slots=True)
class Api:
    """Calls of people, shops and the bank. `shop_key` signs tokens."""

    fleet: Fleet
    shop_key: bytes

    def call(
        self,
        name: str,
        method: str,
        path: str,
        *,
        number: str = "",
        body: str = "",
        token: str = "",
        query: Mapping[str, str] | None = None,
        key: str = "",
    ) -> Answer:
        """What the caller gets who waits for it; the request may go on after they have given up."""
        hub = self.fleet.hub
        task = self.start(name, method, path, number=number, body=body, token=token, query=query, key=key)
        if not hub.outcome(task, PATIENCE) or task.killed:
            return Answer(0)
        return _answer(task)

    def start(self, name: str, method: str, path: str, **given: Any) -> Task:
        """Send a request and wait for nothing."""
        event = _event(method, path, **given)
        return self.fleet.start("api", name, lambda: app(event, None))

    def token(self, **claims: Any) -> str:
        """A token as the shop's back end signs it."""
        now = int(self.fleet.hub.now)
        parts = ({"alg": "HS256", "typ": "JWT"}, {"aud": "guichet", "exp": now + 3600, **claims})
        text = ".".join(_encoded(json.dumps(part).encode()) for part in parts)
        return f"{text}.{_encoded(hmac.digest(self.shop_key, text.encode(), 'sha256'))}"


def form_body(fields: Mapping[str, str]) -> str:
    """Fields as a form's body."""
    return urlencode(fields)


def _answer(task: Task) -> Answer:
    given = task.answer
    status = given["statusCode"]
    if (
        status >= 500
        and "not-available" not in given["body"]
        and not given["headers"].get("Content-Type", "").startswith("text/html")
    ):
        raise Broken(f"the API answers {status}: {given['body'][:200]}")
    return Answer(status, given["body"], bool(task.troubles))


def _event(
    method: str, path: str, *, number: str, body: str, token: str, query: Mapping[str, str] | None, key: str
) -> dict[str, Any]:
    headers = {"content-type": "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    if key:
        headers["idempotency-key"] = key
    if path.endswith("{outcome}"):
        parameters: dict[str, str] | None = {"outcome": "ok"}
    else:
        parameters = {"number": number} if number else None
    return {
        "requestContext": {"httpMethod": method, "resourcePath": path, "identity": {"sourceIp": "203.0.113.7"}},
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        "headers": headers,
        "pathParameters": parameters,
        "body": body,
        "isBase64Encoded": False,
        "stageVariables": None,
    }


def _encoded(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).decode().rstrip("=")
