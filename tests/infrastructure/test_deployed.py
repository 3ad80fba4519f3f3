"""The whole stack deployed and used over HTTP: API Gateway, Lambda, stream, schedule, topic, and its own policies."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from chalice.package import YAMLTemplateSerializer

from chalicelib.aws.order_store import OrderStore
from chalicelib.domain.decisions import decide
from chalicelib.domain.reports import BankNotified
from chalicelib.domain.starting import begin
from local.lambda_event import scheduled_event
from tests.counter import accepted
from tests.infrastructure.deploying import NAME, deployed
from tests.infrastructure.packaging import ROOT
from tests.makers import a_customer, a_wish, an_entry
from tools.package.build import Build
from tools.package.target import Target, host_architecture

pytestmark = pytest.mark.xdist_group("deployed")

OF_SES = {
    "Subject": "Amazon SES Email Event Notification",
    # AWS always hands these over, if only empty; the emulator leaves them out where there are none.
    "MessageAttributes": {"any": {"DataType": "String", "StringValue": "any"}},
}
_numbers = (f"D-{n}" for n in count(1))


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    project = tmp_path_factory.mktemp("project")
    package = project / "build" / "test"
    Build(ROOT, "test", Target(host_architecture()), package, ROOT / "build" / ".wheels").run(lambda _: None)
    with deployed(project, tmp_path_factory.mktemp("deployed")) as deployment:
        yield deployment


@pytest.fixture(scope="module")
def api(stack):
    return stack.api()


def eventually(true, seconds, what):
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, what
        time.sleep(0.2)
    return found


def paid(api):
    """The number of an order that the bank has notified as paid."""
    number = next(_numbers)
    started = api.start(number)
    assert started.status == 201, started.body
    assert api.notify(accepted(started.json)).body == b"version=2\ncdr=0\n"
    assert api.read(number)["status"] == "paid"
    return number


def mails_about(stack, number):
    return [mail for mail in stack.mails() if f" {number} " in mail["Subject"]]


def test_make_deploy_shows_the_change_set_then_each_step_then_the_addresses(stack):
    changes, made, told = (
        next(n for n, line in enumerate(stack.said) if line.split()[:2] == start or line.split()[1:3] == start)
        for start in (["Add", "Table"], ["CREATE_COMPLETE", "Table"], ["NotificationAddress:", address(stack)])
    )

    assert changes < made < told


def address(stack):
    return stack.outputs["NotificationAddress"]


def test_what_is_deployed_is_the_packages_template_with_the_bundles_place_filled_in(stack):
    deployed = stack.client("cloudformation").get_template(StackName=NAME, TemplateStage="Original")["TemplateBody"]
    (place, *others), there = without_code(deployed)
    (left, *_), packaged = without_code((stack.project / "build" / "test" / "template.yaml").read_text("utf-8"))

    assert there == packaged
    assert left == "./deployment.zip"
    assert place.startswith("s3://")
    assert set(others) == {place}


def without_code(text):
    """The places of the functions' code, and the template without them."""
    template = YAMLTemplateSerializer().load_template(text)
    resources = template["Resources"].values()
    return [r["Properties"].pop("CodeUri") for r in resources if r["Type"] == "AWS::Serverless::Function"], template


def test_the_same_again_changes_nothing(stack):
    assert stack.deploy("--yes") == 0

    assert stack.said[-1] == "guichet-test is already so; nothing is changed."


def test_a_change_is_made_and_loses_no_order_and_no_key(stack, api):
    number = paid(api)
    alarms = {"TopicArn": stack.outputs["AlarmTopic"]}
    subscribed = stack.client("sns").list_subscriptions_by_topic

    assert stack.deploy("--dry-run", AlarmEmail="alarms@example.org") == 0
    assert subscribed(**alarms)["Subscriptions"] == []
    assert stack.deploy("--yes", AlarmEmail="alarms@example.org") == 0

    assert [each["Endpoint"] for each in subscribed(**alarms)["Subscriptions"]] == ["alarms@example.org"]
    assert api.read(number)["status"] == "paid"
    paid(api)


