"""The bank's own clock: the machine's, moved ahead as far as a test asked, also after a restart.

It never runs backwards but by a reset. Those who call the bank go by the machine's clock, so the dates they
send are right by either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bank.store import Store

Clock = Callable[[], datetime]
AHEAD = "clock_ahead_seconds"


@dataclass(frozen=True)
class BankClock:
    store: Store
    machine: Clock

    def __call__(self) -> datetime:
        return self.machine() + self.ahead()

    def ahead(self) -> timedelta:
        with self.store.reading() as rows:
            return timedelta(seconds=rows.ledger.switch(AHEAD, 0))

    def advance(self, duration: timedelta) -> None:
        with self.store.writing() as rows:
            seconds = rows.ledger.switch(AHEAD, 0) + duration.total_seconds()
            rows.ledger.put_switch(AHEAD, seconds)

    def reset(self) -> None:
        with self.store.writing() as rows:
            rows.ledger.put_switch(AHEAD, 0)
