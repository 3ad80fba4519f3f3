"""What real code does often and at length is done in full now and then, and in short form otherwise.

Three things: mails are written and made into MIME for one order in `RENDERED`, the schedule measures how things stand
at one run in `MEASURED`, and boto3's reader of type marks is used for one world in `MARKED`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

from boto3.dynamodb.types import DYNAMODB_CONTEXT, Binary, TypeDeserializer

from chalicelib.mail.confirmation import EFFECT, confirmation
from chalicelib.mail.message import Mail
from chalicelib.runtime.standing import measure_standing
from simulation.hub import current

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from decimal import Decimal

    from chalicelib.domain.customer import Customer
    from chalicelib.domain.order import Order
    from chalicelib.mail.seller import Seller

RENDERED = 200
MEASURED = 20
MARKED = 50


def letter(order: Order, customer: Customer, seller: Seller) -> Mail:
    """The confirmation, or for most orders a mail of its address only."""
    if crc32(order.number.encode()) % RENDERED == 0:
        return confirmation(order, customer, seller)
    return Mail(customer.email, "", "", "", "fr", order.number, EFFECT)


def standing(now: datetime) -> None:
    """How things stand, now and then."""
    if current().chance.number(1, MEASURED) == 1:
        measure_standing(now)


def reader(seed: int) -> Callable[[Any], Any]:
    """What reads values with type marks in a world."""
    return TypeDeserializer().deserialize if seed % MARKED == 0 else Remembering().plain


def plain(value: dict[str, Any]) -> Any:
    """What boto3 reads from a value with its type mark, several times as fast."""
    ((kind, inside),) = value.items()
    return _READERS[kind](inside)


class Remembering:
    """Reads each part of an item once: versions of an item share what has not changed, and nobody alters any."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, Any]] = {}

    def plain(self, value: dict[str, Any]) -> Any:
        """The value without its type mark."""
        if "S" in value:
            return value["S"]
        ((kind, inside),) = value.items()
        if kind == "N":
            return _number(inside)
        if kind not in ("M", "L"):
            return plain(value)
        known = self._known.get(id(inside))
        if known is None:
            read: Any = (
                {name: self.plain(part) for name, part in inside.items()}
                if kind == "M"
                else [self.plain(part) for part in inside]
            )
            known = self._known[id(inside)] = (inside, read)  # which keeps the part, and so its id, for it
        return known[1]


def _number(text: str) -> Decimal:
    return DYNAMODB_CONTEXT.create_decimal(text)


_READERS: dict[str, Callable[[Any], Any]] = {
    "S": lambda text: text,
    "N": _number,
    "M": lambda inside: {name: plain(value) for name, value in inside.items()},
    "L": lambda inside: [plain(value) for value in inside],
    "BOOL": lambda told: told,
    "B": Binary,
}
