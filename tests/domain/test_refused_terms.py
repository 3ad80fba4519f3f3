"""A refusal is a case only where a term is refused that was to come; a wait is none."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.domain.accepting import next_asking
from chalicelib.domain.order import MAX_REFUSALS
from chalicelib.domain.vocabulary import CaseKind, Result
from tests.domain.entries import accepted, after, kinds, refused
from tests.domain.terms import instalment, renewal, split, subscribed
from tests.makers import NOW, an_order


def test_a_partner_s_wait_about_a_term_is_no_refusal_of_it() -> None:
    order = after(split(), instalment(split(), 1))
    waits = after(order, instalment(order, 2, Result.WAITING))

    assert (waits.cases, waits.instalments) == ((), order.instalments)
    assert after(subscribed(), renewal(subscribed(), 31, Result.WAITING)).cases == ()


def test_a_refusal_days_after_a_payment_in_one_is_no_refused_renewal() -> None:
    order = after(an_order(), accepted(an_order()))

    assert after(order, refused(order, 3 * 24 * 60)).cases == ()


def test_a_full_record_still_opens_the_case_of_a_refused_renewal() -> None:
    order = subscribed()
    full = after(order, *(refused(order, 0, authorization=f"R{n}") for n in range(1, MAX_REFUSALS)))
    assert (len(full.entries), full.cases) == (MAX_REFUSALS, ())

    assert kinds(after(full, renewal(full, 31, Result.REFUSED))) == [CaseKind.RENEWAL_REFUSED]


def test_the_books_of_an_instalment_that_is_overdue_already_are_read_tomorrow() -> None:
    order = after(split(), instalment(split(), 1))
    late = NOW + timedelta(days=200)

    assert next_asking(order, late) == late + timedelta(days=1)
