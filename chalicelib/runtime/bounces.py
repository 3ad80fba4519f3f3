"""What the mail service tells of a mail that did not arrive, read; and the record that it is noted in.

Of its message only the order, the kind and the time are taken: it names the shopper's address, which is left there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from ..aws.mailer import ORDER_TAG
from ..aws.session import dynamodb
from ..domain.errors import InvalidValue
from ..domain.order import check_number
from ..domain.reports import MailReturned
from ..domain.vocabulary import CaseKind
from .measured_orders import MeasuredOrders
from .settings import table_setting

_KINDS = {
    "Bounce": ("bounce", CaseKind.MAIL_BOUNCED),
    "Reject": ("reject", CaseKind.MAIL_BOUNCED),
    "Complaint": ("complaint", CaseKind.MAIL_COMPLAINED),
}
"""By the type of SES's event: where its details stand, and what they mean."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a mail of one order."""

    order: str
    report: MailReturned


def told_in(message: str) -> Told | None:
    """What an event that SES publishes tells; None for any other text, and for a mail that is none of ours."""
    try:
        event = json.loads(message)
        place, kind = _KINDS[event["eventType"]]
        number = check_number(event["mail"]["tags"][ORDER_TAG][0])
        # SES says when it refused to send a mail by the mail's own time only.
        at = datetime.fromisoformat(event[place].get("timestamp") or event["mail"]["timestamp"])
        return Told(number, MailReturned(kind, at.astimezone(UTC))) if at.tzinfo else None
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, InvalidValue):
        return None


@cache
def orders() -> MeasuredOrders:
    """The record of orders; raises SettingsError."""
    return MeasuredOrders(dynamodb(), table_setting())
