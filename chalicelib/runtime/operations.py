"""What the function that calls the bank works with, made once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache, partial

from ..aws.bank_client import BankClient
from ..aws.order_store import OrderStore
from ..aws.secrets import SecretDocument
from ..aws.session import dynamodb, secretsmanager
from ..monetico.addresses import service_address
from ..payments.operate import Operator
from .keys import KeyRing
from .settings import operation_settings


@cache
def operator() -> Operator:
    """The operator of this process; raises SettingsError."""
    settings = operation_settings()
    ring = KeyRing(SecretDocument(secretsmanager(), settings.secret))
    return Operator(
        orders=OrderStore(dynamodb(), settings.table),
        # The answer must be in, and its record written, while the lease still holds.
        bank=BankClient(partial(service_address, base=settings.services), settings.lease.total_seconds() / 3),
        terminals=lambda: ring.current().terminals,
        lease=settings.lease,
        settle_after=settings.settle_after,
        now=lambda: datetime.now(UTC),
    )


def sweep_after() -> timedelta:
    """How long something may be due before a sweep takes it up; the stream is usually faster."""
    return operation_settings().sweep_after
