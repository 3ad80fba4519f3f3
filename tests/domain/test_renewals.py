"""A recurring payment: each renewal counts once, told by its date, and the record stays bounded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import NotPossibleNow
from chalicelib.domain.order import MAX_CAPTURES, MAX_ENTRIES, MAX_REFUSALS, Order
from chalicelib.domain.record import Capture
from chalicelib.domain.reports import BankNotified, EffectDone
from chalicelib.domain.starting import resume
from chalicelib.domain.vocabulary import BookState, CaseKind, Mode, Result, Status
from chalicelib.payments.record_notification import record_entry
from tests.domain.entries import after, kinds, refused
from tests.domain.operations import CAPTURE, REFUND, asked_for, booked, done, last, read, some_books
from tests.domain.terms import TERM, adds_up, recurring, renewal, subscribed, sums
from tests.fakes import MemoryOrders
from tests.makers import NOW, PAGE, a_wish, euros


def renewed(times: int) -> Order:
    return after(subscribed(), *(renewal(recurring(), 7 * n) for n in range(1, times + 1)))


def stopped(order: Order) -> Order:
    return replace(order, stopped_at=NOW + timedelta(days=10))


def test_every_renewal_is_a_term_more() -> None:
    order = subscribed()
    assert (order.status, sums(order), order.cases) == (Status.PAID, (TERM, TERM, 0), ())

    order = after(order, renewal(order, 31), renewal(order, 62))
    assert (order.status, sums(order), order.cases) == (Status.PAID, (3 * TERM, 3 * TERM, 0), ())
    assert adds_up(order)
    assert [(c.captured_on, c.authorization) for c in order.captures.values()] == [
        (date(2026, 11, 23), "A0"),
        (date(2026, 12, 24), "A31"),
        (date(2027, 1, 24), "A62"),
    ]
    assert order.effects.keys() == {"confirmation"}


def test_the_order_is_paid_at_its_first_term_and_its_mail_goes_once() -> None:
    mailed = decide(subscribed(), EffectDone("confirmation", NOW)).order
    assert mailed is not None

    order = after(mailed, renewal(mailed, 31))

    assert (order.paid_at, order.effects) == (mailed.paid_at, mailed.effects)


def test_renewals_that_differ_in_nothing_but_their_date_count_each() -> None:
    order = recurring()

    told = after(order, *(renewal(order, days, authorization="000000") for days in (62, 0, 31)))

    assert (sums(told), len(told.entries)) == ((3 * TERM, 3 * TERM, 0), 3)
    assert kinds(told) == [CaseKind.ACCEPTED_AFTER_EXPIRY]


def test_a_renewal_told_again_changes_nothing() -> None:
    order = renewed(3)

    for days in (0, 7, 21):
        assert decide(order, BankNotified(renewal(recurring(), days))).order is order


def test_a_renewal_that_is_refused_is_a_case_and_the_next_one_counts() -> None:
    order = after(subscribed(), renewal(recurring(), 31, Result.REFUSED))
    assert (order.status, sums(order), kinds(order)) == (Status.PAID, (TERM, TERM, 0), [CaseKind.RENEWAL_REFUSED])
    assert [entry.fault for entry in order.entries] == [None, None]

    assert sums(after(order, renewal(order, 62))) == (2 * TERM, 2 * TERM, 0)


def test_a_refused_renewal_whose_date_is_unreadable_is_one_by_the_day_of_its_arrival() -> None:
    assert kinds(after(subscribed(), renewal(subscribed(), 31, Result.REFUSED, bank_time=""))) == [
        CaseKind.RENEWAL_REFUSED
    ]


def test_a_late_refusal_of_the_card_that_was_tried_first_is_no_case() -> None:
    order = recurring()
    early = refused(order, 0, received_at=NOW + timedelta(days=2))

    assert after(subscribed(), early).cases == ()
    state = some_books(TERM, 0, BookState.PAID, booked(TERM, date(2026, 11, 23)))
    assert after(read(order, state, now=NOW + PAGE), early).cases == ()
    listless = read(order, some_books(TERM, 0, BookState.PAID), now=NOW + PAGE)
    assert after(listless, early).cases == ()


def test_a_renewal_after_the_stop_counts_and_is_a_case() -> None:
    order = after(stopped(subscribed()), renewal(subscribed(), 31))

    assert (sums(order), kinds(order)) == ((2 * TERM, 2 * TERM, 0), [CaseKind.RENEWED_AFTER_STOP])
    assert order.entries[-1].fault is None


def test_an_acceptance_of_another_attempt_is_a_second_one() -> None:
    first = after(recurring(), refused(recurring()))
    second = resume(first, a_wish(mode=Mode.RECURRING, amount=euros("10.00")), NOW, form_kept=True)
    paid = after(second, renewal(second, 0))

    twice = after(paid, renewal(first, 31))

    assert (sums(twice), kinds(twice)) == ((TERM, TERM, 0), [CaseKind.SECOND_ACCEPTANCE])


def test_nothing_is_left_to_capture_and_refunds_name_their_term() -> None:
    order = renewed(2)
    with pytest.raises(NotPossibleNow):
        asked_for(order, CAPTURE)

    order = done(done(order, REFUND, TERM), REFUND, TERM)
    assert (last(order).capture, order.status) == (2, Status.PARTIALLY_REFUNDED)
    order = done(order, REFUND, TERM)
    assert order.status is Status.REFUNDED
    assert after(order, renewal(order, 70)).status is Status.PARTIALLY_REFUNDED


def test_the_books_are_read_a_term_after_the_last_renewal_and_no_more_after_the_stop() -> None:
    order = renewed(2)

    assert order.last_attempt.ask_at == order.entries[-1].received_at + timedelta(days=31)
    assert after(stopped(order), renewal(order, 21)).last_attempt.ask_at is None


# Nothing grows without bound


def full() -> Order:
    return renewed(MAX_ENTRIES - 1)


def test_a_renewal_that_the_record_has_no_room_for_counts_and_is_kept_beside() -> None:
    order = full()
    entry = renewal(order, 999)

    decision = decide(order, BankNotified(entry))

    assert (decision.beside, decision.aside) == (entry, None)
    assert decision.order is not None
    assert (decision.order.entries, decision.order.further_messages) == (order.entries, 1)
    assert decision.order.captured == order.captured + TERM
    assert adds_up(decision.order)


def test_the_money_of_what_is_kept_beside_counts_once_whatever_is_delivered_again() -> None:
    orders = MemoryOrders({"CMD4821": full()})
    late = [renewal(recurring(), days) for days in (900, 931, 962)]

    for entry in (*late, *reversed(late), full().entries[7], *late):
        record_entry(entry, orders)

    order = orders.stored["CMD4821"]
    assert order.captured == (MAX_ENTRIES + 3) * TERM
    assert (len(order.entries), order.further_messages, len(orders.beside)) == (MAX_ENTRIES, 3, 3)


def test_what_confirms_a_renewal_of_the_books_is_kept_beside_too_and_only_once() -> None:
    order = full()
    listed = [booked(c.amount, c.captured_on, c.authorization) for c in order.captures.values()]
    lost = [booked(TERM, (NOW + timedelta(days=days)).date(), "000000") for days in (900, 901)]
    state = some_books(order.captured + 2 * TERM, 0, BookState.PAID, *listed, *lost)
    orders = MemoryOrders({"CMD4821": read(order, state, now=NOW + timedelta(days=902))})

    for days in (900, 900, 901, 901):
        record_entry(renewal(recurring(), days, authorization="000000"), orders)

    told = orders.stored["CMD4821"]
    assert (told.captured, len(told.entries), len(orders.beside)) == (order.captured + 2 * TERM, MAX_ENTRIES, 2)
    assert not any(capture.unheard for capture in told.captures.values())


def test_past_the_most_captures_that_are_listed_money_counts_only() -> None:
    captures = {n: Capture(n, TERM, date(2026, 11, 23)) for n in range(1, MAX_CAPTURES + 1)}
    money = TERM * MAX_CAPTURES
    order = replace(subscribed(), captures=captures, captured=money, authorized=money)

    told = after(order, renewal(order, 31))

    assert (told.captures, sums(told)) == (captures, (money + TERM, money + TERM, 0))
    assert told.refundable == money + TERM


def test_refused_renewals_past_the_cap_are_counted_and_one_case() -> None:
    order = after(subscribed(), *(renewal(recurring(), n, Result.REFUSED) for n in range(1, MAX_REFUSALS)))
    assert len(order.entries) == MAX_REFUSALS

    told = after(order, renewal(order, 100, Result.REFUSED), renewal(order, 107, Result.REFUSED))

    assert (told.entries, told.further_messages) == (order.entries, 2)
    assert set(kinds(told)) == {CaseKind.RENEWAL_REFUSED}
    assert len(told.cases) == len(order.cases)
