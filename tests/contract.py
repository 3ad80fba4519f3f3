"""The API's own contract held against what it answers: any answer that the contract does not foresee fails the test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from chalicelib.api.bodies import ProblemDocument
from chalicelib.api.calls import CALLS, Call, Text
from chalicelib.api.openapi import PROBLEM

if TYPE_CHECKING:
    from tests.counter import Answer


def described(method: str, path: str) -> Call | None:
    """The call in the contract; None for what is no call of the API's."""
    bare = urlsplit(path).path
    for call in CALLS:
        pattern = re.sub(r"\\\{[a-z]+\\\}", "[^/]+", re.escape(call.path))
        if call.method == method and re.fullmatch(pattern, bare):
            return call
    return None


def hold(method: str, path: str, answer: Answer) -> None:
    """Raises where status, media type, members or problem are not foreseen."""
    call = described(method, path)
    if call is None:
        return
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind == PROBLEM:
        problem = ProblemDocument.model_validate_json(answer.body)
        assert problem.status == answer.status
        assert problem.type.removeprefix("urn:guichet:problem:") in call.problems, (call.name, problem.type)
        assert not call.pages
        return
    if call.pages and answer.status >= 400:
        assert kind == "text/html", (call.name, kind)
        return
    assert answer.status in call.answers, (call.name, answer.status, answer.body[:200])
    model = call.answers[answer.status]
    if isinstance(model, Text):
        assert not model.kind or kind == model.kind, (call.name, kind)
        return
    assert kind == "application/json"
    TypeAdapter(model).validate_json(answer.body)
