"""Compare orders with the bank's books and, unless it is a trial, make the record true through the usual decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.decisions import decide
from ..domain.errors import BankSilent, SettingsError
from ..domain.reports import BooksRead
from ..monetico.status import UnclearStatus
from .reporting import report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ..domain.order import Order
    from ..domain.reports import Books
    from ..domain.vocabulary import CaseKind, Status
    from .bank_desk import BankDesk
    from .ports import Orders


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands with its money, in minor units."""

    status: Status
    authorized: int
    captured: int
    refunded: int
    released: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What the books change about an order: `ours` becomes `theirs`, and cases are opened."""

    order: str
    reference: str
    code: str
    ours: Standing
    theirs: Standing
    cases: tuple[CaseKind, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """The bank said nothing clear about an attempt, or its terminal is no longer configured."""

    order: str
    reference: str
    why: str


def reconcile(
    order: Order, *, orders: Orders, desk: BankDesk, now: datetime, trial: bool
) -> Iterator[Difference | Unread]:
    """What the bank's books say differently about each attempt of an order; mended unless it is a trial."""
    for number in order.attempts:
        attempt = order.attempts[number]
        try:
            books = desk.books(order, attempt)
        except (BankSilent, UnclearStatus, SettingsError) as fault:
            yield Unread(order.number, attempt.reference, str(fault) or type(fault).__name__)
            continue
        after = _after(order, number, books, now)
        opened = tuple(case.kind for case in after.cases[len(order.cases) :])
        if _standing(after) != _standing(order) or opened:
            ours, theirs = _standing(order), _standing(after)
            yield Difference(order.number, attempt.reference, books.code, ours, theirs, opened)
        if not trial:
            order = report(orders, order, BooksRead(number, order.version, books, now)) or order


def _after(order: Order, attempt: int, books: Books, now: datetime) -> Order:
    return decide(order, BooksRead(attempt, order.version, books, now)).order or order


def _standing(order: Order) -> Standing:
    return Standing(order.status, order.authorized, order.captured, order.refunded, order.released)
