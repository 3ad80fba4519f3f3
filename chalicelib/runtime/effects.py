"""What the functions that perform effects work with, made once; no keys of bank or shop among it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from ..aws.mailer import Mailer
from ..aws.session import dynamodb, sesv2
from ..payments.perform_effects import Worker
from .measured_orders import MeasuredOrders
from .settings import effect_settings

if TYPE_CHECKING:
    from datetime import timedelta


@cache
def worker() -> Worker:
    """The worker of this process; raises SettingsError."""
    settings = effect_settings()
    # A mail that hangs must be given up, and the record of that written, while the lease still holds.
    read_seconds = min(settings.lease.total_seconds() / 3, 10.0)
    return Worker(
        orders=MeasuredOrders(dynamodb(), settings.table),
        mailer=Mailer(sesv2(read_seconds), settings.sender, settings.mail_events),
        seller=settings.seller,
        lease=settings.lease,
        now=lambda: datetime.now(UTC),
        retention=settings.retention,
    )


def sweep_after() -> timedelta:
    """How long something may be due before a sweep takes it up; the stream is usually faster."""
    return effect_settings().sweep_after
