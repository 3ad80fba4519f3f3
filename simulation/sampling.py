"""What real code does often and at length is done in full now and then, and in short form otherwise.

Two things: mails are written and made into MIME for one order in `RENDERED`, and the schedule measures how things stand
at one run in `MEASURED`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from chalicelib.mail.confirmation import EFFECT, confirmation
from chalicelib.mail.message import Mail
from chalicelib.runtime.standing import measure_standing
from simulation.hub import current

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.customer import Customer
    from chalicelib.domain.order import Order
    from chalicelib.mail.seller import Seller

RENDERED = 200
MEASURED = 20


def letter(order: Order, customer: Customer, seller: Seller) -> Mail:
    """The confirmation, or for most orders a mail of its address only."""
    if crc32(order.number.encode()) % RENDERED == 0:
        return confirmation(order, customer, seller)
    return Mail(customer.email, "", "", "", "fr", order.number, EFFECT)


def standing(now: datetime) -> None:
    """How things stand, now and then."""
    if current().chance.number(1, MEASURED) == 1:
        measure_standing(now)
