"""The template that is deployed: clean, whole, and with the properties on which the money depends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.domain.errors import SettingsError
from chalicelib.runtime.keys import keys_from
from infrastructure.compose import TABLE, Contradiction, add, merge_template
from tests.infrastructure.packaging import PARAMETERS
from tests.infrastructure.resolving import REGION, Resolver

FUNCTIONS = {"APIHandler", "Outbox", "Sweep", "Operations", "Settle", "Bounces"}
ROLES = {"ApiHandlerRole", "OutboxRole", "SweepRole", "OperationsRole", "SettleRole", "BouncesRole"}
MAPPINGS = {"OutboxOutboxDynamodbEventSource", "OperationsOperationsDynamodbEventSource"}
RULES = {"SweepSweepEvent", "SettleSettleEvent"}

OPTIONAL = {
    "UseWaf": {"Firewall", "FirewallAssociation"},
    "DomainName": {"Domain", "DomainMapping"},
    "AlarmEmail": {"AlarmSubscription"},
    "FixedEgress": {
        "BankCallers",
        "EgressAddress",
        "InternetGateway",
        "InternetGatewayAttachment",
        "NatGateway",
        "Network",
        "PrivateRoute",
        "PrivateRoutes",
        "PrivateSubnetA",
        "PrivateSubnetARoutes",
        "PrivateSubnetB",
        "PrivateSubnetBRoutes",
        "PublicRoute",
        "PublicRoutes",
        "PublicSubnet",
        "PublicSubnetRoutes",
        "TableEndpoint",
    },
}


def of_type(resources, kind):
    return {name: resource["Properties"] for name, resource in resources.items() if resource["Type"] == kind}


def test_cfn_lint_finds_nothing(sam, tmp_path):
    path = tmp_path / "sam.json"
    path.write_text(json.dumps(sam))
    lint = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run([lint, "--regions", REGION, "--", path], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


def test_no_placeholder_is_left(template):
    assert "placeholder" not in json.dumps(template)


def test_chalice_and_the_parts_speak_of_the_same_functions(everything):
    """A wrong name in a part would make a new resource instead of adding to Chalice's."""
    assert set(of_type(everything, "AWS::Lambda::Function")) == FUNCTIONS
    assert set(of_type(everything, "AWS::Lambda::EventSourceMapping")) == MAPPINGS
    assert set(of_type(everything, "AWS::Events::Rule")) == RULES
    assert set(of_type(everything, "AWS::IAM::Role")) == ROLES | {"GatewayLogRole"}
    assert set(of_type(everything, "AWS::ApiGateway::RestApi")) == {"RestAPI"}


@pytest.mark.parametrize("parameter", OPTIONAL)
def test_what_is_optional_is_made_when_asked_for_and_only_then(template, everything, parameter):
    made = set(Resolver(template, PARAMETERS).resources())

    assert OPTIONAL[parameter] <= set(everything)
    assert not OPTIONAL[parameter] & made


def test_the_table_is_the_one_of_local_aws_and_cannot_be_lost(template):
    table = template["Resources"]["Table"]
    definition = json.loads(TABLE.read_text())

    assert {name: table["Properties"][name] for name in definition} == definition
    assert table["Properties"]["DeletionProtectionEnabled"]
    assert table["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    assert table["Properties"]["SSESpecification"]["KMSMasterKeyId"] == {"Fn::GetAtt": ["Key", "Arn"]}


@pytest.mark.parametrize("name", ["Table", "Secret", "Key", "EgressAddress"])
def test_what_cannot_be_made_again_outlives_the_stack(template, name):
    resource = template["Resources"][name]

    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_the_secret_is_refused_until_keys_are_in(everything):
    with pytest.raises(SettingsError, match="needs terminals and view_keys"):
        keys_from(everything["Secret"]["Properties"]["SecretString"])


@pytest.mark.parametrize("name", sorted(MAPPINGS))
def test_a_record_that_cannot_be_read_holds_up_the_stream_for_a_while_only(template, name):
    mapping = template["Resources"][name]["Properties"]

    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["Table", "StreamArn"]}
    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BisectBatchOnFunctionError"]
    assert 0 < mapping["MaximumRetryAttempts"] <= 10
    assert 0 < mapping["MaximumRecordAgeInSeconds"] < 24 * 3600
    assert mapping["DestinationConfig"] == {"OnFailure": {"Destination": {"Fn::GetAtt": ["FailureQueue", "Arn"]}}}


@pytest.mark.parametrize("name", ["Sweep", "Settle"])
def test_a_schedule_runs_each_minute_alone_and_is_not_tried_again(everything, name):
    rule = everything[f"{name}{name}Event"]["Properties"]
    retries = everything[f"{name}EventInvokeConfig"]["Properties"]

    assert rule["ScheduleExpression"] == "rate(1 minute)"
    assert everything[name]["Properties"]["ReservedConcurrentExecutions"] == 1
    assert retries["MaximumRetryAttempts"] == 0


def test_a_new_account_can_leave_concurrency_unreserved(template):
    resources = Resolver(template, {**PARAMETERS, "ReserveConcurrency": "no"}).resources()

    assert not any("ReservedConcurrentExecutions" in p for p in of_type(resources, "AWS::Lambda::Function").values())


def test_every_function_has_memory_time_and_a_log_that_ends(everything):
    groups = {group["LogGroupName"]: group for group in of_type(everything, "AWS::Logs::LogGroup").values()}

    for function in of_type(everything, "AWS::Lambda::Function").values():
        assert function["MemorySize"] >= 512
        assert 20 <= function["Timeout"] <= 300
        assert groups[f"/aws/lambda/{function['FunctionName']}"]["RetentionInDays"] == 90


def test_only_the_functions_that_call_the_bank_have_the_fixed_address(everything, template):
    functions = of_type(everything, "AWS::Lambda::Function")
    without = of_type(Resolver(template, PARAMETERS).resources(), "AWS::Lambda::Function")

    assert {name for name, function in functions.items() if "VpcConfig" in function} == {"Operations", "Settle"}
    assert not any("VpcConfig" in function for function in without.values())


def test_parts_may_not_say_two_things_of_one_place():
    template = {"Resources": {"Table": {"Type": "AWS::DynamoDB::Table"}}}

    with pytest.raises(Contradiction, match="/Resources/Table/Type"):
        add(template, {"Resources": {"Table": {"Type": "AWS::S3::Bucket"}}})


def test_no_two_places_of_the_merge_template_share_an_object():
    """What is added to one function's environment would else be added to another's."""
    functions = merge_template([])["Resources"]

    functions["Outbox"]["Properties"]["Environment"]["Variables"]["ONLY_HERE"] = "1"

    assert "ONLY_HERE" not in functions["Sweep"]["Properties"]["Environment"]["Variables"]
