"""How things stand, measured by each run of the sweep: what is overdue, and what waits for a person.

Five queries of sparse indexes, which hold nothing where nothing is due and no case is open.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ..aws.open_cases import count_open_cases
from ..aws.session import dynamodb
from .effects import worker
from .settings import effect_settings
from .telemetry import measured

if TYPE_CHECKING:
    from datetime import datetime

OVERDUE = timedelta(minutes=10)
"""Streams and schedules have had their tries by then, whatever they are to do: mails, pages, operations, books."""
MOST = 100
"""A count of so many means that or more."""


def measure_standing(now: datetime) -> None:
    """Raises StoreUnavailable."""
    open_cases = count_open_cases(dynamodb(), effect_settings().table)
    measured(
        WorkOverdue=len(worker().orders.due(now - OVERDUE, MOST)),
        CasesOpen=open_cases.cases,
        AuthorizationsEnding=open_cases.authorizations_ending,
    )
