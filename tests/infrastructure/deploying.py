"""The stack deployed through CloudFormation into an emulated AWS on this machine, which enforces the roles' policies.

The template and the bundle are those of the package. What the emulator (ministack) lacks is taken away in two places
only, named below; everything else is as it would be in the cloud.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalice.package import YAMLTemplateSerializer

from local import environment
from local.loopback import HttpCheck, get
from local.parts import Part
from local.ports import free_ports
from local.provision import secret_document
from local.secrets import load_or_create
from local.settings import Settings
from local.stack import Stack
from tests.counter import Answer, Api
from tests.infrastructure.packaging import PARAMETERS
from tests.local.local_aws import client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "guichet-test"
BUCKET = "deployments"
UNKNOWN_CONDITIONS = {"ses:FromAddress", "dynamodb:LeadingKeys"}
"""Keys that the emulator never finds in a request, so that what depends on them would be refused. It knows no resources
of SES either. What these say is proven in test_permissions.py."""

FAST = {
    "CreateMailIdentity": "no",  # the emulator has no records of DKIM to put out
    "SweepSeconds": "10",
    "SettleSeconds": "10",
    "BankServicesUrl": "http://127.0.0.1:9",  # where nobody listens
}


class DeployedApi(Api):
    """The API behind the emulator's API Gateway."""

    prefix: str

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        return super().call(method, self.prefix + path, body, **headers)


@dataclass(frozen=True)
class Deployment:
    settings: Settings

    def client(self, service: str) -> Any:
        return client(self.settings, service)

    @property
    def outputs(self) -> dict[str, str]:
        (stack,) = self.client("cloudformation").describe_stacks(StackName=NAME)["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}

    def named(self, logical: str) -> str:
        """The physical name of a resource."""
        found = self.client("cloudformation").describe_stack_resource(StackName=NAME, LogicalResourceId=logical)
        return str(found["StackResourceDetail"]["PhysicalResourceId"])

    def api(self) -> DeployedApi:
        api = DeployedApi.of(self.settings.ports.aws, load_or_create(self.settings.state))
        assert isinstance(api, DeployedApi)
        object.__setattr__(api, "prefix", f"/restapis/{self.outputs['RestAPIId']}/api/_user_request_")
        return api

    def mails(self) -> list[dict[str, Any]]:
        status, body = get(self.settings.ports.aws, "/_ministack/ses/messages")
        assert status == 200
        return [mail for mails in json.loads(body)["messages"].values() for mail in mails]

    def policy(self, role: str) -> dict[str, Any]:
        name = self.named(role)
        document = self.client("iam").get_role_policy(RoleName=name, PolicyName=f"{role}Policy")["PolicyDocument"]
        return dict(document)

    def change_policy(self, role: str, document: dict[str, Any]) -> None:
        self.client("iam").put_role_policy(
            RoleName=self.named(role), PolicyName=f"{role}Policy", PolicyDocument=json.dumps(document)
        )


@contextmanager
def deployed(package: Path, state: Path) -> Iterator[Deployment]:
    """The package in a directory, deployed; its secret is filled."""
    settings = Settings(free_ports(), state)
    settings.logs.mkdir(parents=True)
    settings.aws_state.mkdir()
    check = HttpCheck(settings.ports.aws, "/_ministack/health")
    stack = Stack(settings, [Part("aws", "ministack", settings.url("aws"), _emulator(settings), check)])
    try:
        stack.start_all()
        deployment = Deployment(settings)
        _create(deployment, package)
        _fill_secret(deployment)
        deployment.client("sesv2").create_email_identity(EmailIdentity=PARAMETERS["MailAddress"].partition("@")[2])
        for role in ("OutboxRole", "SweepRole"):
            deployment.change_policy(role, _without_what_is_unknown(deployment.policy(role)))
        yield deployment
    finally:
        stack.stop_all()


def _emulator(settings: Settings) -> dict[str, str]:
    """Functions inherit this, so there is nothing of Guichet in it."""
    ours = ("GUICHET_", "AWS_", "POWERTOOLS_", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    server = environment.aws_server(settings)
    del server["SERVICES"]
    keys = {"AWS_ACCESS_KEY_ID": "guichetlocal", "AWS_SECRET_ACCESS_KEY": "guichetlocal"}
    return {**kept, **server, **keys, "PERSIST_STATE": "0", "AUTH": "true", "NO_PROXY": "127.0.0.1,localhost"}


def _create(deployment: Deployment, package: Path) -> None:
    s3 = deployment.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": environment.REGION})
    s3.upload_file(str(package / "deployment.zip"), BUCKET, "deployment.zip")
    s3.put_object(Bucket=BUCKET, Key="template.json", Body=json.dumps(_deployable(package)))
    cloudformation = deployment.client("cloudformation")
    cloudformation.create_stack(
        StackName=NAME,
        TemplateURL=f"{deployment.settings.url('aws')}/{BUCKET}/template.json",
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in {**PARAMETERS, **FAST}.items()],
    )
    deadline = time.monotonic() + 60
    while (stack := cloudformation.describe_stacks(StackName=NAME)["Stacks"][0])["StackStatus"] == "CREATE_IN_PROGRESS":
        assert time.monotonic() < deadline, "the stack is not made within a minute"
        time.sleep(0.1)
    assert stack["StackStatus"] == "CREATE_COMPLETE", (deployment.settings.logs / "aws.log").read_text()[-2000:]


def _deployable(package: Path) -> dict[str, Any]:
    """The template with the bundle's place filled in, as at any deployment, and without alarms on expressions."""
    text = (package / "template.yaml").read_text("utf-8")
    template: dict[str, Any] = YAMLTemplateSerializer().load_template(text, "template.yaml")
    resources = template["Resources"]
    for name, resource in list(resources.items()):
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://{BUCKET}/deployment.zip"
        if resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]:
            del resources[name]  # the emulator refuses these
    return template


def _fill_secret(deployment: Deployment) -> None:
    document = json.dumps(secret_document(load_or_create(deployment.settings.state)))
    secret = deployment.outputs["SecretName"]
    deployment.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=document)


def _without_what_is_unknown(document: dict[str, Any]) -> dict[str, Any]:
    for statement in document["Statement"]:
        keys = {key for by_key in statement.get("Condition", {}).values() for key in by_key}
        if keys & UNKNOWN_CONDITIONS:
            del statement["Condition"]
        if statement["Sid"] == "SendMail":
            statement["Resource"] = "*"
    return document
