"""What the bank's books are compared with: the money of one order, read from the staff's view of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.errors import InvalidValue
from chalicelib.domain.money import Money
from chalicelib.domain.starting import PARIS
from ops.stop import CannotLook


@dataclass(frozen=True, slots=True)
class Account:
    """`captured` and `refunded` in minor units; `capture_days` are the days of Paris on which money was captured.

    `terminals` by bank reference; `authorizations` are the numbers that the bank gave to acceptances and captures.
    """

    number: str
    currency: str
    mode: str
    captured: int
    refunded: int
    capture_days: list[str]
    terminals: dict[str, str]
    authorizations: list[str]

    def text(self) -> str:
        """As it is kept on disk; `account_in` reads it."""
        return json.dumps(asdict(self), separators=(",", ":"))


def account_in(text: str) -> Account:
    """The account that `Account.text` wrote."""
    return Account(**json.loads(text))


def account_of(document: dict[str, Any]) -> Account:
    """The account in a staff's view; raises CannotLook for a document that is none."""
    try:
        currency = document["currency"]
        accepted = [e for e in document["entries"] if e["result"] == "accepted" and not e.get("fault")]
        captures = [o for o in document["operations"] if o["kind"] == "capture" and o["status"] == "done"]
        given = [*accepted, *(o.get("answer") or {} for o in captures)]
        return Account(
            number=document["order"],
            currency=currency,
            mode=document["mode"],
            captured=Money.parse(document["captured"], currency).minor,
            refunded=Money.parse(document["refunded"], currency).minor,
            capture_days=_capture_days(document, captures),
            terminals={attempt["reference"]: attempt["terminal"] for attempt in document["attempts"]},
            authorizations=[number for item in given if (number := item.get("authorization"))],
        )
    except (KeyError, TypeError, AttributeError, ValueError, InvalidValue) as error:
        name = str(document.get("order", "?"))[:48]
        raise CannotLook(f"order {name}: not as `ops export` writes it ({type(error).__name__}: {error})") from None


def _capture_days(document: dict[str, Any], captures: list[dict[str, Any]]) -> list[str]:
    """An immediate terminal captures as it accepts; the others when they are asked to."""
    moments = [document["paid_at"]] if document["mode"] == "immediate" and document.get("paid_at") else []
    moments += [capture["answered_at"] for capture in captures if capture.get("answered_at")]
    return sorted({paris_day(moment) for moment in moments})


def paris_day(moment: str) -> str:
    """The day in the hour of Paris of an instant in RFC 3339."""
    return datetime.fromisoformat(moment).astimezone(PARIS).date().isoformat()
