"""A small build, a parameter file that fits it, and `make deploy` over AWS in memory."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from chalice.package import YAMLTemplateSerializer

from ops.screen import Screen
from tests.deploy.fake_aws import FakeCloudFormation, FakeS3
from tools.deploy.__main__ import main
from tools.deploy.deployment import World

TEMPLATE = {
    "Parameters": {
        "Platform": {"Type": "String", "Description": "The bank's platform."},
        "Seller": {"Type": "String", "Description": "Who sells."},
        "UseWaf": {"Type": "String", "Default": "no"},
    },
    "Resources": {
        "Sweep": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "./deployment.zip"}},
        "Table": {"Type": "AWS::DynamoDB::Table"},
    },
}


@dataclass
class Desk:
    """Where somebody types `make deploy`; `answer` is theirs to the question."""

    project: Path
    s3: FakeS3 = field(default_factory=FakeS3)
    cloudformation: FakeCloudFormation = field(default_factory=FakeCloudFormation)
    answer: bool = True
    said: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def deploy(self, *options: str, bucket: str = "deployments") -> int:
        file = str(self.project / "parameters.json")
        return main(["test", "--parameters", file, "--bucket", bucket, *options], self._world, self.project)

    @property
    def text(self) -> str:
        return "\n".join(self.said)

    def parameters(self, **given: Any) -> None:
        (self.project / "parameters.json").write_text(json.dumps(given))

    def _world(self, yes: bool) -> World:
        def agrees(question: str) -> bool:
            self.questions.append(question)
            return yes or self.answer

        cloudformation = self.cloudformation
        return World(self.s3, cloudformation, self.said.append, agrees, cloudformation.tick, Screen({"NO_COLOR": "1"}))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    build = tmp_path / "build" / "test"
    build.mkdir(parents=True)
    (build / "deployment.zip").write_bytes(b"a bundle")
    (build / "template.yaml").write_text(YAMLTemplateSerializer().serialize_template(TEMPLATE))
    files = {
        name: {"sha256": hashlib.sha256((build / name).read_bytes()).hexdigest()}
        for name in ("deployment.zip", "template.yaml")
    }
    manifest = {"stage": "test", "runtime": "python3.13", "architecture": "arm64", "source": None, "files": files}
    (build / "manifest.json").write_text(json.dumps(manifest))
    desk = Desk(tmp_path)
    desk.parameters(Platform="test", Seller={"name": "Atelier Lumen"})
    return desk
