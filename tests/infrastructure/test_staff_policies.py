"""The rights of people who run `ops`, both ways: their commands are allowed, and nothing that no command asks for."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from ops.__main__ import GROUPS
from tests.infrastructure.packaging import PARAMETERS, ROOT
from tests.infrastructure.policies import Comparison, Permission, compare, permissions
from tests.infrastructure.requests_made import KEY, Request
from tests.infrastructure.resolving import ACCOUNT, REGION, Resolver

TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/guichet"
HELD = {
    "StaffLook": ("StaffLook",),
    "StaffAct": ("StaffLook", "StaffAct"),
    "StaffKeys": ("StaffKeys",),
}
"""Whose commands may be run to the policies that are held then."""


@pytest.fixture(scope="session")
def asked(tmp_path_factory):
    """Policy to what its commands asked of AWS."""
    path = tmp_path_factory.mktemp("staff") / "requests.json"
    command = [sys.executable, "-m", "tests.infrastructure.staff_recording", path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    made = json.loads(path.read_text())
    return {
        policy: {Request(action, on, tuple(condition)) for group, action, on, condition in made if group == policy}
        for policy in HELD
    }


@pytest.fixture(scope="module")
def allowed(asked, template):
    """Policy to its permissions."""
    (secret,) = {request.resource for request in asked["StaffKeys"] if request.action.startswith("secretsmanager:")}
    attributes = {"Table.Arn": TABLE, "Key.Arn": KEY, "Secret.Id": secret}
    resources = Resolver(template, PARAMETERS, attributes=attributes).resources()
    return {
        policy: list(permissions({"Properties": {"Policies": [resources[policy]["Properties"]]}})) for policy in HELD
    }


@pytest.mark.parametrize("group", HELD)
def test_whoever_holds_these_policies_may_run_these_commands_and_nothing_else(group, asked, allowed):
    held = [permission for policy in HELD[group] for permission in allowed[policy]]
    needed = {request for policy in HELD[group] for request in asked[policy]}

    assert compare(held, asked[group]).refused == frozenset()
    assert compare(held, needed) == Comparison(frozenset(), frozenset())


@pytest.mark.parametrize("group", HELD)
def test_no_permission_can_be_taken_away_or_added_unnoticed(group, asked, allowed):
    held = [permission for policy in HELD[group] for permission in allowed[policy]]
    more = Permission("dynamodb:DeleteTable", TABLE)

    for taken in allowed[group]:
        assert compare([permission for permission in held if permission != taken], asked[group]).refused, taken
    assert more in compare([*held, more], asked[group]).unused


def test_who_only_looks_changes_nothing_and_sees_no_key(allowed):
    actions = {permission.action for permission in allowed["StaffLook"]}

    assert actions == {f"dynamodb:{read}" for read in ("GetItem", "BatchGetItem", "Query", "Scan")} | {"kms:Decrypt"}


def test_every_command_is_some_policys(template):
    """One that is new must be recorded, and its policy say so."""
    described = " ".join(template["Resources"][policy]["Properties"]["Description"] for policy in HELD)
    names = {"operate": "refund"}

    for group in GROUPS:
        name = group.__name__.split(".")[1]
        assert names.get(name, name) in described, name
