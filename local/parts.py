"""The parts of the local stack, in the order in which they start; they stop in the reverse order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from local import environment
from local.heartbeat import Heartbeat
from local.loopback import HttpCheck

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.secrets import Secrets
    from local.settings import Settings


class Check(Protocol):
    def answers(self) -> bool: ...


@dataclass(frozen=True)
class Part:
    """`module` is run as `python -m` would; `preparation`, once, as soon as the part answers."""

    name: str
    module: str
    address: str
    environment: Mapping[str, str]
    check: Check
    preparation: str | None = None


def checks(settings: Settings) -> dict[str, Check]:
    ports = settings.ports
    return {
        "aws": HttpCheck(ports.aws, "/_ministack/health"),
        "mailbox": HttpCheck(ports.mail, "/health"),
        "api": HttpCheck(ports.api, "/health"),
        "pump": Heartbeat(settings.heartbeat("pump")),
        "schedule": Heartbeat(settings.heartbeat("schedule")),
        "operations": Heartbeat(settings.heartbeat("operations")),
        "bank": HttpCheck(ports.bank, "/health"),
        "shop": HttpCheck(ports.shop, "/health"),
    }


def all_parts(settings: Settings, secrets: Secrets, caller: Mapping[str, str]) -> tuple[Part, ...]:
    common = environment.common(settings, caller)
    backend = {**common, **environment.backend(settings, caller)}
    aws = {**common, **environment.aws_client(settings), **environment.aws_server(settings)}
    bank = {**common, **environment.bank(settings, secrets)}
    shop = {**common, **environment.shop(settings, secrets)}
    check = checks(settings)
    url = settings.url
    return (
        Part("aws", "ministack", url("aws"), aws, check["aws"], preparation="local.provision"),
        Part("mailbox", "local.mailbox", url("mail"), common, check["mailbox"]),
        Part("api", "local.api", url("api"), backend, check["api"]),
        Part("pump", "local.pump", "reads the table's stream", backend, check["pump"]),
        Part("schedule", "local.schedule", "calls the sweep", backend, check["schedule"]),
        Part("operations", "local.operations", "calls the bank", backend, check["operations"]),
        Part("bank", "bank", url("bank"), bank, check["bank"]),
        Part("shop", "local.shop", url("shop"), shop, check["shop"]),
    )
