"""Captures, refunds and cancellations: what may be asked, and what answers and books do to the money."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import KeyReused, NotEnoughLeft, NotPossibleNow
from chalicelib.domain.operating import MAX_OPERATIONS, UNSETTLED, Request, request_operation
from chalicelib.domain.order import Order
from chalicelib.domain.record import Operation
from chalicelib.domain.reports import CaseResolved, OperationAnswered, OperationAsked, OperationSettled, Report
from chalicelib.domain.vocabulary import CaseKind, Mode, OperationKind, OperationStatus, Status
from tests.domain.entries import accepted, after, kinds, refused
from tests.makers import NOW, an_order, euros

CAPTURE, REFUND, CANCELLATION = OperationKind.CAPTURE, OperationKind.REFUND, OperationKind.CANCELLATION
REQUESTED, UNKNOWN, DONE, REFUSED = OperationStatus
LEASE = timedelta(seconds=60)
PAUSE = timedelta(seconds=120)
LATER = NOW + timedelta(hours=3)


def paid(mode: Mode = Mode.IMMEDIATE, amount: str = "100.00") -> Order:
    order = an_order(mode=mode, amount=euros(amount))
    return after(order, accepted(order))


def wish(kind: OperationKind, amount: int | None = None, key: str = "", digest: str = "") -> Request:
    key = key or f"{kind}-{amount}"
    return Request(kind, amount, key, digest or key, "because")


def asked_for(order: Order, kind: OperationKind, amount: int | None = None, key: str = "") -> Order:
    return request_operation(order, wish(kind, amount, key or f"key-{len(order.operations)}"), NOW)[0]


def told(order: Order, report: Report) -> Order:
    changed = decide(order, report).order
    assert changed is not None
    return changed


def last(order: Order) -> Operation:
    return order.operations[max(order.operations)]


def taken(order: Order, number: int = 0, owner: str = "a", now: datetime = NOW) -> Order:
    return told(order, OperationAsked(number or max(order.operations), owner, now, LEASE))


def answered(order: Order, done: bool | None, number: int = 0, now: datetime = NOW, **said: str) -> Order:
    return told(order, OperationAnswered(number or max(order.operations), done, now, now + PAUSE, **said))


def settled(
    order: Order, captured: int, refunded: int, closed: bool = False, *, now: datetime = LATER, number: int = 0
) -> Order:
    number = number or max(order.operations)
    return told(order, OperationSettled(number, captured, refunded, closed, now, now + PAUSE))


def done(order: Order, kind: OperationKind, amount: int | None = None, **said: str) -> Order:
    return answered(taken(asked_for(order, kind, amount)), True, **said)


# Captures


def test_a_capture_of_part_leaves_the_order_authorized_and_the_last_one_pays_it() -> None:
    order = done(paid(Mode.PARTIAL), CAPTURE, 6000)
    assert (order.status, order.captured, order.uncaptured, order.capturable) == (Status.AUTHORIZED, 6000, 4000, 4000)

    order = done(order, CAPTURE)
    assert (order.status, order.captured, order.uncaptured, last(order).amount) == (Status.PAID, 10000, 0, 4000)


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


# Cancellations


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


# Refunds


def test_refunds_go_from_paid_to_partially_refunded_to_refunded() -> None:
    order = done(paid(), REFUND, 3000)
    assert (order.status, order.refunded, order.refundable) == (Status.PARTIALLY_REFUNDED, 3000, 7000)

    order = done(order, REFUND)
    assert (order.status, order.refunded, order.refundable) == (Status.REFUNDED, 10000, 0)
    with pytest.raises(NotEnoughLeft):
        asked_for(order, REFUND)


def test_refunds_under_way_are_kept_out_of_what_is_left() -> None:
    order = asked_for(taken(asked_for(paid(), REFUND, 3000)), REFUND, 3000)

    assert (order.refunded, order.refundable, order.status) == (0, 4000, Status.PAID)
    with pytest.raises(NotEnoughLeft):
        asked_for(order, REFUND, 4001)
    assert last(asked_for(order, REFUND)).amount == 4000


def test_only_what_was_captured_is_refunded() -> None:
    order = done(paid(Mode.PARTIAL), CAPTURE, 6000)

    with pytest.raises(NotEnoughLeft):
        asked_for(order, REFUND, 6001)
    order = done(order, REFUND)
    assert (order.refunded, order.status) == (6000, Status.AUTHORIZED)
    assert done(order, CANCELLATION).status is Status.REFUNDED


def test_a_refund_names_the_capture_that_it_takes_back_from() -> None:
    order = done(done(paid(Mode.PARTIAL), CAPTURE, 6000), CAPTURE, 4000)

    assert last(asked_for(order, REFUND, 6000)).capture == 1
    order = done(order, REFUND, 3000)
    assert (last(order).capture, last(asked_for(order, REFUND, 4000)).capture) == (1, 2)
    with pytest.raises(NotPossibleNow):
        asked_for(order, REFUND, 4001)
    with pytest.raises(NotPossibleNow):
        asked_for(order, REFUND)


def test_refunds_under_way_keep_their_capture_s_money_too() -> None:
    order = done(done(paid(Mode.PARTIAL), CAPTURE, 6000), CAPTURE, 4000)

    order = asked_for(order, REFUND, 5000)
    assert last(asked_for(order, REFUND, 1000)).capture == 1
    assert last(asked_for(order, REFUND, 4000)).capture == 2
    assert last(asked_for(taken(order), REFUND, 4000)).capture == 2


def test_what_was_refunded_while_there_was_one_capture_counts_against_it_when_there_are_more() -> None:
    order = done(done(paid(Mode.PARTIAL), CAPTURE, 6000), REFUND, 5000)
    order = done(order, CAPTURE, 4000)

    assert last(asked_for(order, REFUND, 4000)).capture == 3
    assert last(asked_for(order, REFUND, 1000)).capture == 1


def test_a_refund_that_was_refused_frees_its_capture() -> None:
    order = done(done(paid(Mode.PARTIAL), CAPTURE, 6000), CAPTURE, 4000)
    order = answered(taken(asked_for(order, REFUND, 6000)), False)

    assert last(asked_for(order, REFUND, 6000)).capture == 1


def test_what_the_payment_itself_captured_has_no_number() -> None:
    assert last(asked_for(paid(), REFUND, 1)).capture == 0


# Idempotency


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


# One at a time, unknown before the call


def test_the_worker_that_takes_an_operation_marks_it_unknown_for_its_lease() -> None:
    before = asked_for(paid(), REFUND, 3000)
    order = taken(before)

    assert (last(order).status, last(order).owner, last(order).due_at) == (UNKNOWN, "a", NOW + LEASE)
    assert order.version == before.version + 1
    assert (order.refunded, order.refundable) == (0, 7000)


def test_nobody_takes_an_operation_twice_not_even_after_the_lease() -> None:
    order = taken(asked_for(paid(), REFUND, 3000))

    for now in (NOW, NOW + LEASE, LATER):
        assert taken(order, owner="b", now=now) is order


def test_operations_go_in_the_order_in_which_they_were_asked_for() -> None:
    order = asked_for(asked_for(paid(), REFUND, 3000), REFUND, 2000)

    assert taken(order, 2) is order
    first = taken(order, 1)
    assert taken(first, 2) is first
    unknown = answered(first, None, 1)
    assert taken(unknown, 2, now=LATER) is unknown
    assert last(taken(answered(unknown, False, 1), 2)).status is UNKNOWN


def test_an_operation_is_not_taken_before_it_is_due_nor_one_that_there_is_not() -> None:
    order = asked_for(paid(), REFUND, 3000)

    assert taken(order, now=NOW - timedelta(seconds=1)) is order
    assert taken(order, 7) is order
    assert answered(order, True, 7) is order
    assert settled(order, 0, 0, number=7) is order


def test_an_order_is_due_when_its_next_operation_is() -> None:
    order = asked_for(paid(), REFUND, 3000)
    order = replace(order, effects={})

    assert order.due_at() == NOW
    assert taken(order).due_at() == NOW + LEASE
    assert answered(taken(order), None).due_at() == NOW + PAUSE
    assert answered(taken(order), True).due_at() is None


# Answers


def test_an_answer_to_what_nobody_asked_is_nothing() -> None:
    order = asked_for(paid(), REFUND, 3000)

    assert answered(order, True) is order


def test_silence_leaves_the_operation_unknown_and_its_money_reserved_until_the_books_are_asked() -> None:
    order = answered(taken(asked_for(paid(), REFUND, 3000)), None, label="timeout")

    assert (last(order).status, last(order).owner, last(order).label) == (UNKNOWN, "", "timeout")
    assert (last(order).due_at, order.refundable, order.cases) == (NOW + PAUSE, 7000, ())
    with pytest.raises(NotEnoughLeft):
        asked_for(order, REFUND, 7001)


def test_an_answer_counts_once() -> None:
    order = answered(taken(asked_for(paid(), REFUND, 3000)), True, authorization="A1")

    assert (order.refunded, last(order).authorization) == (3000, "A1")
    assert answered(order, True, now=LATER) is order
    assert answered(order, None, now=LATER) is order


def test_an_answer_that_comes_while_the_books_are_still_to_be_asked_is_taken() -> None:
    silent = answered(taken(asked_for(paid(), REFUND, 3000)), None)

    assert answered(silent, True).refunded == 3000


def test_a_late_answer_that_agrees_with_the_books_is_nothing() -> None:
    order = taken(asked_for(paid(), REFUND, 3000))

    for end, said in ((settled(order, 10000, 3000), True), (settled(order, 10000, 0), False)):
        assert answered(end, said, now=LATER) is end


def test_a_late_answer_that_contradicts_the_books_changes_no_money_and_is_a_case_once() -> None:
    order = taken(asked_for(paid(), REFUND, 3000))

    for end, said in ((settled(order, 10000, 3000), False), (settled(order, 10000, 0), True)):
        late = answered(end, said, now=LATER)
        assert kinds(late) == [CaseKind.BANK_DISAGREES]
        assert (late.refunded, last(late)) == (end.refunded, last(end))
        assert answered(late, said, now=LATER) is late


def test_an_operation_that_stays_unknown_for_long_is_a_case_once() -> None:
    order = taken(asked_for(paid(), REFUND, 3000))

    soon = answered(order, None, now=NOW + UNSETTLED - timedelta(seconds=1))
    assert soon.cases == ()
    long = answered(soon, None, now=NOW + UNSETTLED)
    assert (kinds(long), last(long).status) == ([CaseKind.BANK_DISAGREES], UNKNOWN)
    assert kinds(answered(long, None, now=LATER)) == [CaseKind.BANK_DISAGREES]


# Settled by the bank's books


def unknown(order: Order, kind: OperationKind, amount: int | None = None) -> Order:
    return answered(taken(asked_for(order, kind, amount)), None)


@pytest.mark.parametrize(
    ("kind", "books", "money"),
    [
        (CAPTURE, (6000, 0, False), (6000, 0, 0)),
        (CANCELLATION, (0, 0, True), (0, 0, 10000)),
    ],
)
def test_books_with_the_operation_in_them_say_that_it_was_done(
    kind: OperationKind, books: tuple[int, int, bool], money: tuple[int, int, int]
) -> None:
    order = settled(unknown(paid(Mode.PARTIAL), kind, 6000 if kind is CAPTURE else None), *books)

    assert (last(order).status, last(order).answered_at) == (DONE, LATER)
    assert (order.captured, order.refunded, order.released) == money


def test_books_with_the_refund_in_them_say_that_it_was_done() -> None:
    order = settled(unknown(done(paid(), REFUND, 1000), REFUND, 3000), 10000, 4000)

    assert (last(order).status, order.refunded) == (DONE, 4000)


@pytest.mark.parametrize("kind", OperationKind)
def test_books_as_before_say_that_it_was_not_done_and_free_the_money(kind: OperationKind) -> None:
    before = done(paid(Mode.PARTIAL), CAPTURE, 6000)
    order = settled(unknown(before, kind, None if kind is CANCELLATION else 1000), 6000, 0)

    assert (last(order).status, order.cases) == (REFUSED, ())
    assert (order.capturable, order.refundable) == (4000, 6000)


@pytest.mark.parametrize("books", [(10000, 5000), (10000, 2999), (9000, 3000), (0, 0)])
def test_books_that_fit_neither_are_a_case_and_the_operation_stays_unknown(books: tuple[int, int]) -> None:
    order = settled(unknown(paid(), REFUND, 3000), *books)

    assert (kinds(order), last(order).status, last(order).due_at) == ([CaseKind.BANK_DISAGREES], UNKNOWN, LATER + PAUSE)
    assert (order.refunded, order.refundable) == (0, 7000)


def test_the_disagreement_is_one_case_while_it_is_open_and_another_once_it_was_resolved() -> None:
    order = settled(unknown(paid(), REFUND, 3000), 10000, 5000)
    again = settled(order, 10000, 5000, now=LATER + PAUSE)
    assert kinds(again) == [CaseKind.BANK_DISAGREES]

    resolved = told(again, CaseResolved(again.cases[0].id, "called the bank", LATER))
    assert len(settled(resolved, 10000, 5000, now=LATER + 2 * PAUSE).cases) == 2


def test_a_disagreement_that_goes_away_is_settled_after_all() -> None:
    order = settled(unknown(paid(), REFUND, 3000), 10000, 5000)

    assert settled(order, 10000, 3000, now=LATER + PAUSE).refunded == 3000


def test_the_books_are_not_believed_while_the_caller_may_still_be_calling() -> None:
    order = taken(asked_for(paid(), REFUND, 3000))

    assert settled(order, 10000, 0, now=NOW + LEASE - timedelta(seconds=1)) is order
    assert last(settled(order, 10000, 0, now=NOW + LEASE)).status is REFUSED


def test_what_was_answered_or_not_yet_asked_is_not_settled() -> None:
    requested = asked_for(paid(), REFUND, 3000)
    ended = answered(taken(requested), True)

    assert settled(requested, 10000, 0) is requested
    assert settled(ended, 10000, 0) is ended


# Cases resolved


def test_the_first_resolution_of_a_case_stands() -> None:
    order = settled(unknown(paid(), REFUND, 3000), 10000, 5000)
    case = order.cases[0].id

    resolved = told(order, CaseResolved(case, "first", LATER))
    assert (resolved.cases[0].resolved_at, resolved.cases[0].note) == (LATER, "first")
    assert told(resolved, CaseResolved(case, "second", LATER + PAUSE)) is resolved
    assert told(order, CaseResolved("CMD4821.9", "none", LATER)) is order


# What comes after


def test_a_second_acceptance_after_refund_or_cancellation_is_a_case_and_no_money() -> None:
    refunded = done(paid(), REFUND)
    cancelled = done(paid(Mode.PARTIAL), CANCELLATION)

    for order, kind in (
        (refunded, CaseKind.SECOND_ACCEPTANCE),
        (cancelled, CaseKind.ACCEPTED_AFTER_CANCELLATION),
    ):
        late = after(order, accepted(order, 30))
        assert (kinds(late), late.status, late.authorized) == ([kind], order.status, 10000)


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
