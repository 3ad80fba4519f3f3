"""Least privilege, both ways: what the journeys ask of AWS is allowed, and nothing is allowed that they never ask.

The journeys run the real code (recording.py); what Lambda itself does with a function's role is listed here.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.infrastructure.packaging import EVERYTHING, PARAMETERS, ROOT
from tests.infrastructure.policies import Comparison, Permission, compare, like, listed, permissions
from tests.infrastructure.requests_made import KEY, Request
from tests.infrastructure.resolving import ACCOUNT, REGION, Resolver

ROLES = {
    "APIHandler": "ApiHandlerRole",
    "Outbox": "OutboxRole",
    "Sweep": "SweepRole",
    "Operations": "OperationsRole",
    "Settle": "SettleRole",
    "Bounces": "BouncesRole",
}
STREAM_READERS = ("Outbox", "Operations")
BANK_CALLERS = ("Operations", "Settle")

TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/guichet"
STREAM = f"{TABLE}/stream/2026-11-23T00:00:00.000"
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:failures"
EC2 = f"arn:aws:ec2:{REGION}:{ACCOUNT}"

FORCED = {
    "SeeTheNetwork": "EC2 knows no resource for what is only described",
    "LetThisAccountsPoliciesDecide": "in a key's policy, * is that key",
    "LetMailEventsIntoTheirTopic": "the same",
}
"""Every statement of the template whose resource is *, and why AWS leaves no other way."""


def log(function):
    return f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/{function}:*"


def by_lambda(function, *, in_network):
    """What Lambda does by a function's rights, before and beside its code."""
    yield Request("logs:CreateLogStream", log(function))
    yield Request("logs:PutLogEvents", log(function))
    if function in STREAM_READERS:
        yield Request("dynamodb:ListStreams", f"{TABLE}/stream/*")
        yield from (
            Request(f"dynamodb:{what}", STREAM) for what in ("DescribeStream", "GetRecords", "GetShardIterator")
        )
        yield Request("sqs:SendMessage", QUEUE)
    if in_network and function in BANK_CALLERS:
        yield Request("ec2:CreateNetworkInterface", f"{EC2}:security-group/callers")
        for zone in "ab":
            yield Request("ec2:CreateNetworkInterface", f"{EC2}:subnet/{zone}")
        for what in ("Create", "Delete"):
            yield Request(f"ec2:{what}NetworkInterface", f"{EC2}:network-interface/eni-1")
        for what in ("Assign", "Unassign"):
            yield Request(f"ec2:{what}PrivateIpAddresses", f"{EC2}:network-interface/eni-1")
        yield Request("ec2:DescribeNetworkInterfaces", "any")
        yield Request("ec2:DescribeSubnets", "any")


@pytest.fixture(scope="session")
def recorded(tmp_path_factory):
    """Function to what its code asked of AWS."""
    path = tmp_path_factory.mktemp("recorded") / "requests.json"
    command = [sys.executable, "-m", "tests.infrastructure.recording", path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    asked: dict[str, set[Request]] = {function: set() for function in ROLES}
    for function, action, resource, condition in json.loads(path.read_text()):
        asked[function].add(Request(action, resource, tuple(condition)))
    return asked


@pytest.fixture(scope="session")
def secret(recorded):
    (arn,) = {request.resource for request in recorded["APIHandler"] if request.action.startswith("secretsmanager:")}
    return arn


@pytest.fixture(params=["alone", "in a network"])
def roles(request, template, secret):
    """Function to its role, and whether the functions that call the bank are in a network."""
    names = {
        "MailSet": "events",
        "PrivateSubnetA": "a",
        "PrivateSubnetB": "b",
        "BankCallers": "callers",
    }
    attributes = {
        "Table.Arn": TABLE,
        "Table.StreamArn": STREAM,
        "FailureQueue.Arn": QUEUE,
        "Key.Arn": KEY,
        "Secret.Id": secret,
    }
    logs = {"APIHandler": "ApiLogs.Arn", **{name: f"{name}Logs.Arn" for name in ROLES if name != "APIHandler"}}
    attributes.update({attribute: log(function) for function, attribute in logs.items()})
    in_network = request.param == "in a network"
    resources = Resolver(template, EVERYTHING if in_network else PARAMETERS, names, attributes).resources()
    return {function: resources[role] for function, role in ROLES.items()}, in_network


@pytest.mark.parametrize("function", ROLES)
def test_a_function_may_do_what_it_does_and_nothing_else(function, roles, recorded):
    by_function, in_network = roles
    asked = recorded[function] | set(by_lambda(function, in_network=in_network))

    assert compare(permissions(by_function[function]), asked) == Comparison(frozenset(), frozenset())


@pytest.mark.parametrize("function", ROLES)
def test_no_permission_can_be_taken_away_unnoticed(function, roles, recorded):
    by_function, in_network = roles
    asked = recorded[function] | set(by_lambda(function, in_network=in_network))
    allowed = list(permissions(by_function[function]))

    for taken in allowed:
        assert compare([permission for permission in allowed if permission != taken], asked).refused, taken


@pytest.mark.parametrize("function", ROLES)
def test_no_permission_can_be_added_unnoticed(function, roles, recorded):
    by_function, in_network = roles
    asked = recorded[function] | set(by_lambda(function, in_network=in_network))
    more = Permission("dynamodb:Scan", TABLE)

    assert compare([*permissions(by_function[function]), more], asked).unused == {more}


def test_every_function_has_a_role_of_its_own(template):
    given = {
        name: resource["Properties"]["Role"]["Fn::GetAtt"][0]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Lambda::Function"
    }

    assert given == ROLES


def test_actions_are_named_one_by_one(roles):
    by_function, _ = roles

    assert not [p for role in by_function.values() for p in permissions(role) if "*" in p.action]


def test_no_statement_is_about_everything_where_aws_lets_it_name_something(everything):
    unnamed = {statement["Sid"] for statement in statements(everything) if "*" in listed(statement["Resource"])}

    assert unnamed == FORCED.keys()


def statements(node):
    """Every policy statement below a node of the template."""
    if isinstance(node, dict):
        yield from (s for s in node.get("Statement", ()) if "Resource" in s)
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from statements(child)


def test_each_journey_was_played(recorded):
    """Lest a function that did nothing be found to need nothing."""
    assert all("dynamodb:UpdateItem" in {request.action for request in asked} for asked in recorded.values())


@pytest.mark.parametrize(
    ("pattern", "text", "same"),
    [
        ("a:*", "a:b:c", True),
        ("a.b", "a-b", False),
        ("a?c", "abc", True),
        ("a", "ab", False),
        ("table/guichet", "table/guichet/index/work", False),
    ],
)
def test_wildcards_mean_what_they_mean_to_iam(pattern, text, same):
    assert like(pattern, text) is same
