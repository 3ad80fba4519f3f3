"""An operation that its worker took and did not send is given back to whoever comes next, by that worker alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.order import Order
from chalicelib.domain.reports import OperationNotAsked
from tests.domain.operations import (
    REFUND,
    REQUESTED,
    answered,
    asked_for,
    last,
    paid,
    taken,
    told,
)
from tests.makers import NOW

LATE = NOW + timedelta(seconds=50)


def not_asked(order: Order, number: int = 1, owner: str = "a") -> Order:
    return told(order, OperationNotAsked(number, owner, LATE))


def test_it_is_requested_again_and_due_at_once() -> None:
    order = not_asked(taken(asked_for(paid(), REFUND, 3000)))

    given = last(order)
    assert (given.status, given.owner, given.due_at, order.refundable) == (REQUESTED, "", LATE, 7000)
    assert last(taken(order, owner="b", now=LATE)).owner == "b"


@pytest.mark.parametrize(("number", "owner"), [(1, "b"), (1, ""), (2, "a")])
def test_nobody_else_gives_it_back(number: int, owner: str) -> None:
    order = taken(asked_for(paid(), REFUND, 3000))

    assert not_asked(order, number, owner) is order


@pytest.mark.parametrize("done", [True, False, None])
def test_one_that_the_bank_was_asked_for_is_never_given_back(done: bool | None) -> None:
    order = answered(taken(asked_for(paid(), REFUND, 3000)), done)

    assert not_asked(order) is order
    assert not_asked(order, owner="") is order or done is None


def test_one_that_nobody_has_taken_is_not_given_back() -> None:
    order = asked_for(paid(), REFUND, 3000)

    assert not_asked(order, owner="") is order
