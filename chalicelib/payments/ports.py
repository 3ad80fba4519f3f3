"""What the use cases need from the world, as protocols; `aws` fulfils them, tests bring fakes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date, datetime

    from ..domain.customer import Customer
    from ..domain.order import Order
    from ..domain.record import Case
    from ..domain.reports import Aside
    from ..domain.vocabulary import Platform, Status
    from ..mail.message import Mail


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store holds about an order number; the customer is None once erased."""

    order: Order
    customer: Customer | None


@dataclass(frozen=True, slots=True)
class CaseOfOrder:
    """A case with the number of the order that it is about."""

    order: str
    case: Case


@dataclass(frozen=True, slots=True)
class CasePage:
    """Cases, open first and newest first, and where to go on; an empty cursor means the end."""

    cases: tuple[CaseOfOrder, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Orders, newest first, and where to go on; a page may hold few or none although there are more."""

    orders: tuple[Order, ...]
    cursor: str


class OrderList(Protocol):
    """The list of all orders. May raise StoreUnavailable."""

    def page(self, since: datetime, until: datetime, status: Status | None, cursor: str, limit: int) -> OrderPage:
        """Orders created between the moments; raises InvalidValue for a cursor that is not ours."""


class Orders(Protocol):
    """The record of every order. Any method may raise StoreUnavailable, within ten seconds."""

    def create(self, order: Order, customer: Customer) -> Stored | None:
        """Store a new order: None when stored, else what was there before and still is. One request."""

    def order(self, number: str) -> Order | None:
        """The order as stored, with everything acknowledged before the call in it."""

    def customer(self, number: str) -> Customer | None:
        """The personal data of an order, None once erased."""

    def write(self, before: Order, after: Order, customer: Customer | None = None) -> None:
        """Replace `before` by `after`, and the customer where one is given; raises Stale."""

    def write_as_started(self, before: Order, after: Order) -> None:
        """The same where `before` was not read but is the order as its last attempt was started; raises Stale.

        Only what differs is written, and only if the stored order agrees with `before` in version, amount,
        mode and money, and in terminal, platform and outcome of its attempt, and if its record has room.
        """

    def set_aside(self, aside: Aside) -> None:
        """Store what has no place in an order's record, once, as an open case."""

    def note_unreadable_replay(self, day: date, now: datetime) -> None:
        """Count a replay whose text was not UTF-8 into that day's case."""

    def resolve_aside(self, case: str, note: str, now: datetime) -> CaseOfOrder:
        """Resolve a case without an order, the first resolution stands; raises CaseUnknown."""

    def due(self, before: datetime, limit: int) -> list[str]:
        """Numbers of orders about which something has been due since before the moment, longest first."""

    def cases(self, limit: int, cursor: str) -> CasePage:
        """A page of cases; raises InvalidValue for a cursor that is not ours."""


class Bank(Protocol):
    """The bank's services; one attempt a call, never repeated by the client."""

    def call(self, service: str, platform: Platform, body: bytes) -> bytes:
        """The answer of `capture`, `refund` or `status`; raises BankSilent where none came whole and in time."""


class Mailer(Protocol):
    """Sends mails; one attempt a call."""

    def send(self, mail: Mail) -> None:
        """Raises MailRefused, or MailUncertain where it may have taken it or may yet."""
