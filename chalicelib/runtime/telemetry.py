"""What is logged and measured: one JSON line each, with names from lists, so that nothing else ever gets in.

A log line is an event with its fields. A metric line is CloudWatch's embedded metric format (CloudWatch's user guide,
"Specification: Embedded metric format"): Lambda's log turns it into metrics by itself, so that measuring costs no
request. It is written whatever the log's level is.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

FIELDS = frozenset(
    "order reference result case new first kind status problem effect ending error at due count reason key".split()
)
"""Names that may be logged: none of them ever holds a key, a card digit, an address or a name."""

_SEVERITIES = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}

NAMESPACE = "Guichet"
METRICS = {
    # What has happened, each counted once the write that makes it true has been stored.
    "PaymentsStarted": "Count",
    "PaymentsPaid": "Count",
    "PaymentsRefused": "Count",
    "Revenue": "None",
    "SecondsToPaid": "Seconds",
    "MailsSent": "Count",
    "MailsPostponed": "Count",
    "MailsFailed": "Count",
    "CasesOpened": "Count",
    "WrongPlatform": "Count",
    # What the bank was told, or did not say.
    "SealsRejected": "Count",
    "NotificationsNegative": "Count",
    "NotificationErrors": "Count",
    "BooksUnread": "Count",
    # How things stand, measured by each run of the schedules.
    "WorkOverdue": "Count",
    "CasesOpen": "Count",
    "AuthorizationsEnding": "Count",
    "OperationsUnknown": "Count",
}
"""Names that may be measured, each with its unit; one metric of a stack each, by the dimension `service`."""

OF_MONEY = frozenset({"Revenue"})
"""Those in main units of a currency, which is their second dimension."""


def _service() -> str:
    """The name of the stack."""
    return os.environ.get("GUICHET_SERVICE") or "guichet"


def happened(event: str, **about: str | int | bool | None) -> None:
    """Log an event of normal life."""
    _log("INFO", event, about)


def failure(event: str, error: BaseException) -> None:
    """Log a failure by its type and where it arose; never by its text, which may quote what came in."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    at = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    _log("ERROR", event, {"error": type(error).__name__, "at": at})


def measured(currency: str = "", /, **values: float) -> None:
    """Add to the stack's metrics; those of money go to the currency's own, which must then be named."""
    embedded = {"Timestamp": time.time_ns() // 1_000_000, "CloudWatchMetrics": _directives(bool(currency), *values)}
    money = {"currency": currency} if currency else {}
    _write({"_aws": embedded, "service": _service(), **money, **values})


@cache
def _directives(of_money: bool, *names: str) -> list[dict[str, Any]]:
    """What tells CloudWatch which members of a line are metrics; few sets of names ever come together."""
    unknown = set(names) - METRICS.keys()
    if unknown or of_money == OF_MONEY.isdisjoint(names):
        raise ValueError(f"not a metric: {', '.join(sorted(unknown or names))}")
    by_dimensions = {
        ("service",): [name for name in names if name not in OF_MONEY],
        ("service", "currency"): [name for name in names if name in OF_MONEY],
    }
    return [
        {
            "Namespace": NAMESPACE,
            "Dimensions": [dimensions],
            "Metrics": [{"Name": name, "Unit": METRICS[name]} for name in told],
        }
        for dimensions, told in by_dimensions.items()
        if told
    ]


def _log(level: str, event: str, about: dict[str, str | int | bool | None]) -> None:
    if unknown := about.keys() - FIELDS:
        raise ValueError(f"not to be logged: {', '.join(sorted(unknown))}")
    if _SEVERITIES[level] < _SEVERITIES.get(os.environ.get("GUICHET_LOG_LEVEL") or "", 0):
        return
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    told = {name: value for name, value in about.items() if value is not None}
    _write({"level": level, "message": event, "timestamp": now, "service": _service(), **told})


def _write(line: dict[str, Any]) -> None:
    # One write a line, so that threads do not mix them.
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
