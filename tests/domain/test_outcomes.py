"""Where an attempt stands: lapsed when its page has closed, waiting for a partner, refused by the bank's clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import PartnerDeciding
from chalicelib.domain.order import Order
from chalicelib.domain.record import Entry
from chalicelib.domain.reports import TimePassed
from chalicelib.domain.starting import resume
from chalicelib.domain.vocabulary import CaseKind, Outcome, Status
from tests.domain.entries import accepted, after, kinds, refused, started_again, waiting
from tests.domain.operations import told, unread
from tests.makers import NOW, PAGE, a_wish, an_order, euros

SECOND = timedelta(seconds=1)


def expired(order: Order) -> Order:
    """The order once the page has closed and the bank was silent about what became of it."""
    closed = NOW + PAGE
    return told(unread(order, now=closed, again_at=closed + SECOND), TimePassed(closed))


def test_a_page_that_has_closed_undecided_lapses() -> None:
    order = an_order()

    assert decide(order, TimePassed(NOW + PAGE - SECOND)).order is order
    lapsed = expired(order)
    assert (lapsed.status, lapsed.last_attempt.outcome, lapsed.version) == (Status.EXPIRED, Outcome.LAPSED, 3)
    assert lapsed.cases == ()
    assert decide(lapsed, TimePassed(NOW + PAGE)).order is lapsed


def test_a_page_does_not_lapse_while_the_bank_is_about_to_be_asked() -> None:
    order = an_order()

    assert decide(order, TimePassed(NOW + PAGE)).order is order
    assert decide(order, TimePassed(NOW + 9 * PAGE)).order is order


@pytest.mark.parametrize("make", [accepted, refused, waiting])
def test_an_attempt_that_the_bank_has_spoken_about_never_lapses(make: Any) -> None:
    order = an_order()
    told = after(order, make(order))

    assert decide(told, TimePassed(NOW + timedelta(days=365))).order is told


def test_a_paid_order_does_not_lapse_with_a_later_attempt() -> None:
    order = an_order()
    paid = after(started_again(after(order, refused(order))), accepted(order, 2))
    unasked = replace(paid, attempts={n: replace(a, ask_at=None) for n, a in paid.attempts.items()})

    assert decide(paid, TimePassed(NOW + 2 * PAGE)).order is paid
    assert decide(unasked, TimePassed(NOW + 2 * PAGE)).order is unasked


def test_a_later_page_that_lapses_leaves_the_earlier_attempt_as_it_was() -> None:
    order = started_again(after(an_order(), refused(an_order())))
    first, second = order.attempts.values()
    unasked = replace(order, attempts={1: replace(first, ask_at=None), 2: replace(second, ask_at=None)})

    lapsed = told(unasked, TimePassed(second.closes_at))

    assert [attempt.outcome for attempt in lapsed.attempts.values()] == [Outcome.REFUSED, Outcome.LAPSED]


def test_nothing_lapses_while_the_books_of_any_attempt_are_due() -> None:
    order = started_again(after(an_order(), refused(an_order())))
    first, second = order.attempts.values()
    asking = replace(order, attempts={1: first, 2: replace(second, ask_at=second.closes_at + PAGE)})

    assert decide(asking, TimePassed(second.closes_at)).order is asking


def test_an_acceptance_after_expiry_pays_and_opens_a_case_for_information() -> None:
    order = expired(an_order())

    paid = after(order, accepted(order, 50))

    assert (paid.status, paid.captured, list(paid.effects)) == (Status.PAID, 6273, ["confirmation"])
    assert kinds(paid) == [CaseKind.ACCEPTED_AFTER_EXPIRY]
    assert paid.entries[0].fault is None


def test_a_refusal_after_expiry_shows_as_refused() -> None:
    order = expired(an_order())

    assert after(order, refused(order, 50)).status is Status.REFUSED


def test_a_waiting_partner_who_accepts_pays_the_order() -> None:
    order = an_order()
    waits = after(order, waiting(order, 1))

    assert (waits.status, waits.payable) == (Status.WAITING_PARTNER, True)
    paid = after(waits, accepted(order, 2))
    assert (paid.status, paid.cases) == (Status.PAID, ())


def test_a_waiting_partner_who_refuses_leaves_the_order_payable() -> None:
    order = an_order()

    no = after(order, waiting(order, 1), refused(order, 2))

    assert (no.status, no.payable) == (Status.REFUSED, True)


def test_the_banks_clock_decides_between_refusal_and_wait_not_the_order_of_arrival() -> None:
    order = an_order()

    for entries in ([waiting(order, 1), refused(order, 2)], [refused(order, 2), waiting(order, 1)]):
        assert after(order, *entries).status is Status.REFUSED
    for entries in ([refused(order, 1), waiting(order, 2)], [waiting(order, 2), refused(order, 1)]):
        assert after(order, *entries).status is Status.WAITING_PARTNER
    for entries in ([refused(order, 3), waiting(order, 3)], [waiting(order, 3), refused(order, 3)]):
        assert after(order, *entries).status is Status.REFUSED


def test_where_an_attempt_stands_follows_from_what_was_said_about_itself() -> None:
    order = an_order()
    again = started_again(after(order, refused(order, 5)))

    told = after(again, refused(again, 6), waiting(order, 7))

    assert (told.attempts[1].outcome, told.attempts[2].outcome) == (Outcome.WAITING, Outcome.REFUSED)


def test_while_a_partner_decides_about_any_attempt_the_order_waits_and_no_new_one_starts() -> None:
    order = an_order()
    again = started_again(after(order, refused(order, 1)))

    told = after(again, waiting(order, 3))

    assert told.status is Status.WAITING_PARTNER
    with pytest.raises(PartnerDeciding):
        resume(told, a_wish(), NOW + 2 * PAGE, form_kept=True)
    assert after(told, refused(order, 4)).status is Status.PENDING


def test_a_refusal_that_does_not_match_never_speaks_for_its_attempt_later() -> None:
    order = an_order()

    assert after(order, refused(order, 9, amount=euros("1.00")), waiting(order, 2)).status is Status.WAITING_PARTNER


def test_an_entry_whose_date_was_unreadable_yields_to_one_with_a_date() -> None:
    order = an_order()

    entries: list[Entry] = [waiting(order, 1), refused(order, 1, bank_time="")]

    assert after(order, *entries).status is Status.WAITING_PARTNER
    assert after(order, *reversed(entries)).status is Status.WAITING_PARTNER
