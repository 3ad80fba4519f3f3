"""A split payment: each instalment is captured once, in whatever order the bank tells of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import NotPossibleNow, OrderChanged
from chalicelib.domain.money import Money
from chalicelib.domain.order import Order
from chalicelib.domain.reports import BankNotified
from chalicelib.domain.starting import resume
from chalicelib.domain.vocabulary import CaseKind, InstalmentStatus, Mode, Outcome, Result, Status
from tests.domain.entries import after, kinds, refused
from tests.domain.operations import CANCELLATION, CAPTURE, REFUND, asked_for, done, last
from tests.domain.terms import PARTS, adds_up, instalment, split, sums
from tests.makers import NOW, a_wish, an_order, euros

DUE, PAID, REFUSED = InstalmentStatus


def statuses(order: Order) -> list[InstalmentStatus]:
    return [part.status for part in order.instalments]


def all_paid() -> Order:
    order = split()
    return after(order, *(instalment(order, number) for number in (1, 2, 3)))


def again(order: Order, now: datetime = NOW + timedelta(days=1)) -> Order:
    return resume(order, wish(), now, form_kept=True)


def wish(**changes: Any) -> Any:
    return a_wish(**{"mode": Mode.SPLIT, "amount": euros("100.00"), "instalments": PARTS, **changes})


def test_the_first_instalment_pays_the_order_with_its_own_amount() -> None:
    order = split()

    paid = after(order, instalment(order, 1))

    assert (paid.status, sums(paid), paid.cases) == (Status.PAID, (4000, 4000, 0), ())
    assert (statuses(paid), list(paid.effects)) == ([PAID, DUE, DUE], ["confirmation"])
    assert [(c.amount, c.captured_on, c.authorization) for c in paid.captures.values()] == [
        (4000, date(2026, 11, 23), "A1")
    ]


def test_each_later_instalment_adds_its_amount_and_no_mail() -> None:
    order = all_paid()

    assert (order.status, sums(order), order.cases) == (Status.PAID, (10000, 10000, 0), ())
    assert (statuses(order), adds_up(order)) == ([PAID] * 3, True)
    assert [capture.captured_on for capture in order.captures.values()] == [
        date(2026, 11, 23),
        date(2026, 12, 23),
        date(2027, 1, 23),
    ]
    assert order.effects.keys() == {"confirmation"}


@pytest.mark.parametrize("sequence", list(permutations((1, 2, 3))))
def test_the_order_in_which_instalments_are_told_does_not_matter(sequence: tuple[int, ...]) -> None:
    order = split()

    told = after(order, *(instalment(order, number) for number in sequence))

    assert (sums(told), statuses(told)) == ((10000, 10000, 0), [PAID] * 3)
    assert kinds(told) == ([] if sequence[0] == 1 else [CaseKind.ACCEPTED_AFTER_EXPIRY])
    assert sorted(capture.amount for capture in told.captures.values()) == sorted(PARTS)
    assert told.last_attempt.outcome is Outcome.ACCEPTED


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_instalment_told_again_changes_nothing(number: int) -> None:
    order = all_paid()

    assert decide(order, BankNotified(instalment(split(), number))).order is order


@pytest.mark.parametrize("number", [1, 2])
def test_a_second_acceptance_of_an_instalment_is_a_case_and_no_money(number: int) -> None:
    order = all_paid()

    twice = after(order, instalment(order, number, bank_time="2027-02-01T10:31:00", authorization="B"))

    assert (sums(twice), kinds(twice)) == (sums(order), [CaseKind.SECOND_ACCEPTANCE])


def test_an_instalment_that_is_refused_is_a_case_and_is_still_paid_by_a_later_acceptance() -> None:
    order = split()

    no = after(order, instalment(order, 1), instalment(order, 2, Result.REFUSED))
    assert (no.status, sums(no)) == (Status.PAID, (4000, 4000, 0))
    assert (statuses(no), kinds(no)) == ([PAID, REFUSED, DUE], [CaseKind.INSTALMENT_REFUSED])
    assert [entry.fault for entry in no.entries] == [None, None]
    assert no.last_attempt.outcome is Outcome.ACCEPTED

    yes = after(no, instalment(order, 2))
    assert (statuses(yes), sums(yes), len(yes.cases)) == ([PAID, PAID, DUE], (7500, 7500, 0), 1)


def test_a_late_refusal_of_an_instalment_that_is_paid_is_nothing_but_kept() -> None:
    order = all_paid()

    late = after(order, instalment(order, 2, Result.REFUSED))

    assert (statuses(late), late.cases, sums(late)) == ([PAID] * 3, (), sums(order))
    assert len(late.entries) == len(order.entries) + 1


def test_a_refusal_of_the_first_instalment_is_one_of_the_card() -> None:
    order = split()

    no = after(order, refused(order))

    assert (no.status, statuses(no), no.cases) == (Status.REFUSED, [DUE] * 3, ())


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"instalment_amount": Money(3499, "EUR")}, CaseKind.WRONG_AMOUNT),
        ({"instalment_amount": Money(3500, "USD")}, CaseKind.WRONG_AMOUNT),
        ({"amount": euros("35.00")}, CaseKind.WRONG_AMOUNT),
        ({"amount": Money(10000, "USD")}, CaseKind.WRONG_CURRENCY),
    ],
)
@pytest.mark.parametrize("result", [Result.ACCEPTED, Result.REFUSED])
def test_an_instalment_of_another_amount_is_a_case_and_moves_nothing(
    result: Result, wrong: dict[str, Any], kind: CaseKind
) -> None:
    paid = after(split(), instalment(split(), 1))

    odd = after(paid, instalment(paid, 2, result, **wrong))

    assert (kinds(odd), sums(odd), odd.instalments) == ([kind], sums(paid), paid.instalments)


def test_an_instalment_whose_amount_the_bank_does_not_name_is_taken_as_agreed() -> None:
    paid = after(split(), instalment(split(), 1, instalment_amount=None))

    assert sums(after(paid, instalment(paid, 3, instalment_amount=None))) == (6500, 6500, 0)


def test_an_instalment_beyond_the_schedule_is_a_case() -> None:
    paid = after(split(), instalment(split(), 1))

    odd = after(paid, instalment(paid, 4))

    assert (kinds(odd), sums(odd)) == ([CaseKind.UNKNOWN_RESULT], sums(paid))


def test_an_instalment_of_an_order_that_is_paid_at_once_is_a_case() -> None:
    order = an_order(amount=euros("100.00"))

    odd = after(order, instalment(split(), 2))

    assert (kinds(odd), odd.status) == ([CaseKind.UNKNOWN_RESULT], Status.PENDING)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_instalment_of_another_attempt_than_the_paying_one_is_a_second_acceptance(number: int) -> None:
    first = after(split(), refused(split()))
    second = again(first)
    paid = after(second, instalment(second, 1))

    twice = after(paid, instalment(first, number))

    assert (kinds(twice), sums(twice), twice.instalments) == (
        [CaseKind.SECOND_ACCEPTANCE],
        (4000, 4000, 0),
        paid.instalments,
    )


def test_refunds_take_back_from_one_instalment_at_a_time() -> None:
    order = done(all_paid(), REFUND, 4000)
    assert (order.status, last(order).capture) == (Status.PARTIALLY_REFUNDED, 1)
    with pytest.raises(NotPossibleNow):
        asked_for(order, REFUND)

    order = done(done(order, REFUND, 3500), REFUND, 2500)
    assert (order.status, [capture.refunded for capture in order.captures.values()]) == (Status.REFUNDED, list(PARTS))


def test_an_instalment_after_a_refund_of_all_leaves_the_order_refunded_in_part() -> None:
    paid = after(split(), instalment(split(), 1))
    back = done(paid, REFUND)
    assert back.status is Status.REFUNDED

    assert after(back, instalment(back, 2)).status is Status.PARTIALLY_REFUNDED


@pytest.mark.parametrize("kind", [CAPTURE, CANCELLATION])
def test_there_is_nothing_to_capture_nor_to_cancel(kind: Any) -> None:
    with pytest.raises(NotPossibleNow):
        asked_for(after(split(), instalment(split(), 1)), kind)


def test_a_new_attempt_keeps_the_amounts_and_begins_the_schedule_anew() -> None:
    order = again(after(split(), refused(split())), datetime(2026, 12, 31, 10, 0, tzinfo=UTC))

    assert [(part.number, part.due_on, part.amount, part.status) for part in order.instalments] == [
        (1, date(2026, 12, 31), 4000, DUE),
        (2, date(2027, 1, 31), 3500, DUE),
        (3, date(2027, 2, 28), 2500, DUE),
    ]


@pytest.mark.parametrize("parts", [(), (5000, 5000), (3500, 4000, 2500)])
def test_other_instalments_under_an_order_number_are_another_order(parts: tuple[int, ...]) -> None:
    order = after(split(), refused(split()))

    with pytest.raises(OrderChanged):
        resume(order, wish(instalments=parts), NOW, form_kept=True)


def test_the_books_are_read_the_day_after_the_next_instalment_is_due_and_no_more_once_all_are_paid() -> None:
    paid = after(split(), instalment(split(), 1))
    assert paid.last_attempt.ask_at == datetime(2026, 12, 24, 12, tzinfo=UTC)

    two = after(paid, instalment(paid, 2))
    assert two.last_attempt.ask_at == datetime(2027, 1, 24, 12, tzinfo=UTC)
    assert after(two, instalment(paid, 3)).last_attempt.ask_at is None
