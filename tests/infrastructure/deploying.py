"""The stack as `make deploy` makes it, in an emulated AWS on this machine, which enforces the roles' policies.

Template, bundle and policies are those of the package, unmodified. emulator.py teaches ministack what it lacks.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local import environment
from local.loopback import HttpCheck, get
from local.parts import Part
from local.ports import free_ports
from local.provision import secret_document
from local.secrets import load_or_create
from local.settings import Settings
from local.stack import Stack
from ops.screen import Screen
from tests.counter import Answer, Api
from tests.infrastructure.packaging import PARAMETERS
from tests.local.local_aws import client
from tools.deploy.__main__ import main
from tools.deploy.deployment import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "guichet-test"
BUCKET = "deployments"
EMULATOR = "tests.infrastructure.emulator"

FAST = {
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
    """`project` holds a package in build/test; `said` is what `make deploy` has told."""

    settings: Settings
    project: Path
    said: list[str] = field(default_factory=list)

    def deploy(self, *options: str, **parameters: str) -> int:
        """`make deploy STAGE=test`, its exit status; `parameters` are set besides those of every test."""
        file = self.project / "parameters.test.json"
        file.write_text(json.dumps({**PARAMETERS, **FAST, **parameters}))
        arguments = ["test", "--parameters", str(file), "--bucket", BUCKET, *options]
        return main(arguments, self._world, self.project)

    def _world(self, yes: bool) -> World:
        s3, cloudformation = self.client("s3"), self.client("cloudformation")
        screen = Screen({"NO_COLOR": "1"})
        return World(s3, cloudformation, self.said.append, lambda _: yes, lambda _: time.sleep(0.1), screen)

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
def deployed(project: Path, state: Path) -> Iterator[Deployment]:
    """The package in a project's build/test, deployed; its secret is filled."""
    settings = Settings(free_ports(), state)
    settings.logs.mkdir(parents=True)
    settings.aws_state.mkdir()
    check = HttpCheck(settings.ports.aws, "/_ministack/health")
    stack = Stack(settings, [Part("aws", EMULATOR, settings.url("aws"), _emulator(settings), check)])
    try:
        stack.start_all()
        deployment = Deployment(settings, project)
        where = {"LocationConstraint": environment.REGION}
        deployment.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
        assert deployment.deploy("--yes") == 0, "\n".join(deployment.said)
        _fill_secret(deployment)
        yield deployment
    finally:
        stack.stop_all()


def _emulator(settings: Settings) -> dict[str, str]:
    """Functions inherit this, so there is nothing of Guichet in it."""
    ours = ("GUICHET_", "AWS_", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    server = environment.aws_server(settings)
    del server["SERVICES"]
    keys = {"AWS_ACCESS_KEY_ID": "guichetlocal", "AWS_SECRET_ACCESS_KEY": "guichetlocal"}
    return {**kept, **server, **keys, "PERSIST_STATE": "0", "AUTH": "true", "NO_PROXY": "127.0.0.1,localhost"}


def _fill_secret(deployment: Deployment) -> None:
    document = json.dumps(secret_document(load_or_create(deployment.settings.state)))
    secret = deployment.outputs["SecretName"]
    deployment.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=document)
