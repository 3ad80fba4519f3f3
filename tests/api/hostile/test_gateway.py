"""Events of API Gateway that are odd, and some that it would never make: into the deployed entry, over a real store."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs

import pytest

from app import app
from tests.counter import accepted
from tests.hostile.targets.door import NOT_TAKEN, TAKEN, event_of
from tests.makers import OTHER_KEY, sealed_body

ROUTES = [
    ("POST", "/monetico/notifications", {}),
    ("GET", "/monetico/notifications", {}),
    ("GET", "/monetico/return/{outcome}", {"outcome": "ok"}),
    ("POST", "/monetico/return/{outcome}", {"outcome": "\0"}),
    ("POST", "/payments", {}),
    ("GET", "/payments", {}),
    ("GET", "/payments/{number}", {"number": "%00"}),
    ("POST", "/payments/{number}/captures", {"number": "é"}),
    ("POST", "/cases/{case}/resolution", {"case": "../.."}),
    ("POST", "/checkout", {}),
    ("GET", "/cases", {}),
]
ODD = [
    {},
    {"headers": None, "multiValueHeaders": None},
    {"headers": {}, "multiValueHeaders": {}},
    {"headers": {"authorization": "Bearer"}},
    {"headers": {"authorization": "Bearer é.\udfff.\0"}},
    {"headers": {"AUTHORIZATION": "bearer CMD1.\ud800", "origin": "null", "content-type": "\0"}},
    {"headers": {"authorization": "Bearer " + "a." * 5000, "idempotency-key": "\n"}},
    {"multiValueQueryStringParameters": {}},
    {"multiValueQueryStringParameters": {"view": ["a.b", "c"], "cursor": ["x", "\ud800"], "TPE": [""]}},
    {"queryStringParameters": {"view": "CMD1.\ud800"}, "multiValueQueryStringParameters": {"view": ["CMD1.\ud800"]}},
    {"body": ""},
    {"body": "\0"},
    {"body": "{\"order_token\": \"\ufffd\"}"},
    {"body": "order_token=" + "%" * 1000},
    {"body": base64.b64encode(b"\xff\xfe\0").decode(), "isBase64Encoded": True},
    {"body": "x" * 300_000},
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "places"), ROUTES, ids=[f"{method} {path}" for method, path, _ in ROUTES])
def test_no_event_is_answered_as_our_own_failure(api, method, path, places):
    for odd in ODD:
        event = {**event_of(method, path), "pathParameters": places or None, **odd}

        answer = app(event, None)

        assert answer["statusCode"] < 500, (odd, answer)
        json.dumps(answer, ensure_ascii=False).encode()
        if path == "/monetico/notifications":
            assert (answer["statusCode"], answer["body"]) == (200, NOT_TAKEN), odd


@pytest.mark.parametrize("body", ["rubbish", "é", "====", "\udfff", "A"])
def test_a_body_that_is_not_the_base64_it_is_said_to_be_is_not_taken(api, body):
    answer = app({**event_of("POST"), "body": body, "isBase64Encoded": True}, None)

    assert (answer["statusCode"], answer["body"]) == (200, NOT_TAKEN)


@pytest.mark.parametrize("encode", [False, True])
def test_a_sealed_body_is_taken_as_text_and_as_base64(api, encode):
    body = sealed_body(accepted(api.new_order()), api.bank_key)
    text = base64.b64encode(body).decode() if encode else body.decode()

    assert app({**event_of("POST"), "body": text, "isBase64Encoded": encode}, None)["body"] == TAKEN


def test_a_seal_in_the_query_does_not_vouch_for_the_body_nor_the_other_way_round(api):
    started = api.new_order()
    good, bad = (sealed_body(accepted(started), key).decode() for key in (api.bank_key, OTHER_KEY))
    before = api.read(started["order"])

    def answer(method, body, query):
        parameters = parse_qs(query, keep_blank_values=True)
        return app({**event_of(method), "body": body, "multiValueQueryStringParameters": parameters}, None)["body"]

    assert answer("POST", bad, good) == NOT_TAKEN
    assert answer("GET", good, bad) == NOT_TAKEN
    assert api.read(started["order"]) == before
    assert answer("GET", bad, good) == TAKEN


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "HEAD", "get", ""])
def test_another_method_is_refused_and_taken_for_none_of_ours(api, method):
    started = api.new_order()
    body = sealed_body(accepted(started), api.bank_key).decode()

    answer = app({**event_of(method), "body": body}, None)

    assert answer["statusCode"] == 405
    assert api.read(started["order"])["status"] == "pending"
