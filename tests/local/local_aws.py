"""Local AWS as a stack of one part, and clients for it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import boto3

from local import environment
from local.loopback import HttpCheck
from local.parts import Part
from local.ports import free_ports
from local.secrets import load_or_create
from local.settings import Settings
from local.stack import Stack

if TYPE_CHECKING:
    from pathlib import Path


def settings_in(state: Path) -> Settings:
    settings = Settings(free_ports(), state)
    settings.logs.mkdir(parents=True, exist_ok=True)
    settings.aws_state.mkdir(exist_ok=True)
    return settings


def aws_stack(settings: Settings) -> Stack:
    load_or_create(settings.state)
    variables = {
        **environment.common(settings, os.environ),
        **environment.aws_client(settings),
        **environment.aws_server(settings),
    }
    check = HttpCheck(settings.ports.aws, "/_ministack/health")
    return Stack(settings, [Part("aws", "ministack", settings.url("aws"), variables, check, "local.provision")])


def client(settings: Settings, service: str, part: str = "aws") -> Any:
    return boto3.client(
        service,
        endpoint_url=settings.url(part),
        region_name=environment.REGION,
        aws_access_key_id="guichetlocal",
        aws_secret_access_key="guichetlocal",
    )
