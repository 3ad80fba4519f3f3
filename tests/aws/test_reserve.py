"""A wish is one write that takes its money from what is left, and only where all still is as it was, on every store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.domain.errors import Stale
from chalicelib.domain.operating import MAX_OPERATIONS, Request, bounded_by, request_operation
from chalicelib.domain.vocabulary import Left, Mode, OperationKind
from tests.aws.order_steps import accepted
from tests.makers import NOW, a_customer, an_order, euros


def a_paid_order(orders, **changes):
    paid = replace(accepted(an_order(amount=euros("100.00"), **changes)), version=1)
    orders.create(paid, a_customer())
    return paid


def wish(orders, order, amount=100, key="key", kind=OperationKind.REFUND):
    after, operation = request_operation(order, Request(kind, amount, key, "digest"), NOW)
    return orders.reserve(order, after, operation, bounded_by(order, operation))


def test_a_wish_is_the_next_version_and_has_its_number(orders):
    paid = a_paid_order(orders)

    first = wish(orders, paid, 6000, "one")
    second = wish(orders, paid, 4000, "two")

    assert [(o.number, o.amount, o.key) for o in second.operations.values()] == [(1, 6000, "one"), (2, 4000, "two")]
    assert (first.version, second.version, second.refundable) == (2, 3, 0)
    assert orders.order(paid.number) == second


def test_a_wish_for_more_than_is_left_changes_nothing_and_brings_what_is_stored(orders):
    paid = a_paid_order(orders)
    stored = wish(orders, paid, 6000, "one")

    with pytest.raises(Stale) as stale:
        wish(orders, paid, 4001, "two")

    assert stale.value.stored == orders.order(paid.number) == stored


def test_a_wish_under_a_key_that_was_used_changes_nothing(orders):
    paid = a_paid_order(orders)
    stored = wish(orders, paid, 100, "one")

    with pytest.raises(Stale) as stale:
        wish(orders, paid, 100, "one")

    assert stale.value.stored == orders.order(paid.number) == stored


def test_a_wish_decided_when_there_were_fewer_captures_changes_nothing(orders):
    paid = a_paid_order(orders)
    capture = paid.captures[1]
    more = paid.changed(captures={**paid.captures, 2: replace(capture, number=2)}, captured=20000)
    orders.write(paid, more)

    with pytest.raises(Stale) as stale:
        wish(orders, paid)

    assert stale.value.stored == orders.order(paid.number) == more


def test_a_wish_beside_a_change_that_does_not_bound_it_is_added_to_what_is_stored(orders):
    paid = a_paid_order(orders)
    orders.write(paid, paid.changed(further_messages=7))

    stored = wish(orders, paid)

    assert (stored.further_messages, stored.version, len(stored.operations)) == (7, 3, 1)
    assert orders.order(paid.number) == stored


def test_a_wish_that_no_sum_bounds_holds_only_for_the_version_it_was_decided_on(orders):
    authorized = a_paid_order(orders, mode=Mode.PARTIAL)
    after, operation = request_operation(authorized, Request(OperationKind.CANCELLATION, 0, "key", "digest"), NOW)
    assert bounded_by(authorized, operation) is None
    orders.write(authorized, authorized.changed(further_messages=1))

    with pytest.raises(Stale) as stale:
        orders.reserve(authorized, after, operation, None)

    assert stale.value.stored == orders.order(authorized.number) == authorized.changed(further_messages=1)


def test_a_capture_takes_from_what_may_be_captured(orders):
    authorized = a_paid_order(orders, mode=Mode.PARTIAL)

    stored = wish(orders, authorized, 2500, kind=OperationKind.CAPTURE)

    assert (stored.capturable, stored.refundable) == (7500, 0)
    assert orders.order(authorized.number) == stored


def test_no_wish_goes_into_a_full_record(orders):
    paid = a_paid_order(orders)
    after, first = request_operation(paid, Request(OperationKind.REFUND, 1, "0", "digest"), NOW)
    operations = {n: replace(first, number=n, key=f"{n}") for n in range(1, MAX_OPERATIONS + 1)}
    full = paid.changed(operations=operations)
    orders.write(paid, full)

    with pytest.raises(Stale) as stale:
        orders.reserve(paid, after, first, Left.REFUNDABLE)

    assert stale.value.stored == orders.order(paid.number) == full


def test_a_wish_for_an_order_that_is_not_there_is_stale(orders):
    with pytest.raises(Stale) as stale:
        wish(orders, replace(accepted(an_order()), version=1))

    assert stale.value.stored is None
