"""What must hold once everything works again and the schedules have run until nothing was due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.aws.attribute_values import from_dynamodb
from chalicelib.aws.order_item import order_document, order_of
from chalicelib.domain.operating import UNSETTLED
from chalicelib.domain.vocabulary import CaseKind, Mode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from chalicelib.domain.order import Order
    from chalicelib.domain.record import Case
    from simulation.asked import Asked
    from simulation.bank import Bank
    from simulation.books import Payment
    from simulation.couriers import Couriers
    from simulation.post import Post
    from simulation.table import Table

ASKED_UNTIL = timedelta(minutes=45)
"""How long after a page's closing the bank is asked for the last time about an attempt that nobody has told of."""
SLACK = timedelta(minutes=10)
_TERMS = (Mode.SPLIT, Mode.RECURRING)
_HELD = (CaseKind.SECOND_ACCEPTANCE, CaseKind.ACCEPTED_AFTER_CANCELLATION)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Looks at one world in the end."""

    table: Table
    bank: Bank
    couriers: Couriers
    post: Post
    asked: Asked
    end: datetime

    def faults(self) -> Iterator[str]:
        """What is wrong, in words; nothing where all is well."""
        orders = {}
        for key, item in sorted(self.table.items.items()):
            if key.startswith("order#"):
                document = from_dynamodb(item)
                order = orders[key.removeprefix("order#")] = order_of(document)
                # Of wishes at once each has the number that it would have had alone; only their names are ever read.
                if {**order_document(order), "wishes": {}} != {**document, "wishes": {}}:
                    yield f"the record of {order.number} does not come back as it was stored"
                yield from self._of(order)
        for payment in self.bank.payments.values():
            if payment.reference[:-2] not in orders:
                yield f"{payment.reference} was paid, and no order has its number"

    def _of(self, order: Order) -> Iterator[str]:
        due = order.due_at()
        if due is not None and due < self.end - SLACK:
            yield f"{order.number} is still due since {due}"
        if order.next_operation is not None:
            yield f"an operation of {order.number} has not ended"
        payments = {p.reference: p for a in order.attempts.values() if (p := self.bank.payments.get(a.reference))}
        for payment in payments.values():
            yield from self._known(order, payment)
        yield from self._alarms(order, payments)
        if order.authorized:
            paying = payments.get(order.paying_attempt.reference)
            yield from self._agrees(order, paying) if paying else [f"{order.number} is paid, and nobody paid"]
        yield from self._mail(order)

    def _known(self, order: Order, payment: Payment) -> Iterator[str]:
        """What the bank accepted is what pays the order, or a person was told."""
        pays = order.authorized and order.paying_attempt.reference == payment.reference
        told = any(case.reference == payment.reference and case.kind in _HELD for case in order.cases)
        if pays or told:
            return
        attempt = order.attempt_of(payment.reference)
        accepted = datetime.fromtimestamp(payment.accepted_at, UTC)
        heard = payment.reference in self.couriers.heard
        if heard or (attempt is not None and accepted < attempt.closes_at + ASKED_UNTIL):
            yield f"{payment.reference} was accepted{' and acknowledged' if heard else ''}, and nobody knows"

    def _agrees(self, order: Order, payment: Payment) -> Iterator[str]:
        """Our money is the bank's, or a person was told that it is not."""
        told = [case for case in order.cases if case.kind is CaseKind.BANK_DISAGREES]
        if told and not self._may_disagree(order, told[0]):
            yield f"{order.number} disagrees with the bank, and nobody was overtaken"
        if told:
            return
        ours, theirs = (order.captured, order.refunded), (payment.captured, payment.refunded)
        if ours != theirs:
            yield f"{order.number}: {ours} captured and refunded, the bank says {theirs}"
        closed = payment.closed(self.end.timestamp())
        if order.mode in (Mode.DEFERRED, Mode.PARTIAL) and closed != (not order.uncaptured):
            yield f"{order.number}: {order.uncaptured} left to capture, at the bank it is closed: {closed}"

    def _may_disagree(self, order: Order, case: Case) -> bool:
        """Where the bank was asked after all by one who was long given up, or an answer was lost for very long."""
        long_unknown = any(o.requested_at + UNSETTLED <= case.opened_at for o in order.operations.values())
        return order.number in self.asked.overtaken | self.asked.hurried or long_unknown

    def _alarms(self, order: Order, payments: Collection[str]) -> Iterator[str]:
        """Of a second acceptance staff are told once, and only where the bank has accepted one."""
        told = [case.reference for case in order.cases if case.kind in _HELD]
        for reference in told:
            again = told.count(reference) > 1 and order.mode not in _TERMS
            if again or reference not in payments or reference == order.paying_attempt.reference:
                yield f"{order.number}: {told.count(reference)} alarms of a second acceptance on {reference}"
                return

    def _mail(self, order: Order) -> Iterator[str]:
        """A paid order has had its mail; an order that nobody paid, none."""
        sent, effects = len(self.post.sent.get(order.number, ())), order.effects
        if bool(order.authorized) != bool(effects):
            yield f"{order.number}: {order.authorized} authorized, effects {sorted(effects)}"
        for effect in effects.values():
            failed = effect.failed and any(case.kind is CaseKind.MAIL_FAILED for case in order.cases)
            if effect.owed or (effect.done_at and not sent) or (effect.failed and not failed):
                yield f"{order.number}: its mail was sent {sent} times and is {effect}"
        if sent and not effects:
            yield f"{order.number} was never paid, and had {sent} mails"
