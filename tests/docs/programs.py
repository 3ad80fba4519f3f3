"""Running the programs of the integration guide as its reader would."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import urllib3

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
INTERPRETERS = {"sh": "sh", "py": sys.executable, "php": "php", "mjs": "node"}
NODE_SINCE = 20


def command(name: str, *words: str) -> list[str]:
    """How a program is run; the test is skipped, saying so, where this machine has nothing to run it with."""
    suffix = name.rpartition(".")[2]
    if lacking := missing(suffix):
        pytest.skip(f"{name} did not run: {lacking}")
    return [INTERPRETERS[suffix], str(EXAMPLES / name), *words]


@dataclass(frozen=True)
class Shop:
    """A stack as its dev.json describes it."""

    dev: dict[str, Any]

    def environment(self, **more: str) -> dict[str, str]:
        key = json.dumps(self.dev["signing_key"])
        loopback = {"no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}
        return {**os.environ, **loopback, "GUICHET_API": self.dev["api"], "GUICHET_SIGNING_KEY": key, **more}

    def run(self, name: str, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(name, *words),
            env=self.environment(**variables),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def order_token(self, number: str) -> str:
        return self.run("tokens.py", "order", number, "62.73").stdout.strip()

    def service_token(self) -> str:
        return self.run("tokens.py", "service", "payments:read").stdout.strip()

    def start(self, number: str, program: str = "start.py") -> dict[str, Any]:
        done = self.run(program, ORDER_TOKEN=self.order_token(number))
        assert (done.returncode, done.stderr) == (0, "")
        payment: dict[str, Any] = json.loads(done.stdout)
        return payment

    def play(self, scenario: str, payment: dict[str, Any]) -> None:
        """A shopper at the simulated bank."""
        call = {"fields": payment["form"]["fields"], "scenario": scenario}
        answer = urllib3.request("POST", self.dev["bank_control"], json=call, timeout=60)
        assert answer.status == 200


@cache
def missing(suffix: str) -> str:
    """What this machine lacks to run programs of a suffix; nothing where it can."""
    if suffix == "sh":
        return "" if shutil.which("curl") else "this machine has no curl"
    if suffix == "py":
        return ""
    if not shutil.which(INTERPRETERS[suffix]):
        return f"this machine has no {INTERPRETERS[suffix]}"
    return _php_fault() if suffix == "php" else _node_fault()


def _php_fault() -> str:
    loaded = _output("php", "-m").lower().split()
    return "" if {"curl", "sodium"} <= set(loaded) else "this machine's PHP lacks the extensions curl and sodium"


def _node_fault() -> str:
    version = int(_output("node", "--version").lstrip("v").partition(".")[0])
    return "" if version >= NODE_SINCE else f"Node {NODE_SINCE} or newer is needed, this is {version}"


def _output(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout
