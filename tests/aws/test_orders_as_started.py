"""The usual notification: written without a read where the stored order is the one that was started, on every store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.domain.errors import Stale
from chalicelib.domain.vocabulary import Outcome, Platform
from tests.aws.order_steps import accepted, put, started
from tests.makers import a_customer, an_entry, an_order, euros


def test_the_order_as_started_takes_an_acceptance_in_one_write(orders):
    order = put(orders)
    before = started(order)

    orders.write_as_started(before, accepted(before))

    assert orders.order(order.number) == accepted(order)


def test_the_order_as_started_keeps_what_earlier_attempts_left(orders):
    order = put(orders)
    refused = accepted(order, result="refused", identity="a-refusal")
    orders.write(order, refused)
    second = replace(refused.attempts[1], number=2, reference="CMD482102", outcome=Outcome.OPEN)
    resumed = refused.changed(attempts={**refused.attempts, 2: second})
    orders.write(refused, resumed)
    before = started(resumed)

    orders.write_as_started(before, accepted(before, reference="CMD482102"))

    stored = orders.order(order.number)
    assert stored == accepted(resumed, reference="CMD482102")
    assert [entry.reference for entry in stored.entries] == ["CMD482101", "CMD482102"]


@pytest.mark.parametrize(
    "stored",
    [
        an_order(amount=euros("62.74")),
        an_order(amount=replace(euros("62.73"), currency="USD")),
        an_order(terminal="7654321"),
        an_order(platform=Platform.PRODUCTION),
        an_order().changed(),
        accepted(an_order()),
        replace(accepted(an_order()), version=1),
    ],
    ids=["amount", "currency", "terminal", "platform", "version", "paid", "paid at the same version"],
)
def test_the_order_as_started_is_not_written_over_another_one(orders, stored):
    orders.create(stored, a_customer())
    before = started(an_order())

    with pytest.raises(Stale) as stale:
        orders.write_as_started(before, accepted(before))

    assert stale.value.stored == stored
    assert orders.order(stored.number) == stored


def test_the_order_as_started_is_not_written_into_a_full_record(orders):
    entries = tuple(an_entry(an_order(), identity=f"e{n}") for n in range(30))
    full = replace(an_order(), entries=entries)
    orders.create(full, a_customer())
    before = started(full)

    with pytest.raises(Stale) as stale:
        orders.write_as_started(before, accepted(before))

    assert stale.value.stored == full
