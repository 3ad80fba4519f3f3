"""The command line in this process, over the local AWS that it finds by its own means."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest

from chalicelib.aws.order_store import OrderStore
from local import environment
from local.ports import free_ports
from ops.__main__ import main
from tests.local.local_aws import aws_stack, client, settings_in


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str


@pytest.fixture
def ops(capsys):
    """Runs a command; gives exit status and what it printed."""

    def run(*arguments: object, stdin: bytes = b"", **variables: str) -> Done:
        status = main([str(argument) for argument in arguments], io.BytesIO(stdin), variables)
        printed = capsys.readouterr()
        return Done(status, printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def local_aws(tmp_path_factory):
    """Local AWS with table and secret, as `make run` has them: its settings."""
    stack = aws_stack(settings_in(tmp_path_factory.mktemp("ops-aws")))
    stack.start("aws")
    yield stack.settings
    stack.stop_all()


@pytest.fixture
def local_variables(local_aws):
    """The variables by which a command finds that stack."""
    ports = {f"GUICHET_{part.upper()}_PORT": str(port) for part, port in local_aws.ports.items()}
    return {**ports, "GUICHET_STATE": str(local_aws.state)}


@pytest.fixture
def local_store(local_aws):
    """The record of orders in it, shared by the tests of one run: each uses order numbers of its own."""
    return OrderStore(client(local_aws, "dynamodb"), environment.TABLE)


@pytest.fixture
def unused_ports():
    """Ports on which no local stack answers."""
    return {f"GUICHET_{part.upper()}_PORT": str(port) for part, port in free_ports().items()}