def test_a_payment_goes_from_its_start_to_its_mail(stack, api):
    number = paid(api)

    (mail,) = eventually(lambda: mails_about(stack, number), 30, "no mail was sent")

    assert mail["To"] == ["camille.martin@example.org"]
    assert mail["Source"] == "Atelier Lumen <commandes@atelier-lumen.example>"


@pytest.fixture(scope="module")
def lost(stack, api):
    """A paid order of which no stream tells. The schedule comes once a minute: meanwhile others are tested."""
    mapping = {"UUID": stack.named("OutboxOutboxDynamodbEventSource")}
    stack.client("lambda").update_event_source_mapping(**mapping, Enabled=False)
    return paid(api)


@pytest.mark.usefixtures("lost")
def test_an_operation_is_taken_to_the_bank_by_the_function_that_may(api):
    number = paid(api)
    headers = {"Idempotency_Key": "once", **api.service("payments:refund")}

    assert api.call("POST", f"/payments/{number}/refunds", {"amount": "10.00"}, **headers).status == 202

    # Nobody listens at the bank's address here, so the answer is lost, and that is what is known.
    eventually(lambda: api.read(number)["operations"][0]["status"] == "unknown", 30, "the function did not run")


def test_a_mail_that_comes_back_is_a_case_of_its_order(stack, api):
    number = paid(api)
    mail = {"timestamp": "2026-11-23T09:31:00.000Z", "tags": {"guichet-order": [number]}}
    told = {"eventType": "Bounce", "mail": mail, "bounce": {"timestamp": "2026-11-23T09:32:00.000Z"}}

    stack.client("sns").publish(TopicArn=stack.named("MailTopic"), Message=json.dumps(told), **OF_SES)

    eventually(lambda: [c["kind"] for c in api.read(number)["cases"]] == ["mail-bounced"], 30, "no case was opened")


def test_the_policies_are_enforced_here(stack, api):
    """Lest the journeys above prove nothing about them."""
    policy = stack.policy("ApiHandlerRole")
    poorer = {**policy, "Statement": [s for s in policy["Statement"] if s["Sid"] != "ReadAndWriteOrders"]}
    stack.change_policy("ApiHandlerRole", poorer)
    try:
        assert api.start(next(_numbers)).status == 503
    finally:
        stack.change_policy("ApiHandlerRole", policy)
    assert api.start(next(_numbers)).status == 201


def test_the_schedule_sends_what_the_stream_has_lost(stack, lost):
    """Called here as the rule's target; with GUICHET_LONG_TESTS set the rule itself is waited for, a minute."""
    events, function = stack.client("events"), stack.named("Sweep")
    rules = [rule for rule in events.list_rules()["Rules"] if rule.get("ScheduleExpression") == "rate(1 minute)"]
    targets = [t["Arn"] for rule in rules for t in events.list_targets_by_rule(Rule=rule["Name"])["Targets"]]
    assert [arn for arn in targets if arn.endswith(f":{function}")], targets
    if "GUICHET_LONG_TESTS" in os.environ:
        eventually(lambda: mails_about(stack, lost), 150, "no schedule has run")

    event = scheduled_event(datetime.now(UTC))

    def swept():
        stack.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event).encode())
        return mails_about(stack, lost)

    eventually(swept, 30, "the schedule's function has sent nothing")


def test_the_sweep_erases_a_customers_data_in_its_time_and_keeps_the_order(stack, api):
    """By the right to delete that names customers' items only."""
    table, dynamodb, number = stack.outputs["TableName"], stack.client("dynamodb"), next(_numbers)
    then = datetime.now(UTC) - timedelta(days=3 * 365)
    order = begin(a_wish(number=number), then)
    entry = an_entry(order, received_at=then, bank_time=f"{then:%Y-%m-%dT%H:%M:%S}")
    mailed = replace(decide(order, BankNotified(entry)).order, effects={})
    OrderStore(dynamodb, table).create(mailed, a_customer())
    event = scheduled_event(datetime.now(UTC))

    def erased():
        stack.client("lambda").invoke(FunctionName=stack.named("Sweep"), Payload=json.dumps(event).encode())
        return "Item" not in dynamodb.get_item(TableName=table, Key={"pk": {"S": f"customer#{number}"}})

    eventually(erased, 30, "the customer's data is still there")
    assert api.read(number)["status"] == "paid"
