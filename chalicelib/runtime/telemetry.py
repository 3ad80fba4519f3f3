"""What is logged and measured: one JSON line each, with names from lists, so that nothing else ever gets in.

A log line is an event with its fields. A metric line is CloudWatch's embedded metric format: Lambda's log turns it
into metrics by itself, so that measuring costs no request. It is written whatever the log's level is.
"""

from __future__ import annotations

import os
import traceback
from functools import cache
from pathlib import Path

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics

FIELDS = frozenset(
    "order reference result case new first kind status problem effect ending error at due count reason key".split()
)
"""Names that may be logged: none of them ever holds a key, a card digit, an address or a name."""

NAMESPACE = "Guichet"
METRICS = {
    # What has happened, each counted once the write that makes it true has been stored.
    "PaymentsStarted": "Count",
    "PaymentsPaid": "Count",
    "PaymentsRefused": "Count",
    "Revenue": "None",  # main units of `currency`, its second dimension
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


def _service() -> str:
    """The name of the stack, by powertools' own variable."""
    return os.environ.get("POWERTOOLS_SERVICE_NAME") or "guichet"


@cache
def _logger() -> Logger:
    return Logger(service=_service(), location=None, level=os.environ.get("GUICHET_LOG_LEVEL") or "INFO")


def happened(event: str, **about: str | int | bool | None) -> None:
    """Log an event of normal life."""
    _logger().info(event, extra=_allowed(about))


def failure(event: str, error: BaseException) -> None:
    """Log a failure by its type and where it arose; never by its text, which may quote what came in."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    at = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    _logger().error(event, extra=_allowed({"error": type(error).__name__, "at": at}))


def measured(currency: str = "", /, **values: float) -> None:
    """Add to the stack's metrics, to those of one currency where it is given."""
    unknown = values.keys() - METRICS.keys()
    if unknown:
        raise ValueError(f"not a metric: {', '.join(sorted(unknown))}")
    metrics = EphemeralMetrics(namespace=NAMESPACE, service=_service())
    if currency:
        metrics.add_dimension("currency", currency)
    for name, value in values.items():
        metrics.add_metric(name, METRICS[name], value)
    metrics.flush_metrics()


def _allowed(about: dict[str, str | int | bool | None]) -> dict[str, str | int | bool | None]:
    unknown = about.keys() - FIELDS
    if unknown:
        raise ValueError(f"not to be logged: {', '.join(sorted(unknown))}")
    return about
