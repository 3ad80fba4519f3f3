"""When an item ends by itself. DynamoDB removes it some days late, so whoever reads one looks at its end, too."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

EXPIRES = "expires_at"
"""The attribute that the table's definition names, in seconds since 1970."""


def seconds(moment: datetime) -> int:
    """An end as DynamoDB reads it."""
    return int(moment.timestamp())


def ends_at(document: Mapping[str, Any]) -> datetime | None:
    """When the item of this document ends, if it does."""
    return datetime.fromtimestamp(int(document[EXPIRES]), UTC) if EXPIRES in document else None


def living(document: dict[str, Any] | None) -> dict[str, Any] | None:
    """The document; None where it has ended and only waits for its removal."""
    return None if document is None or has_ended(document) else document


def has_ended(document: Mapping[str, Any]) -> bool:
    """Whether the item of this document only waits for its removal."""
    return EXPIRES in document and int(document[EXPIRES]) <= time.time()
