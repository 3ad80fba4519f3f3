"""Notifications as they are read, one maker with fields that can be changed."""

from __future__ import annotations

from chalicelib.monetico.notification import Notification, read
from tests.makers import an_order, bank_fields, sealed_pairs


def notified(changes: dict[str, str | None] | None = None) -> Notification:
    """An accepted notification as read, with changes; None takes a field out."""
    fields = {**bank_fields(an_order()), **(changes or {})}
    return read(sealed_pairs({name: value for name, value in fields.items() if value is not None}))


def size_of(extra: dict[str, str]) -> int:
    return sum(len(text.encode()) for pair in extra.items() for text in pair)
