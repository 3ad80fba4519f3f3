"""The API's stage: its limits, its log, and what API Gateway says for itself."""

from __future__ import annotations

import json

import pytest

from app import app
from tests.infrastructure.packaging import EVERYTHING, PARAMETERS
from tests.infrastructure.resolving import Resolver

PERSONAL = ("ip", "identity", "userAgent", "caller", "authorizer", "path", "querystring", "domainName")
"""Parts of $context that are, or may hold, personal data or tokens."""


@pytest.fixture
def stage(everything):
    return everything["RestAPIapiStage"]["Properties"]


@pytest.fixture
def body(everything):
    return everything["RestAPI"]["Properties"]["Body"]


def limits(stage):
    return {(s["HttpMethod"], s["ResourcePath"].replace("~1", "/")[1:]): s for s in stage["MethodSettings"]}


def test_every_route_of_the_app_is_answered_by_its_function(body):
    routes = {(path, method.lower()) for path, methods in app.routes.items() for method in methods}
    answered = {
        (path, method): operation["x-amazon-apigateway-integration"]["uri"]
        for path, methods in body["paths"].items()
        for method, operation in methods.items()
    }

    assert set(answered) == routes
    assert {uri.rpartition(":function:")[2] for uri in answered.values()} == {"guichet-test-api/invocations"}


def test_the_function_has_the_name_by_which_the_api_calls_it(everything):
    assert everything["APIHandler"]["Properties"]["FunctionName"] == "guichet-test-api"


def test_limits_are_on_routes_that_exist(stage):
    routes = {(method, path) for path, methods in app.routes.items() for method in methods}

    assert set(limits(stage)) - {("*", "*")} <= routes


def test_notifications_are_let_in_generously_and_starts_are_bounded(stage):
    found = limits(stage)

    assert found["POST", "/monetico/notifications"]["ThrottlingRateLimit"] == 200
    assert found["POST", "/payments"]["ThrottlingRateLimit"] == 20
    assert found["POST", "/checkout"]["ThrottlingRateLimit"] == 20
    assert found["*", "*"]["ThrottlingRateLimit"] <= 50


def test_the_access_log_is_json_and_holds_no_personal_data(stage):
    line = json.loads(stage["AccessLogSetting"]["Format"])
    named = {part for value in line.values() for part in value.removeprefix("$context.").split(".")}

    assert {"time", "route", "status"} <= set(line)
    assert named.isdisjoint(PERSONAL)


@pytest.mark.parametrize("kind", ["DEFAULT_4XX", "DEFAULT_5XX", "MISSING_AUTHENTICATION_TOKEN", "THROTTLED"])
def test_the_gateways_own_answers_cover_what_shops_meet(body, kind):
    assert kind in body["x-amazon-apigateway-gateway-responses"]


def test_every_answer_of_the_gateway_is_a_problem_that_a_browser_may_read(body):
    for answer in body["x-amazon-apigateway-gateway-responses"].values():
        headers = answer["responseParameters"]
        problem = json.loads(answer["responseTemplates"]["application/json"])

        assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
        assert headers["gatewayresponse.header.Access-Control-Allow-Origin"] == "'*'"
        assert problem["type"] == "about:blank"
        assert problem["title"]
        assert str(problem.get("status", "")) == answer.get("statusCode", "")


def test_the_api_is_regional_and_has_one_address(template):
    named = Resolver(template, EVERYTHING)
    drawn = Resolver(template, PARAMETERS)

    assert named.value(template["Outputs"]["NotificationAddress"]["Value"]) == (
        "https://pay.example.org/monetico/notifications"
    )
    assert drawn.value(template["Outputs"]["NotificationAddress"]["Value"]) == (
        "https://RestAPI.execute-api.eu-west-3.amazonaws.com/api/monetico/notifications"
    )
    for resolver, closed in ((named, True), (drawn, False)):
        api = resolver.resources()["RestAPI"]["Properties"]
        assert api["EndpointConfiguration"] == {"Types": ["REGIONAL"]}
        assert api["Body"]["x-amazon-apigateway-endpoint-configuration"]["disableExecuteApiEndpoint"] is closed


def test_the_firewall_never_looks_at_the_banks_notifications(everything):
    first = min(everything["Firewall"]["Properties"]["Rules"], key=lambda rule: rule["Priority"])

    assert first["Action"] == {"Allow": {}}
    assert first["Statement"]["ByteMatchStatement"]["SearchString"] == "/monetico/notifications"
