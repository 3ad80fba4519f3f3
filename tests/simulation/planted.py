"""Faults that a programmer may make, each put into the real code for a while: the simulation must find every one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from chalicelib.api import bank as bank_api
from chalicelib.aws import order_store
from chalicelib.aws.order_update import Update
from chalicelib.domain import accepting, books, decisions, notified, operating
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.order import Order
from chalicelib.domain.record import Entry
from chalicelib.domain.reports import EffectClaimed, EffectDone
from chalicelib.domain.vocabulary import Result
from chalicelib.monetico.notification import Notification
from chalicelib.payments import perform_effects
from chalicelib.payments.operate import Operator
from chalicelib.payments.perform_effects import Ending, Worker
from chalicelib.payments.read_books import Reader
from chalicelib.payments.record_notification import Recorded
from chalicelib.payments.replay import Door
from chalicelib.payments.reporting import report
from chalicelib.payments.terminals import Sealed, Terminals
from simulation.hub import current


@dataclass(frozen=True)
class Fault:
    """What stands at a place of the code is made wrong; so many worlds suffice to find it."""

    place: Any
    name: str
    wrong: Callable
    within: int


FAULTS: dict[str, Fault] = {}


def planted(place, name, within):
    """The decorated function makes the wrong part from the right one; its name says what is wrong."""

    def keep(wrong):
        FAULTS[wrong.__name__.replace("_", " ")] = Fault(place, name, wrong, within)
        return wrong

    return keep


@contextmanager
def in_the_code(fault):
    """The product with one fault."""
    place, name = FAULTS[fault].place, FAULTS[fault].name
    right = place.__dict__[name]
    setattr(place, name, FAULTS[fault].wrong(right))
    try:
        yield
    finally:
        setattr(place, name, right)


# What the bank says


@planted(Door, "take", 5)
def acknowledges_what_could_not_be_stored(right):
    def take(self, body, received_at):
        try:
            return right(self, body, received_at)
        except StoreUnavailable:
            return Recorded("", Result.ACCEPTED, True, None)

    return take


@planted(bank_api, "_taken", 5)
def acknowledges_before_it_is_stored(right):
    def taken(request):
        task = current()
        process = task.process
        process.hub.spawn(f"{task.name}, later", lambda: right(request), process, after=1.0)
        return True

    return taken


@planted(Notification, "identity", 5)
def forgets_what_makes_two_deliveries_the_same(right):
    return property(lambda self: right.fget(self)[:16] + f"{current().chance.word():016x}")


@planted(Terminals, "check", 5)
def believes_what_nobody_sealed(right):
    def check(self, pairs):
        terminal = next(t for t in self.terminals if t.tpe.encode() == dict(pairs)[b"TPE"])
        return Sealed(pairs, frozenset({terminal.platform}), "")

    return check


@planted(Terminals, "check", 5)
def believes_the_first_key_only(right):
    def check(self, pairs):
        return right(Terminals(tuple(replace(t, keys=t.keys[:1]) for t in self.terminals)), pairs)

    return check


@planted(notified, "_fault_of_amount", 5)
def takes_any_amount(right):
    return lambda order, entry: None


@planted(notified, "_fault_of_acceptance", 20)
def takes_a_second_acceptance(right):
    return lambda order, entry, attempt: None


@planted(notified, "_outcomes", 20)
def lets_a_late_refusal_undo_an_acceptance(right):
    def outcomes(order, entry, *, refused):
        opened = {n: replace(a, outcome=notified.Outcome.OPEN) for n, a in order.attempts.items()}
        return right(replace(order, attempts=opened), entry, refused=refused)

    return outcomes


@planted(bank_api, "_taken", 5)
def refuses_to_hear_of_refusals(right):
    return lambda request: right(request) and b"Annulation" not in (request.raw_body or b"")


# Who comes back


@planted(books, "_returned", 5)
def takes_the_browser_s_return_for_a_payment(right):
    def returned(order: Order, now):
        entry = Entry(
            identity="returned",
            reference=order.last_attempt.reference,
            terminal=order.last_attempt.terminal,
            platform=order.last_attempt.platform,
            result=Result.ACCEPTED,
            code="payetest",
            amount=order.amount,
            amount_text="",
            bank_time="",
            received_at=now,
        )
        return accepting.accepted(notified.kept(order, entry), entry) if order.payable else order

    return returned


# What is stored


@planted(Update, "require", 30)
def writes_whatever_version_is_stored(right):
    def require(self, value, *path):
        if path == ("version",):
            self.require_room(10**6, "entries")
        else:
            right(self, value, *path)

    return require


@planted(Update, "require_least", 5)
def forgets_that_a_wish_is_bounded(right):
    return lambda self, value, *path: None


@planted(operating, "_refund_allowed", 5)
def allows_any_refund(right):
    def allowed(order, wished):
        amount = order.captured if wished is None else wished
        return amount, min(order.captures, default=0)

    return allowed


@planted(order_store, "order_of", 5)
def forgets_the_hour_of_paris(right):
    def order_of(document):
        order = right(document)
        attempts = {n: replace(a, started_at=a.started_at.astimezone(UTC)) for n, a in order.attempts.items()}
        return replace(order, attempts=attempts)

    return order_of


# Mails


@planted(decisions, "effect_reported", 5)
def drops_the_lease(right):
    def reported(order, told):
        if isinstance(told, EffectClaimed) and told.effect in order.effects:
            effect = replace(order.effects[told.effect], due_at=told.now)
            order = replace(order, effects={**order.effects, told.effect: effect})
        return right(order, told)

    return reported


@planted(Worker, "_perform", 5)
def mails_without_a_claim(right):
    def perform(self, order, effect):
        customer = self.orders.customer(order.number)
        if customer is not None:
            self.mailer.send(perform_effects.confirmation(order, customer, self.seller))
            report(self.orders, order, EffectDone(effect.id, self.now()))
        return Ending.DONE

    return perform


@planted(Worker, "_perform", 5)
def mails_whoever_has_claimed(right):
    def perform(self, order, effect):
        claim = EffectClaimed(effect.id, f"{current().chance.word():x}", self.now(), self.lease)
        claimed = report(self.orders, order, claim)
        if claimed is not None:
            report(self.orders, claimed, self._send(claimed, claim))
        return Ending.DONE

    return perform


@planted(Worker, "_send", 30)
def takes_a_mail_that_failed_for_sent(right):
    def send(self, order, claim):
        right(self, order, claim)
        return EffectDone(claim.effect, self.now())

    return send


# Schedules and the bank's books


@planted(Worker, "let_time_pass", 5)
def skips_the_sweep(right):
    return lambda self, number: iter(())


@planted(Reader, "read_due", 5)
def never_reads_the_bank_s_books(right):
    return lambda self, order: iter(())


@planted(books, "_found", 30)
def adopts_nothing_from_the_bank_s_books(right):
    return lambda order, attempt, report: order.with_attempt(attempt, ask_at=None)


# Operations


@planted(Operator, "_settle", 20)
def sends_an_unknown_operation_again(right):
    def settle(self, order, operation):
        answer = self._answer(order, operation, self._body(order, operation))
        return report(self.orders, order, self._said(operation, answer))

    return settle


@planted(Operator, "_called", 20)
def takes_silence_for_a_refusal(right):
    def called(self, service, order, body, read):
        answer = right(self, service, order, body, read)
        return answer if answer.done is not None else replace(answer, done=False)

    return called


@planted(Operator, "_called", 120)
def takes_silence_for_done(right):
    def called(self, service, order, body, read):
        answer = right(self, service, order, body, read)
        return answer if answer.done is not None else replace(answer, done=True)

    return called


@planted(operating, "asked", 5)
def calls_the_bank_without_marking(right):
    def asked(order, told):
        operation = order.operations.get(told.operation)
        if operation is None or not operation.reserves:
            return order
        changed = replace(operation, owner=told.owner)
        return order.changed(operations={**order.operations, operation.number: changed})

    return asked
