"""What the money of an order does: at once, later, in instalments, or again at every term. Never more than happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.money import Money
from ..domain.vocabulary import InstalmentStatus, Mode
from .figures import day_text, money_text
from .imprint import write_to
from .letter import Fact, Request, Row, Schedule

if TYPE_CHECKING:
    from ..domain.order import Order
    from .seller import Seller
    from .texts.texts import Texts


def lead(order: Order, texts: Texts) -> str:
    """The sentence that the mail begins with."""
    amount = money_text(order.amount, texts)
    if order.instalments:
        first = money_text(Money(order.instalments[0].amount, order.amount.currency), texts)
        return texts.split.format(total=amount, count=len(order.instalments), first=first)
    if _goes_on(order):
        return texts.recurring.format(amount=amount)
    return (texts.paid if _debited(order) else texts.authorized).format(amount=amount)


def total_label(order: Order, texts: Texts) -> str:
    """What the total of the items is called."""
    if order.instalments:
        return texts.total_of_order
    return texts.total_paid if _debited(order) else texts.total_authorized


def schedule(order: Order, texts: Texts) -> Schedule | None:
    """The instalments of a split payment as they stand; None for any other."""
    if not order.instalments:
        return None
    states = {
        InstalmentStatus.PAID: texts.instalment_paid,
        InstalmentStatus.DUE: texts.instalment_due,
        InstalmentStatus.REFUSED: texts.instalment_refused,
    }
    count, currency = len(order.instalments), order.amount.currency
    debited = sum(part.amount for part in order.instalments if part.status is InstalmentStatus.PAID)
    return Schedule(
        rows=tuple(
            Row(
                day_text(part.due_on, texts),
                texts.instalment.format(number=part.number, count=count, state=states[part.status]),
                money_text(Money(part.amount, currency), texts),
            )
            for part in order.instalments
        ),
        sums=(
            Fact(texts.debited, money_text(Money(debited, currency), texts)),
            Fact(texts.remaining, money_text(Money(order.amount.minor - debited, currency), texts)),
        ),
    )


def stop(order: Order, seller: Seller, texts: Texts) -> Request | None:
    """How to stop a recurring payment that goes on. How often it is taken is known to the bank's contract only."""
    if not _goes_on(order):
        return None
    return Request(texts.stop.format(order=order.number), write_to(seller, texts))


def _goes_on(order: Order) -> bool:
    return order.mode is Mode.RECURRING and order.stopped_at is None


def _debited(order: Order) -> bool:
    """A refund that was faster than the mail does not undo it."""
    return order.captured >= order.amount.minor
