"""Planted in what hears the bank and the browser, and in what is stored of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from chalicelib.api import bank as bank_api
from chalicelib.aws import order_store
from chalicelib.aws.order_update import Update
from chalicelib.domain import accepting, books, notified, operating
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.order import Order
from chalicelib.domain.record import Entry
from chalicelib.domain.vocabulary import Result
from chalicelib.monetico.notification import Notification
from chalicelib.payments.record_notification import Recorded
from chalicelib.payments.replay import Door
from chalicelib.payments.terminals import Sealed, Terminals
from simulation.hub import current
from tests.simulation.planted import planted

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


@planted(Update, "require", 5)
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
