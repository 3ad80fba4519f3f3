"""The stack's template: packaged by Chalice with the merge template, and expanded as CloudFormation would."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from infrastructure.compose import merge_template, routes_of_app
from tests.infrastructure.resolving import REGION

ROOT = Path(__file__).parents[2]

PARAMETERS = {
    "Platform": "test",
    "ShopOrigins": "https://shop.example.org",
    "Seller": '{"name": "Atelier Lumen"}',
    "MailName": "Atelier Lumen",
    "MailAddress": "commandes@atelier-lumen.example",
}
"""What has no default."""

EVERYTHING = {
    **PARAMETERS,
    "DomainName": "pay.example.org",
    "CertificateArn": "arn:aws:acm:eu-west-3:000000000000:certificate/1",
    "UseWaf": "yes",
    "FixedEgress": "yes",
    "AlarmEmail": "alarms@example.org",
}


def packaged(directory: Path) -> dict[str, Any]:
    """What `chalice package` makes of the project, without its dependencies."""
    for source in ("chalicelib", ".chalice"):
        shutil.copytree(ROOT / source, directory / source, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", directory)
    (directory / "requirements.txt").touch()
    (directory / "stack.json").write_text(json.dumps(merge_template(routes_of_app())))
    chalice = Path(sys.executable).with_name("chalice")
    command = [chalice, "package", "--stage", "production", "--merge-template", "stack.json", "out"]
    environment = {**os.environ, "AWS_DEFAULT_REGION": REGION}
    done = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    template: dict[str, Any] = json.loads((directory / "out" / "sam.json").read_text())
    return template


def expanded(template: dict[str, Any]) -> dict[str, Any]:
    """Without what is SAM's; the code's place is made up."""
    template = copy.deepcopy(template)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://bucket/key"
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=REGION))
    translated: dict[str, Any] = translator.translate(template, {})
    return translated
