from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import InvalidValue
from chalicelib.domain.order import MAX_ATTEMPTS, check_number, reference_of, split_reference
from chalicelib.domain.reports import EffectDone
from chalicelib.domain.starting import resume
from chalicelib.domain.vocabulary import BookState, CaseKind, Status
from tests.domain.entries import accepted, after, refused, started_again
from tests.domain.operations import REFUND, asked_for, paid, read, some_books
from tests.makers import NOW, PAGE, a_wish, an_order

NOTHING = some_books(None, None, BookState.PENDING)
NUMBERS = st.from_regex(r"[A-Za-z0-9-]{1,48}", fullmatch=True)


@pytest.mark.parametrize("number", ["1", "CMD4821", "a-B-3", "-", "A" * 48])
def test_an_order_number_is_letters_digits_and_hyphens(number: str) -> None:
    assert check_number(number) == number


@pytest.mark.parametrize("number", ["", "A" * 49, "CMD 1", "CMD_1", "é", "1\n", "a/b", "a*b", "٣"])
def test_any_other_order_number_is_refused(number: str) -> None:
    with pytest.raises(InvalidValue):
        check_number(number)


def test_a_reference_is_the_order_number_then_two_digits() -> None:
    assert reference_of("CMD4821", 1) == "CMD482101"
    assert reference_of("CMD4821", MAX_ATTEMPTS) == "CMD482120"


@given(NUMBERS, st.integers(1, MAX_ATTEMPTS))
def test_a_reference_gives_its_order_number_and_attempt_back(number: str, attempt: int) -> None:
    assert split_reference(reference_of(number, attempt)) == (number, attempt)


@pytest.mark.parametrize(
    "reference", ["", "01", "CMD", "CMD1", "CMD_01", "CMD01 ", "CMD٠١", "A" * 49 + "01", "CMD01\n"]
)
def test_what_cannot_be_a_reference_of_ours_names_nothing(reference: str) -> None:
    assert split_reference(reference) is None


def test_each_change_is_a_new_version_and_leaves_the_old_one_as_it_was() -> None:
    order = an_order()

    paid = after(order, accepted(order))

    assert (order.version, order.status, order.entries) == (1, Status.PENDING, ())
    assert (paid.version, paid.status) == (2, Status.PAID)


def test_an_open_page_is_due_when_it_closes_and_a_lapsed_one_whose_books_were_read_never() -> None:
    order = an_order()
    again = NOW + 2 * PAGE
    closed = read(order, NOTHING, now=NOW + PAGE)

    assert (order.due_at(), closed.due_at(), closed.status) == (NOW + PAGE, again, Status.EXPIRED)
    assert read(closed, NOTHING, now=again).due_at() is None


def test_a_paid_order_is_due_while_it_owes_an_effect() -> None:
    order = an_order()
    paid = after(order, accepted(order))
    done = decide(paid, EffectDone("confirmation", NOW)).order

    assert paid.due_at() == NOW + timedelta(minutes=1)
    assert done is not None
    assert done.due_at() is None


def test_a_paid_order_is_not_due_for_a_page_that_is_still_open() -> None:
    order = an_order()
    again = resume(after(order, refused(order)), a_wish(), NOW, form_kept=True)
    done = decide(after(again, accepted(order, 2)), EffectDone("confirmation", NOW)).order

    assert again.due_at() == NOW + PAGE
    assert done is not None
    asked = replace(done, attempts={n: replace(attempt, ask_at=None) for n, attempt in done.attempts.items()})
    assert asked.due_at() is None


def test_an_order_is_due_when_the_books_about_any_attempt_are() -> None:
    order = an_order()
    again = resume(after(order, refused(order)), a_wish(), NOW + timedelta(minutes=10), form_kept=True)
    paid = decide(after(again, accepted(again, 12)), EffectDone("confirmation", NOW)).order

    assert paid is not None
    assert paid.due_at() == NOW + PAGE
    assert read(paid, NOTHING, attempt=1, now=NOW + 2 * PAGE).due_at() is None


def test_money_decides_the_status_before_any_attempt() -> None:
    order = an_order()

    assert replace(order, authorized=6273).status is Status.AUTHORIZED
    assert replace(order, authorized=6273, captured=6273).status is Status.PAID
    assert not replace(order, authorized=6273).payable


def test_the_attempt_that_pays_is_the_one_that_the_bank_accepted_whichever_came_last() -> None:
    order = an_order()
    again = started_again(after(order, refused(order)))

    assert again.paying_attempt.number == 2
    assert after(again, accepted(order, 3)).paying_attempt.number == 1
    third = started_again(after(again, refused(again, 2)))
    assert after(third, accepted(again, 3)).paying_attempt.number == 2


def test_operations_are_seen_to_in_their_order_however_they_were_stored() -> None:
    order = asked_for(asked_for(paid(), REFUND, 3000), REFUND, 2000)
    backwards = replace(order, operations=dict(reversed(order.operations.items())))

    assert backwards.next_operation is order.operations[1]


def test_an_open_case_of_another_kind_keeps_none_from_being_opened() -> None:
    order = an_order().with_case(CaseKind.WRONG_AMOUNT, NOW)

    assert len(order.with_case_once(CaseKind.BANK_DISAGREES, NOW).cases) == 2
    assert order.with_case_once(CaseKind.WRONG_AMOUNT, NOW) is order


def test_an_open_page_is_due_when_it_closes_although_no_books_are_to_be_read() -> None:
    order = an_order()

    assert order.with_attempt(order.last_attempt, ask_at=None).due_at() == NOW + PAGE
