"""What the functions that perform effects work with, made once; no keys of bank or shop among it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from ..aws.mailer import Mailer
from ..aws.order_item import from_dynamodb, order_key, order_of
from ..aws.order_store import OrderStore
from ..aws.session import dynamodb, sesv2
from ..payments.perform_effects import Worker
from .settings import effect_settings

if TYPE_CHECKING:
    from datetime import timedelta

    from ..domain.order import Order


@cache
def worker() -> Worker:
    """The worker of this process; raises SettingsError."""
    settings = effect_settings()
    # A mail that hangs must be given up, and the record of that written, while the lease still holds.
    read_seconds = min(settings.lease.total_seconds() / 3, 10.0)
    return Worker(
        orders=OrderStore(dynamodb(), settings.table),
        mailer=Mailer(sesv2(read_seconds), settings.sender),
        seller=settings.seller,
        lease=settings.lease,
        now=lambda: datetime.now(UTC),
    )


def order_in_stream_image(image: dict[str, Any] | None) -> Order | None:
    """The order in a stream record's new image; None where the record is not about one."""
    if not image or not image["pk"]["S"].startswith(order_key("")):
        return None
    return order_of(from_dynamodb(image))


def sweep_after() -> timedelta:
    """How long something may be due before a sweep takes it up; the stream is usually faster."""
    return effect_settings().sweep_after
