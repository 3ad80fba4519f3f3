"""What is logged: one event a line as JSON, with fields from a list, so that nothing else ever gets in."""

from __future__ import annotations

import os
import traceback
from functools import cache
from pathlib import Path

from aws_lambda_powertools import Logger

FIELDS = frozenset(
    "order reference result case new first kind status problem effect ending error at due count reason key".split()
)
"""Names that may be logged: none of them ever holds a key, a card digit, an address or a name."""


@cache
def _logger() -> Logger:
    return Logger(service="guichet", location=None, level=os.environ.get("GUICHET_LOG_LEVEL") or "INFO")


def happened(event: str, **about: str | int | bool | None) -> None:
    """Log an event of normal life."""
    _logger().info(event, extra=_allowed(about))


def failure(event: str, error: BaseException) -> None:
    """Log a failure by its type and where it arose; never by its text, which may quote what came in."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    at = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    _logger().error(event, extra=_allowed({"error": type(error).__name__, "at": at}))


def _allowed(about: dict[str, str | int | bool | None]) -> dict[str, str | int | bool | None]:
    unknown = about.keys() - FIELDS
    if unknown:
        raise ValueError(f"not to be logged: {', '.join(sorted(unknown))}")
    return about
