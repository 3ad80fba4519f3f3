"""An order is created once and written by version, with its customer and what stands beside it, on every store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import KnownEntry, Stale
from chalicelib.domain.reports import BookedCapture, Books, BooksRead
from chalicelib.domain.vocabulary import BookState, Mode
from tests.aws.order_steps import accepted, lapsed, put
from tests.makers import NOW, a_customer, an_entry, an_order, euros


def test_what_is_created_is_read_back_whole(orders):
    order, customer = an_order(), a_customer(shipping={"matchBillingAddress": True})

    assert orders.create(order, customer) is None

    assert orders.order(order.number) == order
    assert orders.customer(order.number) == customer


def test_an_unknown_order_reads_as_none(orders):
    assert orders.order("NONE") is None
    assert orders.customer("NONE") is None


def test_a_second_create_changes_nothing_and_gives_back_what_is_stored(orders):
    order, customer = an_order(), a_customer()
    orders.create(order, customer)

    stored = orders.create(an_order(amount=euros("1.00")), a_customer(email="other@example.org"))

    assert (stored.order, stored.customer) == (order, customer)
    assert orders.order(order.number) == order


def test_a_write_replaces_the_version_it_was_decided_on(orders):
    order = put(orders)

    paid = accepted(order)
    orders.write(order, paid)

    assert orders.order(order.number) == paid


def test_a_write_on_another_version_changes_nothing_and_brings_what_is_stored(orders):
    order = put(orders)
    paid = accepted(order)
    orders.write(order, paid)

    with pytest.raises(Stale) as stale:
        orders.write(order, lapsed(order))

    assert stale.value.stored == paid
    assert orders.order(order.number) == paid


def test_a_write_of_an_order_that_does_not_exist_is_stale(orders):
    order = an_order()

    with pytest.raises(Stale) as stale:
        orders.write(order, accepted(order))

    assert stale.value.stored is None
    assert orders.order(order.number) is None


def test_a_write_with_a_customer_replaces_both_or_neither(orders):
    order, other = an_order(), a_customer(email="other@example.org")
    orders.create(order, a_customer())
    after = lapsed(order)

    orders.write(order, after, customer=other)
    with pytest.raises(Stale) as stale:
        orders.write(order, after, customer=a_customer(email="third@example.org"))

    assert stale.value.stored == after
    assert orders.customer(order.number) == other


def test_instalments_and_captures_are_read_back_as_they_were_written(orders):
    order = an_order(mode=Mode.SPLIT, instalments=(2091, 2091, 2091))
    orders.create(order, a_customer())
    first = accepted(order)
    listed = (BookedCapture(2091, NOW.date(), "", 500), BookedCapture(2091, NOW.date() + timedelta(days=30), "77", 0))
    books = Books(BookState.PAID, "PA", 4182, 500, captures=listed)
    second = decide(first, BooksRead(1, first.version, books, NOW + timedelta(days=31))).order

    orders.write(order, first)
    orders.write(first, second)

    assert orders.order(order.number) == second
    seen = [(c.amount, c.refunded, c.unheard) for c in second.captures.values()]
    assert seen == [
        (2091, 500, False),
        (2091, 0, True),
    ]


def test_a_message_beside_its_order_is_stored_with_it_and_once(orders):
    order = put(orders)
    entry = an_entry(order)
    paid = accepted(order)

    orders.write_beside(order, paid, entry)

    assert orders.order(order.number) == paid
    with pytest.raises(KnownEntry):
        orders.write_beside(paid, paid.changed(further_messages=1), entry)
    assert orders.order(order.number) == paid


def test_a_message_beside_an_order_that_has_changed_is_not_stored(orders):
    order = put(orders)
    entry, paid = an_entry(order), accepted(order)
    orders.write(order, paid)

    with pytest.raises(Stale) as stale:
        orders.write_beside(order, order.changed(further_messages=1), entry)

    assert stale.value.stored == paid
    orders.write_beside(paid, paid.changed(further_messages=1), entry)


def test_an_erasure_takes_the_customer_in_the_same_write_or_not_at_all(orders):
    order = put(orders)
    orders.write(order, order.changed())

    with pytest.raises(Stale) as stale:
        orders.write(order, order.changed(erased_at=NOW))
    assert (stale.value.stored, orders.customer(order.number)) == (order.changed(), a_customer())

    second = order.changed()
    orders.write(second, second.changed(erased_at=NOW))
    assert (orders.order(order.number).erased_at, orders.customer(order.number)) == (NOW, None)


def test_a_create_after_an_erasure_brings_the_order_without_a_customer(orders):
    order = put(orders)
    orders.write(order, order.changed(erased_at=NOW))

    stored = orders.create(an_order(), a_customer())

    assert (stored.order.version, stored.customer) == (2, None)
