"""The use cases over a store, as the handlers call them: a start, a notification, a wish, an owed mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from chalicelib.domain.operating import Request
from chalicelib.domain.order import Order
from chalicelib.domain.record import Operation
from chalicelib.domain.vocabulary import Mode, OperationKind
from chalicelib.mail.seller import Seller
from chalicelib.payments.perform_effects import Performed, Worker
from chalicelib.payments.ports import Mailer, Orders
from chalicelib.payments.record_notification import Recorded, record_notification
from chalicelib.payments.request_operation import record_wish
from chalicelib.payments.start import Started, start
from tests.makers import NOW, a_customer, a_terminal, bank_fields, euros, sealed_pairs, terminals
from tests.payments.test_start import COUNTER

NUMBER = "CMD4821"
LEASE = timedelta(seconds=60)


def begin(orders: Orders, **changes: Any) -> Started:
    given: dict[str, Any] = {"customer": a_customer(), "now": NOW, **changes}
    return start(
        NUMBER, euros("62.73"), Mode.IMMEDIATE, counter=COUNTER, terminals=terminals(), orders=orders,
        view_token=lambda number: number + ".view", **given,
    )  # fmt: skip


def notify(orders: Orders, order: Order, **changes: str | None) -> Recorded:
    return record_notification(
        sealed_pairs(bank_fields(order, **changes)),
        terminals=terminals(a_terminal()),
        orders=orders,
        now=NOW + timedelta(minutes=1),
        keep_masked_number=False,
    )


def refuse(orders: Orders, order: Order, date: str = "23/11/2026_a_10:31:05") -> Recorded:
    return notify(orders, order, date=date, **{"code-retour": "Annulation"})


def refund(orders: Orders, amount: int = 100, key: str = "key") -> Operation:
    order = orders.order(NUMBER)
    assert order is not None
    return record_wish(orders, order, Request(OperationKind.REFUND, amount, key, "digest"), NOW)


def perform(orders: Orders, mailer: Mailer, order: Order, minutes: int = 5) -> list[Performed]:
    """What the outbox does with an image of the order, so many minutes after the start."""
    moment = NOW + timedelta(minutes=minutes)
    return list(Worker(orders, mailer, Seller("Atelier"), LEASE, lambda: moment).perform_due(order))
