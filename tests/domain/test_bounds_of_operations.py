"""The last cent that is left may be asked for, and the one sum that decides is named where one sum does."""

from __future__ import annotations

import pytest

from chalicelib.domain.operating import bounded_by
from chalicelib.domain.order import Order
from chalicelib.domain.vocabulary import Left, Mode, OperationKind
from tests.domain.operations import CANCELLATION, CAPTURE, REFUND, asked_for, done, last, paid, partial
from tests.domain.terms import subscribed


@pytest.mark.parametrize("kind", [CAPTURE, CANCELLATION])
def test_one_cent_that_is_left_may_be_captured_or_given_up(kind: OperationKind) -> None:
    assert last(asked_for(partial(9999), kind)).amount == 1


def test_one_cent_may_be_captured_and_refunded() -> None:
    assert done(paid(Mode.PARTIAL), CAPTURE, 1).captured == 1
    assert done(paid(), REFUND, 1).refunded == 1


@pytest.mark.parametrize("kind", [CAPTURE, CANCELLATION])
def test_only_a_refund_names_a_capture(kind: OperationKind) -> None:
    assert last(asked_for(partial(6000), kind)).capture == 0
    assert last(asked_for(partial(6000, 4000), REFUND, 4000)).capture == 1


@pytest.mark.parametrize(
    ("order", "kind", "left"),
    [
        (paid(), REFUND, Left.REFUNDABLE),
        (partial(6000), REFUND, Left.REFUNDABLE),
        (partial(6000, 4000), REFUND, None),
        (partial(6000), CAPTURE, Left.CAPTURABLE),
        (partial(6000), CANCELLATION, None),
        (paid(Mode.DEFERRED), CAPTURE, None),
        (paid(Mode.DEFERRED), CANCELLATION, None),
        (subscribed(), CANCELLATION, None),
    ],
)
def test_the_sum_that_alone_decides_is_named(order: Order, kind: OperationKind, left: Left | None) -> None:
    assert bounded_by(order, last(asked_for(order, kind, 1000 if kind is REFUND else None))) is left


def test_a_refund_under_way_does_not_keep_a_recurrence_from_being_stopped() -> None:
    order = asked_for(subscribed(), REFUND, 100)

    assert last(asked_for(order, CANCELLATION)).kind is CANCELLATION
