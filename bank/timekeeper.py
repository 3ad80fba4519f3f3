"""Lets happen what the clock has made due, each thing once, and notifies what the merchant is told of."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bank.behaviours import ACCEPTED_ONCE, BEHAVIOURS
from bank.cards import CardFacts
from bank.counter import reported_ip
from bank.notification import report, sealed_body
from bank.schedule import Due, DueKind, happen, next_due
from bank.visits import Attempt, Delivery, Message, Visit

if TYPE_CHECKING:
    from datetime import datetime

    from bank.account import Account
    from bank.counter import Counter
    from bank.store import Rows

LATER_REFUSAL = BEHAVIOURS["refused-issuer"]


@dataclass(frozen=True)
class Happened:
    """A lapse has no message: the bank tells nobody of it (protocol sheet 5.7)."""

    reference: str
    due: Due
    accepted: bool
    message: Message | None = None
    delivery: Delivery | None = None


@dataclass(frozen=True)
class Timekeeper:
    counter: Counter

    def catch_up(self) -> list[Happened]:
        """Everything due by now, in the order of its dates; delivered once all of it is decided."""
        now = self.counter.clock()
        happened: list[Happened] = []
        with self.counter.store.writing() as rows:
            for account in rows.ledger.accounts():
                visit = rows.visit(account.visit_id)
                if visit and self.counter.visit(visit.id):
                    happened += self._catch_up_one(rows, visit, account, now)
        happened.sort(key=lambda one: one.due.at)
        return [self._told(one) for one in happened]

    def _catch_up_one(self, rows: Rows, visit: Visit, account: Account, now: datetime) -> list[Happened]:
        happened = []
        attempt = visit.accepted
        while attempt and (due := next_due(account)) and due.at <= now:
            accepted = attempt.means.behaviour != ACCEPTED_ONCE.name
            at = account.next_instant(due.at)
            account = happen(account, due, accepted=accepted)
            message = None
            if due.kind is not DueKind.LAPSE:
                number = account.captures[-1].authorisation if accepted else ""
                message = self._message(rows, visit, attempt, due, at=at, number=number)
                rows.add_message(message)
            happened.append(Happened(visit.reference, due, accepted, message))
        rows.ledger.put_account(account)
        return happened

    def _message(self, rows: Rows, visit: Visit, attempt: Attempt, due: Due, *, at: datetime, number: str) -> Message:
        """`number` is the authorisation's, empty when the card was refused."""
        means = attempt.means
        fields = report(
            visit.fields,
            replace(means, typed=False) if isinstance(means, CardFacts) else means,
            BEHAVIOURS[means.behaviour] if number else LATER_REFUSAL,
            platform=visit.platform,
            attempt_id=attempt.id,
            at=at,
            shopper_ip=reported_ip(rows, attempt),
        )
        if number:
            fields["numauto"] = number
        if due.kind is DueKind.INSTALMENT:
            result = "paiement" if number else "Annulation"
            fields["code-retour"] = f"{result}_pf{due.number}"
            fields["montantech"] = visit.fields[f"montantech{due.number}"]
        label = f"{due.kind} {due.number} {'accepted' if number else 'refused'}"
        body = sealed_body(fields, self.counter.terminal_of(visit).key)
        return Message(secrets.token_hex(16), visit.id, None, label, body, at, ())

    def _told(self, one: Happened) -> Happened:
        delivery = self.counter.deliver(one.message) if one.message else None
        return Happened(one.reference, one.due, one.accepted, one.message, delivery)
