"""What the use cases need from the world, as protocols; `aws` fulfils them, tests bring fakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from ..domain.customer import Customer
    from ..domain.order import Order
    from ..domain.record import Case, Entry, Operation
    from ..domain.reports import Aside
    from ..domain.vocabulary import Left, Platform, Status
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
        """Replace `before` by `after`, and the customer where one is given; raises Stale.

        Where `after` says for the first time that the customer's data is erased, it is, in the same write.
        """

    def reserve(self, before: Order, after: Order, wish: Operation, left: Left | None) -> Order:
        """Add the wish by which `after` differs, if enough of what bounds it is left, whatever else has changed.

        Where nothing bounds it alone, nothing may have changed. The order as stored then, in which the wish has its
        number; raises Stale where it must be decided again.
        """

    def write_as_started(self, before: Order, after: Order) -> None:
        """The same where `before` was not read but is the order as its last attempt was started; raises Stale.

        Only what differs is written, and only if the stored order agrees with `before` in version, amount,
        mode and money, and in terminal, platform and outcome of its attempt, and if its record has room.
        """

    def write_beside(self, before: Order, after: Order, entry: Entry) -> None:
        """Replace `before` by `after` and store the entry beside it, both or neither; raises Stale or KnownEntry."""

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


@dataclass(frozen=True, slots=True)
class Rejected:
    """A message that was not taken. `body` is its form, also where it came as a query, and is never shown or logged.

    It holds card-derived fields. `reason` is the name of the error; `id` says where it is kept, once it is.
    """

    method: str
    body: bytes = field(repr=False)
    received_at: datetime
    reason: str
    id: str = ""


class Keeping(StrEnum):
    """What became of a rejected message."""

    KEPT = "kept"
    KNOWN = "known"  # the same message is kept already
    NO_PLACE = "no-place"


class KeptMessages(Protocol):
    """Messages outside the orders' records, to be run again. May raise StoreUnavailable."""

    def keep(self, rejected: Rejected) -> Keeping:
        """Keep a rejected message for thirty days, where a place is free for it."""

    def rejected(self, name: str) -> Rejected | None:
        """The one with this id."""

    def listed(self, since: datetime, until: datetime) -> Iterator[Rejected]:
        """Those received from the first moment on and before the second, in that order."""

    def remove(self, rejected: Rejected) -> None:
        """Keep it no longer; what has come to its place meanwhile stays."""

    def set_aside(self, case: str) -> Entry | None:
        """What the bank said in the message that is this case without an order."""
