"""Mails as MIME messages through SES v2, one attempt each."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from ..domain.errors import MailRefused, MailUncertain

if TYPE_CHECKING:
    from types_boto3_sesv2 import SESV2Client

    from ..mail.message import Mail

ORDER_TAG = "guichet-order"
"""The name of the tag by which an event of SES finds its order; an order number is a tag's value as it stands."""

_NEVER = frozenset({"MessageRejected", "BadRequestException", "NotFoundException"})
"""SES's answers that another try would get again, until a person has changed something."""


@dataclass(frozen=True, slots=True)
class Mailer:
    """Fulfils `payments.ports.Mailer`. `sender` is a From header value whose address SES has verified.

    SES tells of bounces and complaints through the configuration set `events`, where one is named, by the order's tag.
    """

    client: SESV2Client
    sender: str
    events: str = ""

    def send(self, mail: Mail) -> None:
        try:
            raw = _mime(mail, self.sender).as_bytes()
        except (ValueError, IndexError) as error:
            raise MailRefused("the address cannot stand in a mail") from error
        told: Any = {"ConfigurationSetName": self.events} if self.events else {}
        try:
            self.client.send_email(
                FromEmailAddress=self.sender,
                Destination={"ToAddresses": [mail.to]},
                Content={"Raw": {"Data": raw}},
                EmailTags=[{"Name": ORDER_TAG, "Value": mail.order}],
                **told,
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            raise (MailRefused if code in _NEVER else MailUncertain)(code) from error
        except BotoCoreError as error:
            raise MailUncertain(type(error).__name__) from error


def _mime(mail: Mail, sender: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = mail.subject
    message["Auto-Submitted"] = "auto-generated"
    # The same on every copy, so that a second one can be recognised.
    message["X-Guichet-Order"] = mail.order
    message["X-Guichet-Effect"] = mail.effect
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    message["Content-Language"] = mail.language  # last: setting content takes such headers with it
    return message
