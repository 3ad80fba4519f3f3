"""What SES v2's SendEmail was asked to send: recipients and a MIME message, or a refusal.

Refuses what it would not understand rather than keep half of it: templates, and messages without a recipient.
"""

from __future__ import annotations

import base64
import binascii
import email
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

from local.mailbox.refusal import bad_request

DESTINATIONS = ("ToAddresses", "CcAddresses", "BccAddresses")


@dataclass(frozen=True)
class Submission:
    recipients: list[str]
    raw: bytes


def read_submission(body: Any) -> Submission:
    """From SendEmail's request body. Raises Refusal."""
    try:
        content = body["Content"]
        destination = body.get("Destination") or {}
        named = [to for kind in DESTINATIONS for to in destination.get(kind, [])]
        if "Raw" in content:
            raw = base64.b64decode(content["Raw"]["Data"], validate=True)
            return _checked(named or _header_recipients(raw), raw)
        return _checked(named, _assemble(body["FromEmailAddress"], destination, content["Simple"]))
    except (KeyError, TypeError, AttributeError, ValueError, binascii.Error) as fault:
        raise bad_request(f"not a SendEmail request: {type(fault).__name__} {fault}") from fault


def _checked(recipients: list[str], raw: bytes) -> Submission:
    if not recipients:
        raise bad_request("Missing final destination: no recipient.")
    if any("@" not in recipient or "\n" in recipient or "\r" in recipient for recipient in recipients):
        raise bad_request("Illegal address.")
    return Submission(recipients, raw)


def _header_recipients(raw: bytes) -> list[str]:
    message = email.message_from_bytes(raw, policy=policy.compat32)
    headers = [str(value) for name in ("To", "Cc", "Bcc") for value in message.get_all(name, [])]
    return [address for _, address in getaddresses(headers) if address]


def _assemble(sender: str, destination: dict[str, Any], simple: dict[str, Any]) -> bytes:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = ", ".join(destination.get("ToAddresses", []))
    message["Subject"] = simple["Subject"]["Data"]
    for header in simple.get("Headers", []):
        message[header["Name"]] = header["Value"]
    if "Text" in simple["Body"]:
        message.set_content(simple["Body"]["Text"]["Data"])
    if "Html" in simple["Body"]:
        message.add_alternative(simple["Body"]["Html"]["Data"], subtype="html")
    return message.as_bytes(policy=policy.SMTP)
