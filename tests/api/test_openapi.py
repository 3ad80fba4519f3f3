"""The contract that the API tells of itself. That its answers keep to it is held at every call of these tests."""

from __future__ import annotations

import json

import pytest

from app import app
from chalicelib.api.calls import CALLS
from chalicelib.api.openapi import document
from chalicelib.api.problems import PROBLEMS
from tests import contract
from tests.counter import Answer


def references(part):
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "$ref")
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_the_contract_is_answered_to_anyone(api):
    answer = api.call("GET", "/openapi.json")

    assert answer.status == 200
    assert answer.json == json.loads(json.dumps(document()))
    assert answer.json["openapi"].startswith("3.1")


def test_every_call_of_the_api_is_in_it_and_no_other():
    routed = {(method, path) for path, methods in app.routes.items() for method in methods if method != "OPTIONS"}

    assert {(call.method, call.path) for call in CALLS} == routed
    assert len(CALLS) == len(routed)


def test_every_reference_leads_somewhere():
    contract = document()

    for reference in references(contract):
        assert reference.removeprefix("#/components/schemas/") in contract["components"]["schemas"], reference


def test_every_problem_of_the_table_can_be_met_in_some_call():
    assert {slug for call in CALLS for slug in call.problems} == PROBLEMS.keys()


def test_every_call_has_a_name_of_its_own():
    assert len({call.name for call in CALLS}) == len(CALLS)


@pytest.mark.parametrize(
    ("method", "path", "status", "kind", "body"),
    [
        ("GET", "/health", 200, "application/json", {"status": "ok", "secret": "x"}),
        ("GET", "/health", 200, "application/json", {}),
        ("GET", "/health", 204, "application/json", {"status": "ok"}),
        ("GET", "/health", 200, "text/html", {"status": "ok"}),
        ("GET", "/cases", 404, "application/problem+json", {"type": "urn:guichet:problem:order-unknown", "title": "",
                                                             "status": 404, "detail": ""}),
        ("POST", "/monetico/notifications", 500, "text/plain", {}),
    ],
)  # fmt: skip
def test_an_answer_that_the_contract_does_not_foresee_is_found(method, path, status, kind, body):
    with pytest.raises((AssertionError, ValueError)):
        contract.hold(method, path, Answer(status, {"content-type": kind}, json.dumps(body).encode()))
