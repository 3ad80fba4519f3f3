"""What may be captured and what is given up: never more than was authorized, whatever is under way."""

from __future__ import annotations

import pytest

from chalicelib.domain.errors import NotEnoughLeft, NotPossibleNow
from chalicelib.domain.vocabulary import Mode, OperationKind, Status
from tests.domain.entries import after, refused
from tests.domain.operations import CANCELLATION, CAPTURE, REFUND, REFUSED, answered, asked_for, done, last, paid, taken
from tests.makers import NOW, an_order


def test_a_capture_of_part_leaves_the_order_authorized_and_the_last_one_pays_it() -> None:
    order = done(paid(Mode.PARTIAL), CAPTURE, 6000)
    assert (order.status, order.captured, order.uncaptured, order.capturable) == (Status.AUTHORIZED, 6000, 4000, 4000)

    order = done(order, CAPTURE)
    assert (order.status, order.captured, order.uncaptured, last(order).amount) == (Status.PAID, 10000, 0, 4000)
    assert [capture.unheard for capture in order.captures.values()] == [False, False]


def test_a_capture_reserves_its_money_before_the_bank_has_answered() -> None:
    order = asked_for(paid(Mode.PARTIAL), CAPTURE, 6000)

    assert (order.captured, order.capturable, order.reserved(CAPTURE)) == (0, 4000, 6000)
    with pytest.raises(NotEnoughLeft):
        asked_for(order, CAPTURE, 4001)
    assert asked_for(order, CAPTURE, 4000).capturable == 0


def test_with_everything_reserved_nothing_is_left_to_capture() -> None:
    order = asked_for(paid(Mode.PARTIAL), CAPTURE)

    with pytest.raises(NotPossibleNow):
        asked_for(order, CAPTURE, 1)
    with pytest.raises(NotPossibleNow):
        asked_for(order, CAPTURE)


def test_a_capture_that_the_bank_refuses_gives_its_money_back() -> None:
    order = answered(taken(asked_for(paid(Mode.PARTIAL), CAPTURE, 6000)), False, code="0", label="no")

    assert (order.captured, order.capturable, last(order).status) == (0, 10000, REFUSED)
    assert (last(order).code, last(order).label, last(order).answered_at) == ("0", "no", NOW)


def test_a_deferred_terminal_captures_once_and_the_whole_amount() -> None:
    order = paid(Mode.DEFERRED)

    with pytest.raises(NotPossibleNow):
        asked_for(order, CAPTURE, 9999)
    assert last(asked_for(order, CAPTURE)).amount == 10000
    assert done(order, CAPTURE, 10000).status is Status.PAID


@pytest.mark.parametrize("amount", [0, -1, -10000])
def test_no_amount_of_nothing_or_less_is_captured_or_refunded(amount: int) -> None:
    with pytest.raises(NotEnoughLeft):
        asked_for(paid(Mode.PARTIAL), CAPTURE, amount)
    with pytest.raises(NotEnoughLeft):
        asked_for(paid(), REFUND, amount)


def test_what_was_captured_at_once_is_neither_captured_nor_cancelled() -> None:
    for kind in (CAPTURE, CANCELLATION):
        with pytest.raises(NotPossibleNow):
            asked_for(paid(), kind)


@pytest.mark.parametrize("kind", OperationKind)
@pytest.mark.parametrize("mode", [Mode.IMMEDIATE, Mode.DEFERRED, Mode.PARTIAL])
def test_nothing_is_asked_about_an_order_without_money(mode: Mode, kind: OperationKind) -> None:
    order = an_order(mode=mode)

    for unpaid in (order, after(order, refused(order))):
        with pytest.raises(NotPossibleNow):
            asked_for(unpaid, kind)


def test_a_cancellation_gives_up_the_whole_authorization() -> None:
    order = done(paid(Mode.PARTIAL), CANCELLATION)

    assert (order.status, order.captured, order.released, order.uncaptured) == (Status.CANCELLED, 0, 10000, 0)
    with pytest.raises(NotPossibleNow):
        asked_for(order, CAPTURE, 1)


def test_a_cancellation_of_the_rest_leaves_the_order_paid() -> None:
    order = done(done(paid(Mode.PARTIAL), CAPTURE, 6000), CANCELLATION)

    assert (order.status, order.captured, order.released, last(order).amount) == (Status.PAID, 6000, 4000, 4000)
    assert order.refundable == 6000


def test_while_a_cancellation_is_under_way_nothing_is_captured_and_nothing_cancelled_again() -> None:
    order = asked_for(paid(Mode.PARTIAL), CANCELLATION)

    assert (order.capturable, order.status) == (0, Status.AUTHORIZED)
    for kind in (CAPTURE, CANCELLATION):
        with pytest.raises(NotPossibleNow):
            asked_for(order, kind)


def test_a_cancellation_waits_for_a_capture_under_way() -> None:
    order = taken(asked_for(paid(Mode.PARTIAL), CAPTURE, 6000))

    with pytest.raises(NotPossibleNow):
        asked_for(order, CANCELLATION)
    assert last(asked_for(answered(order, True), CANCELLATION)).amount == 4000


def test_a_cancellation_that_the_bank_refuses_leaves_everything_to_capture() -> None:
    order = answered(taken(asked_for(paid(Mode.PARTIAL), CANCELLATION)), False)

    assert (order.capturable, order.released, order.status) == (10000, 0, Status.AUTHORIZED)
