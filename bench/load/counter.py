"""What is put under load: local DynamoDB, the slow way to it, and the API in a few processes of its own."""

from __future__ import annotations

import json
import os
import tempfile
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from local import environment
from local.loopback import HttpCheck
from local.parts import Part, all_parts
from local.ports import HOST, free_port, free_ports
from local.secrets import Secrets, load_or_create
from local.settings import Settings
from local.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class Counter:
    """Where it answers, and what it has been doing."""

    settings: Settings
    secrets: Secrets
    apis: tuple[int, ...]
    cpu_ports: tuple[int, ...]
    slow_port: int

    def requests(self) -> dict[str, int]:
        """Requests to DynamoDB by operation, since this was last asked."""
        counted: dict[str, int] = json.loads(_got(self.slow_port, "/counted"))
        return counted

    def cpu(self) -> float:
        """Seconds of CPU that all processes of the API have taken."""
        return sum(float(_got(port, "/")) for port in self.cpu_ports)

    def store(self, *, slow: bool = False) -> DynamoDBClient:
        """A client of the table, the slow way or directly."""
        return boto3.client(
            "dynamodb",
            endpoint_url=f"http://{HOST}:{self.slow_port}" if slow else self.settings.url("aws"),
            region_name=environment.REGION,
            aws_access_key_id="guichetlocal",
            aws_secret_access_key="guichetlocal",  # noqa: S106 - local AWS takes any
            config=Config(parameter_validation=False, max_pool_connections=50, read_timeout=600),
        )


@contextmanager
def running(processes: int, delay_ms: float) -> Iterator[Counter]:
    """Everything answering, over an empty table; neither mails nor sweeps run beside."""
    with tempfile.TemporaryDirectory(prefix="guichet-load-") as name:
        settings = Settings(free_ports(), Path(name))
        for directory in (settings.logs, settings.aws_state):
            directory.mkdir()
        ports = [free_port() for _ in range(2 * processes + 1)]
        counter = Counter(
            settings, load_or_create(settings.state), tuple(ports[:processes]), tuple(ports[processes:-1]), ports[-1]
        )
        stack = Stack(settings, list(_parts(counter, delay_ms)))
        try:
            stack.start_all()
            yield counter
        finally:
            stack.stop_all()


def _parts(counter: Counter, delay_ms: float) -> Iterator[Part]:
    ours = {part.name: part for part in all_parts(counter.settings, counter.secrets, os.environ)}
    yield ours["aws"]
    way = {
        "BENCH_SLOW_PORT": str(counter.slow_port),
        "BENCH_STORE_PORT": str(counter.settings.ports.aws),
        "BENCH_DELAY_MS": str(delay_ms),
    }
    yield _part("slow store", "bench.load.slow_store", counter.slow_port, {**ours["aws"].environment, **way})
    for number, (port, cpu_port) in enumerate(zip(counter.apis, counter.cpu_ports, strict=True), start=1):
        own = {
            "AWS_ENDPOINT_URL_DYNAMODB": f"http://{HOST}:{counter.slow_port}",
            "GUICHET_API_PORT": str(port),
            "BENCH_CPU_PORT": str(cpu_port),
        }
        yield _part(f"api {number}", "bench.load.worker", port, {**ours["api"].environment, **own})


def _part(name: str, module: str, port: int, variables: Mapping[str, str]) -> Part:
    return Part(name, module, f"http://{HOST}:{port}", variables, HttpCheck(port, "/health"))


def _got(port: int, path: str) -> bytes:
    with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=30) as answer:
        body: bytes = answer.read()
    return body
