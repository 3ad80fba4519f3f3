"""A wish is recorded once under its key, and an order takes so many."""

from __future__ import annotations

import pytest

from chalicelib.domain.errors import KeyReused, NotEnoughLeft, NotPossibleNow
from chalicelib.domain.operating import MAX_OPERATIONS, request_operation
from tests.domain.operations import (
    CAPTURE,
    DONE,
    LATER,
    REFUND,
    REQUESTED,
    answered,
    asked_for,
    last,
    paid,
    taken,
    wish,
)
from tests.makers import NOW


def test_the_same_key_and_request_is_the_same_operation_whatever_became_of_it() -> None:
    first, operation = request_operation(paid(), wish(REFUND, 3000, "k"), NOW)

    assert request_operation(first, wish(REFUND, 3000, "k"), LATER) == (first, operation)
    ended = answered(taken(first), True)
    again, known = request_operation(ended, wish(REFUND, 3000, "k"), LATER)
    assert (again is ended, known.number, known.status, known.requested_at) == (True, 1, DONE, NOW)
    assert last(ended).reason == "because"


def test_another_request_under_a_key_is_refused_even_where_it_would_be_impossible_anyway() -> None:
    order, _ = request_operation(paid(), wish(REFUND, 3000, "k"), NOW)

    for other in (wish(REFUND, 3001, "k", "other"), wish(CAPTURE, 1, "k", "another")):
        with pytest.raises(KeyReused):
            request_operation(order, other, NOW)


def test_a_refused_wish_changes_nothing_and_its_key_may_be_used_again() -> None:
    order = paid()
    with pytest.raises(NotEnoughLeft):
        request_operation(order, wish(REFUND, 10001, "k", "one"), NOW)

    assert request_operation(order, wish(REFUND, 10000, "k", "two"), NOW)[1].amount == 10000


def test_an_order_takes_so_many_operations_and_no_more() -> None:
    order = paid()
    for _ in range(MAX_OPERATIONS):
        order = answered(taken(asked_for(order, REFUND, 1)), False)

    with pytest.raises(NotPossibleNow):
        asked_for(order, REFUND, 1)


def test_operations_keep_their_identity_whatever_is_asked_at_once() -> None:
    order = asked_for(asked_for(paid(), REFUND, 100), REFUND, 200)

    assert [(n, o.number, o.amount, o.key) for n, o in order.operations.items()] == [
        (1, 1, 100, "key-0"),
        (2, 2, 200, "key-1"),
    ]


def test_a_wish_is_kept_with_its_reason_and_moment() -> None:
    operation = last(asked_for(paid(), REFUND, 3000))

    assert (operation.reason, operation.requested_at, operation.due_at, operation.status) == (
        "because",
        NOW,
        NOW,
        REQUESTED,
    )
