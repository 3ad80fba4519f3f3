"""The mail that an order owes: sent once whatever dies, and twice only if its record died after SES took it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.effects import MAX_TRIES
from chalicelib.domain.errors import MailRefused, MailUncertain, StoreUnavailable
from chalicelib.domain.reports import BankNotified
from chalicelib.domain.vocabulary import CaseKind, Status
from chalicelib.mail.seller import Seller
from chalicelib.payments.perform_effects import Ending, Worker
from tests.domain.operations import unread
from tests.fakes import MemoryMailer, MemoryOrders
from tests.makers import NOW, PAGE, a_customer, an_entry, an_order

LEASE = timedelta(seconds=60)


class Clock:
    def __init__(self):
        self.time = NOW + timedelta(minutes=2)

    def __call__(self):
        return self.time


class Killed(BaseException):
    """The process died here."""


def a_paid_order():
    order = an_order()
    return decide(order, BankNotified(an_entry(order))).order


def a_world(order=None):
    orders, mailer, clock = MemoryOrders(), MemoryMailer(), Clock()
    order = order or a_paid_order()
    orders.stored[order.number] = order
    orders.customers[order.number] = a_customer()
    return orders, mailer, clock, Worker(orders, mailer, Seller("Atelier Lumen"), LEASE, clock)


def perform(worker, order):
    return [performed.ending for performed in worker.perform_due(order)]


def sweep(worker, number="CMD4821"):
    return [performed.ending for performed in worker.let_time_pass(number)]


def test_a_paid_order_gets_its_mail_and_the_record_says_so():
    orders, mailer, clock, worker = a_world()

    assert perform(worker, orders.stored["CMD4821"]) == [Ending.DONE]

    (mail,) = mailer.sent
    assert (mail.to, mail.order, mail.effect) == ("camille.martin@example.org", "CMD4821", "confirmation")
    effect = orders.stored["CMD4821"].effects["confirmation"]
    assert (effect.owed, effect.done_at, effect.tries) == (False, clock.time, 1)


def test_delivered_again_nothing_is_sent_again():
    orders, mailer, _, worker = a_world()
    image = orders.stored["CMD4821"]
    perform(worker, image)

    assert perform(worker, image) == [Ending.TAKEN]
    assert perform(worker, orders.stored["CMD4821"]) == []
    assert sweep(worker) == []

    assert len(mailer.sent) == 1


def test_of_many_workers_at_once_one_sends():
    orders, mailer, _, worker = a_world()
    image = orders.stored["CMD4821"]

    with ThreadPoolExecutor(16) as pool:
        endings = list(pool.map(lambda _: perform(worker, image)[0], range(32)))

    assert sorted(endings) == [Ending.DONE] + [Ending.TAKEN] * 31
    assert len(mailer.sent) == 1


class DyingOrders(MemoryOrders):
    """Dies around its n-th write or read, before or after it happened."""

    def die_at(self, call, nth, after):
        self.plan = (call, nth, after)
        self.seen = 0
        return self

    def _around(self, name, act):
        call, nth, after = self.plan
        self.seen += name == call
        now = name == call and self.seen == nth
        if now and not after:
            raise Killed
        result = act()
        if now:
            raise Killed
        return result

    def write(self, *args, **kwargs):
        return self._around("write", lambda: super(DyingOrders, self).write(*args, **kwargs))

    def customer(self, number):
        return self._around("customer", lambda: super(DyingOrders, self).customer(number))


@pytest.mark.parametrize(
    ("call", "nth", "after", "mails"),
    [
        ("write", 1, False, 1),
        ("write", 1, True, 1),
        ("customer", 1, False, 1),
        ("customer", 1, True, 1),
        ("write", 2, False, 2),
        ("write", 2, True, 1),
    ],
    ids=["before the claim", "after the claim", "before reading the customer", "before the mail",
         "after SES took it, before the record", "after the record"],
)  # fmt: skip
def test_a_worker_that_dies_leaves_the_mail_to_the_sweep(call, nth, after, mails):
    orders, mailer, clock, worker = a_world()
    dying = DyingOrders(orders.stored, orders.customers).die_at(call, nth, after)

    with pytest.raises(Killed):
        perform(Worker(dying, mailer, worker.seller, LEASE, clock), orders.stored["CMD4821"])
    sweep(worker)
    clock.time += LEASE
    sweep(worker)

    assert len(mailer.sent) == mails
    assert orders.stored["CMD4821"].effects["confirmation"].done_at


def test_while_the_lease_holds_nobody_else_sends():
    orders, mailer, clock, worker = a_world()
    dying = DyingOrders(orders.stored, orders.customers).die_at("customer", 1, False)
    with pytest.raises(Killed):
        perform(Worker(dying, mailer, worker.seller, LEASE, clock), orders.stored["CMD4821"])

    clock.time += LEASE - timedelta(seconds=1)

    assert sweep(worker) == []
    assert mailer.sent == []


def test_a_worker_that_slept_past_its_lease_does_not_send():
    orders, mailer, clock, worker = a_world()
    sleeping = DyingOrders(orders.stored, orders.customers).die_at("customer", 0, False)
    sleeping.customer = lambda number: setattr(clock, "time", clock.time + LEASE) or orders.customer(number)

    ending = perform(Worker(sleeping, mailer, worker.seller, LEASE, clock), orders.stored["CMD4821"])

    assert ending == [Ending.POSTPONED]
    assert mailer.sent == []


def test_a_claim_whose_answer_was_lost_is_known_by_its_owner():
    orders, mailer, clock, worker = a_world()

    class LosesTheAnswer(MemoryOrders):
        def write(self, before, after, customer=None):
            super().write(before, after, customer)
            if before.version == 2:
                super().write(before, after, customer)  # boto3's own retry, which now finds another version

    losing = LosesTheAnswer(orders.stored, orders.customers)

    assert perform(Worker(losing, mailer, worker.seller, LEASE, clock), orders.stored["CMD4821"]) == [Ending.DONE]
    assert len(mailer.sent) == 1


def test_a_mail_that_could_not_be_sent_is_tried_again_with_growing_pauses():
    orders, mailer, clock, worker = a_world()
    mailer.fault = lambda mail: (_ for _ in ()).throw(MailUncertain("Throttling"))
    pauses = []

    for _ in range(5):
        assert perform(worker, orders.stored["CMD4821"]) == [Ending.POSTPONED]
        due = orders.stored["CMD4821"].due_at()
        pauses.append((due - clock.time).total_seconds())
        clock.time = due

    assert pauses == [30, 60, 120, 240, 480]
    mailer.fault = lambda mail: None
    assert sweep(worker) == [Ending.DONE]
    assert len(mailer.sent) == 1


def test_a_mail_that_never_goes_through_becomes_a_case_in_the_end():
    orders, mailer, clock, worker = a_world()
    mailer.fault = lambda mail: (_ for _ in ()).throw(MailUncertain("Throttling"))

    for _ in range(MAX_TRIES):
        perform(worker, orders.stored["CMD4821"])
        clock.time = orders.stored["CMD4821"].due_at() or clock.time

    order = orders.stored["CMD4821"]
    assert (order.due_at(), order.status) == (None, Status.PAID)
    assert [case.kind for case in order.cases] == [CaseKind.MAIL_FAILED]


def test_a_mail_that_is_refused_for_good_becomes_a_case_at_once():
    orders, mailer, _, worker = a_world()
    mailer.fault = lambda mail: (_ for _ in ()).throw(MailRefused("MessageRejected"))

    assert perform(worker, orders.stored["CMD4821"]) == [Ending.FAILED]

    order = orders.stored["CMD4821"]
    assert [case.kind for case in order.cases] == [CaseKind.MAIL_FAILED]
    assert order.effects["confirmation"].failed == "MessageRejected"


def test_an_erased_customer_gets_no_mail_and_staff_see_it():
    orders, mailer, _, worker = a_world()
    orders.customers.clear()

    assert perform(worker, orders.stored["CMD4821"]) == [Ending.FAILED]
    assert mailer.sent == []


def test_a_notification_between_claim_and_settling_loses_nothing():
    orders, mailer, _, worker = a_world()
    late = an_entry(an_order(), identity="late", result="refused")

    def bank_speaks(mail):
        order = orders.stored["CMD4821"]
        orders.write(order, decide(order, BankNotified(late)).order)

    mailer.fault = bank_speaks

    assert perform(worker, orders.stored["CMD4821"]) == [Ending.DONE]
    order = orders.stored["CMD4821"]
    assert [entry.identity for entry in order.entries] == ["an-acceptance", "late"]
    assert (order.status, order.effects["confirmation"].owed) == (Status.PAID, False)


def test_a_store_that_fails_is_not_hidden():
    orders, mailer, clock, worker = a_world()

    class Down(MemoryOrders):
        def write(self, before, after, customer=None):
            raise StoreUnavailable("down")

    with pytest.raises(StoreUnavailable):
        perform(Worker(Down(orders.stored, orders.customers), mailer, worker.seller, LEASE, clock), a_paid_order())
    assert mailer.sent == []


def test_a_sweep_lapses_a_page_that_has_closed_once_the_bank_was_asked():
    orders, _, clock, worker = a_world(an_order())
    clock.time = NOW + PAGE - timedelta(seconds=1)
    sweep(worker)
    assert orders.stored["CMD4821"].status is Status.PENDING

    clock.time = NOW + PAGE
    sweep(worker)
    assert orders.stored["CMD4821"].status is Status.PENDING

    orders.stored["CMD4821"] = unread(orders.stored["CMD4821"], now=clock.time, again_at=clock.time + PAGE)
    sweep(worker)
    assert orders.stored["CMD4821"].status is Status.EXPIRED


def test_a_sweep_of_an_order_that_is_gone_does_nothing():
    _, mailer, _, worker = a_world()

    assert sweep(worker, "GONE") == []
    assert mailer.sent == []
