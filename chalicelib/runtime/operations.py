"""What the function that calls the bank works with, made once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING

from ..aws.bank_client import BankClient
from ..aws.secrets import SecretDocument
from ..aws.session import dynamodb, secretsmanager
from ..monetico.addresses import service_address
from ..payments.bank_desk import BankDesk
from ..payments.operate import Operator
from ..payments.read_books import Reader
from .keys import KeyRing
from .measured_orders import MeasuredOrders
from .settings import operation_settings

if TYPE_CHECKING:
    from datetime import timedelta


@dataclass(frozen=True, slots=True)
class OperationRuntime:
    """What speaks to the bank in one process."""

    orders: MeasuredOrders
    desk: BankDesk
    operator: Operator
    reader: Reader


@cache
def runtime() -> OperationRuntime:
    """Made at the first call; raises SettingsError."""
    settings = operation_settings()
    ring = KeyRing(SecretDocument(secretsmanager(), settings.secret))
    orders = MeasuredOrders(dynamodb(), settings.table)
    # The answer must be in, and its record written, while the lease still holds.
    bank = BankClient(partial(service_address, base=settings.services), settings.lease.total_seconds() / 3)
    desk = BankDesk(bank, lambda: ring.current().terminals)
    return OperationRuntime(
        orders=orders,
        desk=desk,
        operator=Operator(orders, desk, settings.lease, settings.settle_after, _now),
        reader=Reader(orders, desk, settings.settle_after, _now),
    )


def _now() -> datetime:
    return datetime.now(UTC)


def sweep_after() -> timedelta:
    """How long something may be due before a sweep takes it up; the stream is usually faster."""
    return operation_settings().sweep_after
