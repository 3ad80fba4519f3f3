"""Which deployment a command looks at: the one its settings name, or the stack that runs on this machine.

The local stack is taken with --local, and also where GUICHET_TABLE is not set and such a stack answers; the
command then says so on standard error.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError

from chalicelib.aws import session
from chalicelib.aws.bank_client import BankClient
from chalicelib.aws.order_list import OrderList
from chalicelib.aws.order_store import OrderStore
from chalicelib.aws.secrets import SecretDocument
from chalicelib.monetico.addresses import service_address
from chalicelib.payments.bank_desk import BankDesk
from chalicelib.runtime.keys import KeyRing
from chalicelib.runtime.settings import operation_settings_from
from local import environment as local_environment
from local.loopback import HttpCheck
from local.ports import DEFAULTS, Ports, variable
from local.settings import Settings, state_directory
from ops.stop import CannotLook

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Mapping

    from types_boto3_dynamodb import DynamoDBClient

_ADVICE = (
    "set GUICHET_TABLE and AWS credentials as the deployment has them, "
    "or start the local stack (make run) and give --local"
)


@dataclass(frozen=True)
class Deployment:
    """`settings` are the deployment's environment variables."""

    settings: Mapping[str, str]
    local: bool

    @property
    def orders(self) -> OrderStore:
        """The record of orders; raises CannotLook where no table is named."""
        return OrderStore(self.dynamodb, self.table)

    @property
    def order_list(self) -> OrderList:
        """The list of orders by the day of their start; raises CannotLook."""
        return OrderList(self.dynamodb, self.table)

    @property
    def desk(self) -> BankDesk:
        """The bank's services with this deployment's keys; raises CannotLook, SettingsError or StoreUnavailable."""
        ring = KeyRing(self.secret)
        ring.current()  # keys that cannot be read are told before any order is looked at
        settings = operation_settings_from(self.settings)
        bank = BankClient(partial(service_address, base=settings.services), settings.lease.total_seconds() / 3)
        return BankDesk(bank, lambda: ring.current().terminals)

    @property
    def table(self) -> str:
        """The table's name; raises CannotLook."""
        name = self.settings.get("GUICHET_TABLE", "").strip()
        if not name:
            raise CannotLook(f"no table is named: {_ADVICE}")
        return name

    @property
    def dynamodb(self) -> DynamoDBClient:
        """A client of its table; raises CannotLook where AWS is not configured."""
        if self.local:
            client: DynamoDBClient = self._local_client("dynamodb")
            return client
        with _configured():
            return session.dynamodb()

    @property
    def secret(self) -> SecretDocument:
        """The secret document; raises CannotLook where none is named."""
        name = self.settings.get("GUICHET_SECRET", "").strip()
        if not name:
            raise CannotLook("no secret is named: set GUICHET_SECRET as the deployment has it, or give --local")
        if self.local:
            return SecretDocument(self._local_client("secretsmanager"), name)
        with _configured():
            return SecretDocument(session.secretsmanager(), name)

    def _local_client(self, service: Any) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.settings["AWS_ENDPOINT_URL"],
            region_name=self.settings["AWS_REGION"],
            aws_access_key_id=self.settings["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.settings["AWS_SECRET_ACCESS_KEY"],
        )


@contextmanager
def _configured() -> Iterator[None]:
    try:
        yield
    except BotoCoreError as error:
        raise CannotLook(f"AWS is not configured here ({error}): set AWS_REGION and credentials") from None


def add_to(parser: ArgumentParser) -> None:
    """The option that chooses the local stack."""
    parser.add_argument(
        "--local", action="store_true", help="look at the stack that runs on this machine, whatever the settings say"
    )


def deployment(options: Namespace, environment: Mapping[str, str]) -> Deployment:
    """The deployment to look at; raises CannotLook."""
    named = bool(environment.get("GUICHET_TABLE", "").strip())
    if named and not options.local:
        return Deployment(environment, local=False)
    settings = _local_settings(environment)
    if HttpCheck(settings.ports.aws, "/_ministack/health").answers():
        if not options.local:
            print(f"GUICHET_TABLE is not set: looking at the local stack ({settings.url('aws')}).", file=sys.stderr)
        return Deployment({**environment, **local_environment.backend(settings, environment)}, local=True)
    if options.local:
        raise CannotLook(f"no local stack answers at {settings.url('aws')}: start it with `make run`")
    raise CannotLook(f"GUICHET_TABLE is not set and no local stack answers: {_ADVICE}")


def _local_settings(environment: Mapping[str, str]) -> Settings:
    try:
        ports = {part: int(environment.get(variable(part)) or port) for part, port in DEFAULTS.items()}
    except ValueError:
        raise CannotLook("the GUICHET_…_PORT variables must be port numbers") from None
    if not all(0 < port < 65_536 for port in ports.values()):
        raise CannotLook("the GUICHET_…_PORT variables must be port numbers")
    return Settings(Ports(**ports), state_directory(environment))
