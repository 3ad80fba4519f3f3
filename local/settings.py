"""Where the parts of the local stack live: their ports, and the directory that outlives them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from local.ports import HOST, Ports, ports_from

if TYPE_CHECKING:
    from collections.abc import Mapping

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    ports: Ports
    state: Path

    def url(self, part: str) -> str:
        return f"http://{HOST}:{getattr(self.ports, part)}"

    @property
    def aws_state(self) -> Path:
        return self.state / "aws"

    @property
    def mails(self) -> Path:
        return self.state / "mails"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    def heartbeat(self, part: str) -> Path:
        return self.state / f"{part}.alive"


def new_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of a stack about to start. Raises local.ports.BadPort."""
    return Settings(ports_from(environment), state_directory(environment))


def running_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of the stack that this process is a part of: every port was chosen before it started."""
    ports = {part: int(environment[f"GUICHET_{part.upper()}_PORT"]) for part, _ in Ports().items()}
    return Settings(Ports(**ports), state_directory(environment))


def state_directory(environment: Mapping[str, str]) -> Path:
    return (REPOSITORY / environment.get("GUICHET_STATE", ".guichet")).resolve()
