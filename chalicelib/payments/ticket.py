"""What an attempt's free text carries through the bank and back: enough to decide on the order as it was started.

So the usual notification needs no read: the decision is made on the order as started, and the one write that
makes it true holds only if the stored order still is that one.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..domain.order import Order, split_reference
from ..domain.record import Attempt
from ..domain.vocabulary import Mode, Platform

if TYPE_CHECKING:
    from ..domain.money import Money

_TICKET = re.compile(r"g1\.([0-9]{1,9})\.([0-9]{1,11})\.([0-9]{1,11})\.([a-z]{1,12})")


def issue(order: Order) -> str:
    """The free text for the order's last attempt: letters, digits and dots, which pass the bank's filters."""
    attempt = order.last_attempt
    started, closes = (int(moment.timestamp()) for moment in (attempt.started_at, attempt.closes_at))
    return f"g1.{order.version}.{started}.{closes}.{order.mode.value}"


def order_as_started(ticket: str, reference: str, amount: Money, terminal: str, platform: Platform) -> Order | None:
    """The order as it was when the attempt started, without what earlier attempts left.

    None for a foreign text, and for a split payment, whose instalments are not in it.
    """
    match, named = _TICKET.fullmatch(ticket), split_reference(reference)
    if match is None or named is None or match[4] not in tuple(Mode) or match[4] == Mode.SPLIT:
        return None
    started, closes = (datetime.fromtimestamp(int(match[group]), UTC) for group in (2, 3))
    attempt = Attempt(named[1], reference, terminal, platform, started, closes, ask_at=closes)
    return Order(
        number=named[0],
        amount=amount,
        mode=Mode(match[4]),
        created_at=started,
        attempts={attempt.number: attempt},
        version=int(match[1]),
    )
