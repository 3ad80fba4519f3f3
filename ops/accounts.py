"""What the bank's books are compared with: the money of one order, read from the staff's view of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from chalicelib.domain.errors import InvalidValue
from chalicelib.domain.money import Money
from chalicelib.domain.starting import PARIS
from ops.stop import CannotLook


@dataclass(frozen=True, slots=True)
class Taken:
    """One capture: its day in the hour of Paris, in ISO form, and its amount in minor units."""

    day: str
    amount: int
    authorization: str


@dataclass(frozen=True, slots=True)
class Account:
    """`captured` and `refunded` in minor units; `captures` are those that the order lists, first to last.

    `terminals` by bank reference; `authorizations` are the numbers that the bank gave to acceptances and captures.
    """

    number: str
    currency: str
    mode: str
    captured: int
    refunded: int
    captures: list[Taken]
    terminals: dict[str, str]
    authorizations: list[str]

    def text(self) -> str:
        """As it is kept on disk; `account_in` reads it."""
        return json.dumps(asdict(self), separators=(",", ":"))


def account_in(text: str) -> Account:
    """The account that `Account.text` wrote."""
    document = json.loads(text)
    return Account(**{**document, "captures": [Taken(**taken) for taken in document["captures"]]})


def account_of(document: dict[str, Any]) -> Account:
    """The account in a staff's view; raises CannotLook for a document that is none."""
    try:
        currency = document["currency"]
        accepted = [e for e in document["entries"] if e["result"] == "accepted" and not e.get("fault")]
        given = [*accepted, *document["captures"]]
        return Account(
            number=document["order"],
            currency=currency,
            mode=document["mode"],
            captured=Money.parse(document["captured"], currency).minor,
            refunded=Money.parse(document["refunded"], currency).minor,
            captures=sorted((_taken(c, currency) for c in document["captures"]), key=lambda taken: taken.day),
            terminals={attempt["reference"]: attempt["terminal"] for attempt in document["attempts"]},
            authorizations=list(dict.fromkeys(number for item in given if (number := item.get("authorization")))),
        )
    except (KeyError, TypeError, AttributeError, ValueError, InvalidValue) as error:
        raise not_exported(document, error) from None


def not_exported(document: dict[str, Any], error: Exception) -> CannotLook:
    """Why a document is no order as it is exported now; one of an earlier version lacks its captures."""
    name, what = str(document.get("order", "?"))[:48], f"{type(error).__name__}: {error}"
    return CannotLook(f"order {name}: not as this version of `ops export` writes it ({what}): export again")


def _taken(capture: dict[str, Any], currency: str) -> Taken:
    day = date.fromisoformat(capture["captured_on"]).isoformat()
    return Taken(day, Money.parse(capture["amount"], currency).minor, capture["authorization"])


def paris_day(moment: str) -> str:
    """The day in the hour of Paris of an instant in RFC 3339."""
    return datetime.fromisoformat(moment).astimezone(PARIS).date().isoformat()
