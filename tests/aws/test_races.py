"""Many threads at once on one order: exactly one is first, nobody is lost, nothing is twice, on every store."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier

from chalicelib.domain.errors import OrderPaid, Stale
from chalicelib.domain.vocabulary import OperationKind, Status
from chalicelib.payments.perform_effects import Ending
from tests.aws.counter_steps import NUMBER, begin, notify, perform, refuse
from tests.aws.order_steps import accepted, put
from tests.aws.patience import insist
from tests.fakes import MemoryMailer
from tests.makers import a_customer, an_order, euros
from tests.payments.test_request_operation import a_paid_order, ask_at_once

THREADS = 16


def at_once(act, times=THREADS):
    """What each thread got; all of them set off together. Who finds the store busy asks again."""
    gate = Barrier(times)

    def run(n):
        gate.wait(timeout=30)
        return insist(act, n)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_of_many_creates_exactly_one_wins_and_all_see_it(orders):
    def create(n):
        return orders.create(an_order(amount=euros(f"{n + 1}.00")), a_customer(email=f"c{n}@example.org"))

    results = at_once(create)

    stored = orders.order(NUMBER)
    assert results.count(None) == 1
    for seen in filter(None, results):
        assert (seen.order, seen.customer.email) == (stored, f"c{stored.amount.minor // 100 - 1}@example.org")


def test_of_many_writes_of_one_version_exactly_one_wins_and_all_see_it(orders):
    order = put(orders)

    def write(n):
        try:
            orders.write(order, accepted(order, identity=f"copy-{n}"))
        except Stale as stale:
            return stale.stored
        return None

    results = at_once(write)

    assert results.count(None) == 1
    assert [seen for seen in results if seen not in (None, orders.order(NUMBER))] == []


def test_of_many_writes_with_a_customer_exactly_one_wins_and_the_two_stay_together(orders):
    order = put(orders)

    def write(n):
        try:
            orders.write(order, order.changed(further_messages=n + 1), a_customer(email=f"c{n + 1}@example.org"))
        except Stale as stale:
            return stale.stored
        return None

    results = at_once(write)

    stored = orders.order(NUMBER)
    assert results.count(None) == 1
    assert [seen for seen in results if seen not in (None, stored)] == []
    assert orders.customer(NUMBER).email == f"c{stored.further_messages}@example.org"


def test_a_payment_started_by_many_clicks_is_one_attempt_with_one_form(orders):
    results = at_once(lambda n: begin(orders))

    assert Counter(started.created for started in results) == {True: 1, False: THREADS - 1}
    assert [started for started in results if started.form != results[0].form] == []
    assert (orders.order(NUMBER).version, list(orders.order(NUMBER).attempts)) == (1, [1])


def test_a_refused_payment_started_anew_by_many_clicks_has_one_more_attempt(orders):
    refuse(orders, begin(orders).order)

    results = at_once(lambda n: begin(orders))

    assert Counter(started.created for started in results) == {True: 1, False: THREADS - 1}
    assert [started for started in results if started.form != results[0].form] == []
    assert list(orders.order(NUMBER).attempts) == [1, 2]


def test_a_notification_delivered_many_times_counts_once(orders):
    order = begin(orders).order

    results = at_once(lambda n: notify(orders, order))

    stored = orders.order(NUMBER)
    assert Counter(recorded.new for recorded in results) == {True: 1, False: THREADS - 1}
    assert (stored.version, stored.status, stored.captured, len(stored.entries)) == (2, Status.PAID, 6273, 1)


def test_different_notifications_are_all_recorded_and_the_acceptance_pays(orders):
    order = begin(orders).order
    times = [f"23/11/2026_a_10:{n:02}:00" for n in range(THREADS)]

    def tell(n):
        return refuse(orders, order, times[n]) if n else notify(orders, order, date=times[0])

    results = at_once(tell)

    stored = orders.order(NUMBER)
    assert [recorded.new for recorded in results] == [True] * THREADS
    assert (stored.status, stored.captured, stored.version) == (Status.PAID, 6273, THREADS + 1)
    assert len({entry.identity for entry in stored.entries}) == len(stored.entries) == THREADS


def test_an_owed_mail_is_claimed_by_one_of_many_workers(orders):
    notify(orders, begin(orders).order)
    image, mailer = orders.order(NUMBER), MemoryMailer()

    results = at_once(lambda n: perform(orders, mailer, image))

    assert Counter(done.ending for [done] in results) == {Ending.DONE: 1, Ending.TAKEN: THREADS - 1}
    assert len(mailer.sent) == 1


def test_of_two_hundred_that_want_a_euro_of_a_hundred_exactly_a_hundred_get_it(orders):
    orders.create(replace(a_paid_order(), version=1), a_customer())

    taken, seconds = ask_at_once(orders)

    order = orders.order(NUMBER)
    assert sorted(operation.number for operation in taken) == list(range(1, 101))
    assert {operation.key for operation in taken} == {o.key for o in order.operations.values()}
    assert (order.refundable, order.reserved(OperationKind.REFUND)) == (0, 10000)
    assert seconds < 30  # some two on two cores; a wish lost to another would be decided again and again


def test_everything_at_once_about_one_order_ends_as_if_one_after_the_other(orders):
    order = begin(orders).order
    mailer = MemoryMailer()

    def click():
        with suppress(OrderPaid):
            begin(orders)

    acts = [
        click,
        lambda: notify(orders, order),
        lambda: refuse(orders, order, "23/11/2026_a_10:59:00"),
        lambda: perform(orders, mailer, orders.order(NUMBER)),
    ]

    at_once(lambda n: acts[n % len(acts)]())

    stored = orders.order(NUMBER)
    assert (stored.status, stored.captured, stored.paid_at is not None) == (Status.PAID, 6273, True)
    assert sorted(entry.result.value for entry in stored.entries) == ["accepted", "refused"]
    perform(orders, mailer, stored)
    assert len(mailer.sent) == 1
    assert [effect.done_at is not None for effect in orders.order(NUMBER).effects.values()] == [True]
