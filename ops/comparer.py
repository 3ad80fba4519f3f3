"""Orders compared with the bank's books one after the other, in no hurry; and which orders a period holds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.domain.vocabulary import CaseKind
from chalicelib.payments.reconcile import Unread, reconcile
from ops.differences import Comparison, Found
from ops.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from chalicelib.domain.order import Order
    from chalicelib.domain.vocabulary import Platform
    from chalicelib.payments.bank_desk import BankDesk
    from chalicelib.payments.ports import Bank, OrderList, Orders

PAGE = 100


def started(orders: OrderList, since: datetime, until: datetime) -> Iterator[str]:
    """The numbers of the orders started from the first moment on and before the second, newest first."""
    cursor = ""
    while True:
        page = orders.page(since, until, None, cursor, PAGE)
        yield from (order.number for order in page.orders)
        cursor = page.cursor
        if not cursor:
            return


@dataclass
class UnhurriedBank:
    """Fulfils `payments.ports.Bank`; waits between calls."""

    bank: Bank
    pause: float
    sleep: Callable[[float], object] = time.sleep
    called: bool = False

    def call(self, service: str, platform: Platform, body: bytes) -> bytes:
        if self.called:
            self.sleep(self.pause)
        self.called = True
        return self.bank.call(service, platform, body)


@dataclass(frozen=True)
class Comparer:
    """Compares orders with the bank's books."""

    orders: Orders
    desk: BankDesk
    now: Callable[[], datetime]

    def over(self, numbers: Sequence[str], label: str, *, trial: bool) -> Comparison:
        """What the books say differently of these orders; mended, unless it is a trial."""
        made, progress = Comparison(), Progress(label, len(numbers))
        try:
            for position, number in enumerate(numbers, 1):
                # Read anew: since it was listed, or shown, more may have happened.
                order = self.orders.order(number)
                if order is not None:
                    self._compare(order, made, trial=trial)
                progress.at(position)
        finally:
            progress.end()
        return made

    def _compare(self, order: Order, made: Comparison, *, trial: bool) -> None:
        made.orders += 1
        if order.next_operation is not None:
            why = "an operation is under way: compare it once that has ended"
            made.unread.append(Unread(order.number, order.paying_attempt.reference, why))
            return
        results = list(reconcile(order, orders=self.orders, desk=self.desk, now=self.now(), trial=trial))
        unread = [result for result in results if isinstance(result, Unread)]
        made.asked += 1
        made.answered += len(unread) < len(order.attempts)
        made.unread += unread
        made.found += [Found(result, order.amount.currency) for result in results if not isinstance(result, Unread)]
        stored = order if trial else self.orders.order(order.number) or order
        made.disputed += [
            case.id for case in stored.cases if case.kind is CaseKind.BANK_DISAGREES and case.resolved_at is None
        ]
