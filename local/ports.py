"""The TCP ports of the local stack: which are asked for, which are taken, which are free. Loopback only."""

from __future__ import annotations

import random
import socket
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HOST = "127.0.0.1"

# Below the ranges from which Linux and macOS take the local port of an outgoing connection, so that a port
# found free stays free until its server has bound it.
UNASSIGNED = range(20_000, 32_000)


class BadPort(Exception):
    """A port that cannot be used; the message says which variable chooses another."""


@dataclass(frozen=True)
class Ports:
    api: int = 8000
    bank: int = 8001
    shop: int = 8002
    aws: int = 8003
    mail: int = 8004

    def items(self) -> list[tuple[str, int]]:
        return [(field.name, getattr(self, field.name)) for field in fields(self)]


DEFAULTS = Ports()


def variable(part: str) -> str:
    return f"GUICHET_{part.upper()}_PORT"


def ports_from(environment: Mapping[str, str], defaults: Ports = DEFAULTS) -> Ports:
    """The ports asked for, all of them free now. Raises BadPort."""
    wanted = {part: _number(variable(part), environment, default) for part, default in defaults.items()}
    if variable("mail") not in environment and (_is_taken(wanted["mail"]) or _is_double("mail", wanted)):
        wanted["mail"] = free_port()
    for part, port in wanted.items():
        if _is_double(part, wanted):
            raise BadPort(f"{variable(part)}: port {port} is asked for twice.")
        if _is_taken(port):
            raise BadPort(
                f"Port {port} is taken by another program.\n"
                f"Stop that program, or choose another port: {variable(part)}={port + 10} make run"
            )
    return Ports(**wanted)


def free_ports() -> Ports:
    found: set[int] = set()
    while len(found) < len(fields(Ports)):
        found.add(free_port())
    return Ports(*found)


def free_port() -> int:
    while True:
        port = random.choice(UNASSIGNED)  # noqa: S311 (spreads neighbours apart, guards nothing)
        if not _is_taken(port):
            return port


def _number(name: str, environment: Mapping[str, str], default: int) -> int:
    text = environment.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 65_535):
        raise BadPort(f"{name} must be a port number between 1 and 65535, not {text!r}.")
    return int(text)


def _is_double(part: str, wanted: Mapping[str, int]) -> bool:
    return any(other != part and port == wanted[part] for other, port in wanted.items())


def _is_taken(port: int) -> bool:
    # Both questions are needed: macOS lets a second socket bind where a wildcard address already listens,
    # and a bound socket that does not listen yet refuses connections.
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((HOST, port)) == 0:
            return True
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False
