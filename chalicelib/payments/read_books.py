"""Read the bank's books about attempts that are due for it: the notification may have been lost.

Nothing is asked for but what stands; so a reading may be repeated, and two at a time do no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ..domain.errors import BankSilent, SettingsError
from ..domain.reports import BooksRead, BooksUnread
from ..monetico.status import UnclearStatus
from .reporting import report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from ..domain.order import Order
    from ..domain.record import Attempt
    from .bank_desk import BankDesk
    from .ports import Orders

LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading, for the log; `status` is the order's afterwards, `state` the bank's, empty where it said none."""

    order: str
    reference: str
    state: str
    status: str


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads the bank's books; after `pause` the first time that they are silent, ever later from then on."""

    orders: Orders
    desk: BankDesk
    pause: timedelta
    now: Callable[[], datetime]

    def read_due(self, order: Order) -> Iterator[Reading]:
        """Read about every attempt that is due; the order may be an older version of what is stored."""
        for number in order.attempts:
            attempt = order.attempts[number]
            if attempt.ask_at is None or attempt.ask_at > self.now():
                continue
            after, state = self._read(order, attempt)
            if after is None:
                return
            order = after
            yield Reading(order.number, attempt.reference, state, order.status.value)

    def _read(self, order: Order, attempt: Attempt) -> tuple[Order | None, str]:
        version = order.version
        try:
            books = self.desk.books(order, attempt)
        except (BankSilent, UnclearStatus, SettingsError):
            now = self.now()
            again = now + min(self.pause * 2**attempt.asks, LONGEST_PAUSE)
            return report(self.orders, order, BooksUnread(attempt.number, now, again)), ""
        return report(self.orders, order, BooksRead(attempt.number, version, books, self.now())), books.state.value
