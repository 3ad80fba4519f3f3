"""Guichet's use cases over a store and a mail service in memory that keep the promises of their ports."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import BotoCoreError

from chalicelib.domain.customer import Customer
from chalicelib.domain.errors import MailUncertain, Stale, StoreUnavailable
from chalicelib.domain.money import Money
from chalicelib.domain.starting import Wish, begin
from chalicelib.domain.vocabulary import Mode, Outcome, Platform
from chalicelib.mail.seller import Seller
from chalicelib.payments.perform_effects import Worker
from chalicelib.payments.replay import Door
from chalicelib.payments.terminals import Terminal, Terminals
from chalicelib.payments.ticket import issue

from .. import traffic
from .campaign import KEY
from .faults import Crashed
from .world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.domain.order import Order
    from chalicelib.domain.reports import Aside
    from chalicelib.mail.message import Mail
    from chalicelib.payments.ports import Orders

TPE = "1234567"
ATTEMPTS = 2
"""Of our clients for the table; the one for mails makes one."""
LEASE = timedelta(seconds=120)
WEEK_OF_HOURS = 24 * 7


@dataclass
class Store:
    """What of `payments.ports.Orders` an order of this bench needs; `stream` holds what each write left."""

    world: World
    orders: dict[str, Order] = field(default_factory=dict)
    stream: deque[Order] = field(default_factory=deque)
    customer_of_all: Customer = field(
        default_factory=lambda: Customer(traffic.EMAIL, "FR", dict(traffic.BILLING), return_url="https://shop.example")
    )

    def order(self, number: str) -> Order | None:
        found: Order | None = self._asked(lambda: self.orders.get(number))
        return found

    def customer(self, number: str) -> Customer | None:
        found: Customer | None = self._asked(lambda: self.customer_of_all if number in self.orders else None)
        return found

    def write(self, before: Order, after: Order, customer: Customer | None = None) -> None:  # noqa: ARG002
        self._asked(lambda: self._put(before, after, holds=self.orders[before.number].version == before.version))

    def write_as_started(self, before: Order, after: Order) -> None:
        # An order of this bench has one attempt, so as started it is whole, and the condition is that it is the same.
        self._asked(lambda: self._put(before, after, holds=self.orders[before.number] == before))

    def set_aside(self, aside: Aside) -> None:
        """A case for staff."""

    def _put(self, before: Order, after: Order, *, holds: bool) -> None:
        if not holds:
            raise Stale(self.orders[before.number])
        self.orders[after.number] = after
        self.stream.append(after)

    def _asked(self, act: Callable[[], Any]) -> Any:
        try:
            return self.world.ask(act, ATTEMPTS)
        except BotoCoreError as error:
            raise StoreUnavailable(type(error).__name__) from error


@dataclass
class Mails:
    """Fulfils `payments.ports.Mailer`."""

    world: World

    def send(self, mail: Mail) -> None:
        try:
            self.world.ask(lambda: self.world.mails.update([mail.order]), 1)
        except BotoCoreError as error:
            raise MailUncertain(type(error).__name__) from error


class Guichet:
    """The door for the bank's messages, and the worker that the stream and the schedule wake."""

    def __init__(self) -> None:
        self.world = World()
        self.store = Store(self.world)
        terminal = Terminal(TPE, "shop", Platform.TEST, Mode.IMMEDIATE, (KEY,))
        orders = cast("Orders", self.store)  # as much of them as an order of this bench needs
        self._door = Door(Terminals((terminal,)), orders, keep_masked_number=False)
        self._worker = Worker(orders, Mails(self.world), Seller("Atelier Lumen"), LEASE, lambda: self.world.now)

    def start(self, number: str) -> dict[str, str]:
        money = Money.parse(traffic.AMOUNT, "EUR")
        # The page stays open longer than the bank sends here: what comes later is a case besides, not another state.
        wish = Wish(number, money, Mode.IMMEDIATE, TPE, Platform.TEST, timedelta(hours=6))
        order = begin(wish, self.world.now.replace(microsecond=0))
        self.store.orders[number] = order
        reference = order.last_attempt.reference
        return {"TPE": TPE, "reference": reference, "montant": f"{money}EUR", "texte-libre": issue(order)}

    def take(self, body: bytes) -> bool:
        self._door.take(body, self.world.now)
        return True

    def work(self) -> None:
        """The stream delivers each write at least once: what a crash interrupts comes again later."""
        for _ in range(len(self.store.stream)):
            image = self.store.stream.popleft()
            try:
                list(self._worker.perform_due(image))
            except (Crashed, StoreUnavailable):
                self.store.stream.append(image)
                return

    def heal(self, number: str) -> None:
        """The stream's last words, then the schedule for a week."""
        self.work()
        for _ in range(WEEK_OF_HOURS):
            if not any(effect.owed for effect in self.store.orders[number].effects.values()):
                return
            self.world.wait(3600)
            list(self._worker.let_time_pass(number))

    def state(self, number: str) -> str:
        order: Order = self.store.orders[number]
        if order.paid_at is not None:
            return "paid"
        refused = order.last_attempt.outcome in (Outcome.REFUSED, Outcome.LAPSED) and order.entries
        return "refused" if refused else "pending"

    def counted(self, number: str) -> int:
        order: Order = self.store.orders[number]
        return order.authorized // order.amount.minor
