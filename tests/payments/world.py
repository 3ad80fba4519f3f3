"""A shop's order at its bank: what the shop asks for goes there, and what breaks on the way is planned."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from chalicelib.domain.decisions import decide
from chalicelib.domain.operating import Request
from chalicelib.domain.order import Order
from chalicelib.domain.reports import BankNotified
from chalicelib.domain.vocabulary import Mode, OperationKind, OperationStatus
from chalicelib.payments.bank_desk import BankDesk
from chalicelib.payments.operate import Operator
from chalicelib.payments.read_books import Reader
from chalicelib.payments.request_operation import record_wish
from tests.fakes import MemoryOrders
from tests.makers import NOW, a_terminal, an_entry, an_order, euros, terminals
from tests.payments.bank_books import FakeBank
from tests.payments.bank_payment import MONTH, Books

CAPTURE, REFUND, CANCELLATION = OperationKind.CAPTURE, OperationKind.REFUND, OperationKind.CANCELLATION
UNKNOWN, DONE, REFUSED = OperationStatus.UNKNOWN, OperationStatus.DONE, OperationStatus.REFUSED
LEASE, PAUSE = timedelta(seconds=60), timedelta(seconds=120)


@dataclass
class TroubledOrders(MemoryOrders):
    """Each write has a number; what is planned before or after it happens there."""

    plan: dict = field(default_factory=dict)
    turns: count = field(default_factory=lambda: count(1))

    def write(self, before, after, customer=None):
        with self.turn():
            super().write(before, after, customer)

    def reserve(self, before, after, wish, left):
        with self.turn() if left else nullcontext():
            return super().reserve(before, after, wish, left)

    @contextmanager
    def turn(self):
        turn = next(self.turns)
        self.plan.get((turn, "before"), lambda: None)()
        yield
        self.plan.get((turn, "after"), lambda: None)()


@dataclass
class World:
    """A shop's order at its bank, with a clock that is moved by hand."""

    mode: Mode = Mode.PARTIAL
    time = NOW + timedelta(minutes=1)
    orders: TroubledOrders = field(default_factory=TroubledOrders)
    keys: count = field(default_factory=count)

    def __post_init__(self):
        order = an_order(mode=self.mode, amount=euros("100.00"))
        self.bank = FakeBank(lambda: self.time)
        at_once = self.mode in (Mode.IMMEDIATE, Mode.RECURRING)
        self.books: Books = self.bank.authorize(order.last_attempt.reference, 10000, at_once=at_once)
        if self.mode is Mode.RECURRING:
            self.books.every, self.books.renews_on = MONTH, NOW.date() + MONTH
        self.orders.stored[order.number] = decide(order, BankNotified(an_entry(order))).order
        self.terminals = terminals(a_terminal(mode=self.mode))
        self.desk = BankDesk(self.bank, lambda: self.terminals)
        self.operator = Operator(self.orders, self.desk, LEASE, PAUSE, lambda: self.time)
        self.reader = Reader(self.orders, self.desk, PAUSE, lambda: self.time)

    @property
    def order(self) -> Order:
        return self.orders.stored["CMD4821"]

    def wish(self, kind, amount=None):
        key = f"key-{next(self.keys)}"
        return record_wish(self.orders, self.order, Request(kind, amount, key, key), self.time)

    def run(self, order=None):
        return [ran.status for ran in self.operator.run(order or self.order)]

    def do(self, kind, amount=None):
        self.wish(kind, amount)
        return self.run()

    def heal(self):
        """Everything works again; the schedule comes by."""
        self.orders.plan.clear()
        self.bank.mishaps.clear()
        for _ in range(5):
            self.time += PAUSE
            self.run()

    def agrees(self):
        order, books = self.order, self.books
        return (order.captured, order.refunded) == (books.captured, books.refunded) and (
            (order.uncaptured == 0) == books.closed(self.time)
        )
