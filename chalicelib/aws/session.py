"""AWS clients from one session, each made once, that give up soon enough for the caller to answer in time."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_secretsmanager import SecretsManagerClient
    from types_boto3_sesv2 import SESV2Client

CONNECT_SECONDS = 1
READ_SECONDS = 2


@cache
def _session() -> boto3.Session:
    # Every further session would load botocore's data anew, some 100 ms.
    return boto3.Session()


def _client(service: Any, read_seconds: float, attempts: int) -> Any:
    return _session().client(
        service,
        config=Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=read_seconds,
            retries={"mode": "standard", "total_max_attempts": attempts},
            # AWS checks every request itself, and whose program asks never changes: a quarter of a request's CPU.
            parameter_validation=False,
            user_agent=f"guichet Boto3/{boto3.__version__}",
            max_pool_connections=50,
        ),
    )


@cache
def dynamodb() -> DynamoDBClient:
    """Two attempts of two seconds: a hanging table is given up after some five, within the bank's patience."""
    client: DynamoDBClient = _client("dynamodb", READ_SECONDS, attempts=2)
    return client


@cache
def secretsmanager() -> SecretsManagerClient:
    """One attempt: the last value known serves on where the next cannot be had."""
    client: SecretsManagerClient = _client("secretsmanager", READ_SECONDS, attempts=1)
    return client


@cache
def sesv2(read_seconds: float) -> SESV2Client:
    """One attempt: SES has no idempotency token, so a mail is sent again by the order's record only."""
    client: SESV2Client = _client("sesv2", read_seconds, attempts=1)
    return client
