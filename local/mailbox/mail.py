"""One mail as the mailbox shows it, read from its MIME text."""

from __future__ import annotations

import email
from dataclasses import asdict, dataclass
from email import policy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import EmailMessage

ORDER_HEADER = "X-Guichet-Order"
ENVELOPE_HEADER = "Delivered-To"


class UnreadableMail(Exception):
    """The text is no MIME message that a mail program could show."""


@dataclass(frozen=True)
class Mail:
    """`sent_at` has its zone; `text`, `html` and `order` are empty where the message has none."""

    id: str
    sent_at: datetime
    to: str
    sender: str
    subject: str
    text: str
    html: str
    order: str

    def as_json(self) -> dict[str, str]:
        fields = asdict(self)
        shown = ("to", "subject", "text", "html", "order")
        return {**{name: fields[name] for name in shown}, "sent_at": self.sent_at.isoformat()}


def read_mail(mail_id: str, sent_at: datetime, raw: bytes) -> Mail:
    """Raises UnreadableMail."""
    try:
        message = email.message_from_bytes(raw, policy=policy.default)
        return Mail(
            id=mail_id,
            sent_at=sent_at,
            to=", ".join(str(to) for to in message.get_all(ENVELOPE_HEADER, [])),
            sender=str(message.get("From", "")),
            subject=str(message.get("Subject", "")),
            text=_content(message, "plain"),
            html=_content(message, "html"),
            order=str(message.get(ORDER_HEADER, "")),
        )
    except (LookupError, ValueError, AttributeError, TypeError) as fault:
        # What the standard parser raises on unknown charsets and on broken headers and parts.
        raise UnreadableMail(str(fault)) from fault


def _content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content())
