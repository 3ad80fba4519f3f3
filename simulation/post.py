"""The simulated mail service: it takes mails, and knows whether each was owed and is the first of its kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.exceptions import ClientError, ReadTimeoutError

from chalicelib.aws.mailer import Mailer
from chalicelib.domain.errors import MailRefused, MailUncertain
from simulation.broken import Broken
from simulation.hub import current
from simulation.settings import EFFECTS

if TYPE_CHECKING:
    from chalicelib.mail.message import Mail
    from simulation.hub import Task
    from simulation.network import Network

LEASE = EFFECTS.lease.total_seconds()
SKEW = 10.0
"""Seconds by which clocks and travel may shorten a lease as seen from outside."""


PAUSES = ("pause before", "pause after")
LOSSES = (*PAUSES, "dies before", "dies after", "mail answer lost", "throttled", "unreachable", "reply lost", "cut off")
"""What may keep the record of a mail that was sent from being made while its lease holds."""


class Sent(NamedTuple):
    """A mail that the service has taken; `claimed_at` is when its worker took it on."""

    order: str
    at: float
    task: Task
    claimed_at: float


@dataclass(slots=True)
class Post:
    """Fulfils `payments.ports.Mailer`. `claims` holds when each task took on the mail of an order."""

    network: Network
    claims: dict[tuple[str, str], float]
    sent: dict[str, list[Sent]] = field(default_factory=dict)
    window: Counter[str] = field(default_factory=Counter)

    def send(self, mail: Mail) -> None:
        """Raises MailRefused or MailUncertain."""
        if mail.html:
            client: Any = self
            Mailer(client, EFFECTS.sender, EFFECTS.mail_events).send(mail)
        else:
            self.network.call("mail", lambda: self._take(mail.order), _short_error)

    def send_email(self, *, Content: Any, EmailTags: Any, **_: Any) -> None:  # noqa: N803
        """As the client of SES."""
        number = EmailTags[0]["Value"]
        if number.encode() not in Content["Raw"]["Data"]:
            raise Broken(f"the mail of {number} does not name it")
        self.network.call("mail", lambda: self._take(number), _error)

    def _take(self, number: str) -> None:
        task, former = current(), self.sent.setdefault(number, [])
        claimed_at = self.claims.get((number, task.name))
        if claimed_at is None:
            raise Broken(f"a mail of {number} is sent without a claim")
        now = task.hub.now
        if former:
            self.window[self._excuse(former[-1], claimed_at)] += 1
        if task.hub.told is not None:
            task.hub.told(f"{task.name}: the mail of {number} is taken by the mail service")
        former.append(Sent(number, now, task, claimed_at))

    def _excuse(self, last: Sent, claimed_at: float) -> str:
        """Why there may be a second mail: either worker was struck between its claim and its record, or stood still.

        Raises Broken for any other one.
        """
        task = current()
        if any(t.process is not None and t.process.late for t in (last.task, task)):
            return "clock ahead"
        stood = [kind for at, kind in task.troubles if at >= claimed_at and kind in PAUSES]
        if stood and task.hub.now >= claimed_at + LEASE - SKEW:
            return stood[-1]
        befell = [kind for at, kind in last.task.troubles if at >= last.claimed_at and kind in LOSSES]
        if not befell:
            raise Broken(f"a second mail of {last.order}, and nothing had befallen the first one's worker")
        held = not last.task.over and (last.order, last.task.name) in self.claims
        if held and claimed_at < last.claimed_at + LEASE - SKEW:
            raise Broken(f"a second mail of {last.order} while the lease of the first one's worker held")
        return befell[-1]


def _error(fault: str) -> Exception:
    if fault == "mail answer lost":
        return ReadTimeoutError(endpoint_url="https://email.example.org")
    code = "MessageRejected" if fault == "mail rejected" else "TooManyRequestsException"
    return ClientError({"Error": {"Code": code, "Message": fault}}, "SendEmail")


def _short_error(fault: str) -> Exception:
    return MailRefused(fault) if fault == "mail rejected" else MailUncertain(fault)
