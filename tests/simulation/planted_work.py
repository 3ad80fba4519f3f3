"""Planted in what is done afterwards: mails, schedules, the bank's books, operations."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.domain import books, decisions, operating
from chalicelib.domain.reports import EffectClaimed, EffectDone
from chalicelib.payments import perform_effects
from chalicelib.payments.operate import Operator
from chalicelib.payments.perform_effects import Ending, Worker
from chalicelib.payments.read_books import Reader
from chalicelib.payments.reporting import report
from simulation.hub import current
from tests.simulation.planted import planted

# Mails


@planted(decisions, "effect_reported", 40)
def drops_the_lease(right):
    def reported(order, told):
        if isinstance(told, EffectClaimed) and told.effect in order.effects:
            effect = replace(order.effects[told.effect], due_at=told.now)
            due = replace(order, effects={**order.effects, told.effect: effect})
            after = right(due, told)
            return order if after is due else after
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


@planted(Operator, "_settle", 5)
def sends_an_unknown_operation_again(right):
    def settle(self, order, operation):
        answer = self._answer(order, operation, self._body(order, operation))
        return report(self.orders, order, self._said(operation, answer))

    return settle


@planted(Operator, "_called", 5)
def takes_silence_for_a_refusal(right):
    return takes_silence_for(right, done=False)


@planted(Operator, "_called", 30)
def takes_silence_for_done(right):
    return takes_silence_for(right, done=True)


def takes_silence_for(right, *, done):
    def called(self, service, order, body, read):
        answer = right(self, service, order, body, read)
        return answer if answer.done is not None else replace(answer, done=done)

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
