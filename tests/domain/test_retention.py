"""What is kept of an order ends class by class, and never while something still needs it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.order import FIRST_REVIEW, Order
from chalicelib.domain.record import Authentication, Instalment, Operation
from chalicelib.domain.reports import BankNotified, EffectDone, ErasureAsked, RetentionReviewed
from chalicelib.domain.retention import DEFAULT, LONGEST_REVIEW, OVERDUE, SILENCE, Retention, ends, needs
from chalicelib.domain.starting import resume
from chalicelib.domain.vocabulary import InstalmentStatus, Mode, Need, OperationKind, Outcome
from tests.makers import NOW, a_wish, an_entry, an_order

DAY = timedelta(days=1)
SHORT = Retention(personal=60 * DAY, abandoned=30 * DAY, evidence=90 * DAY, order=400 * DAY)
EVIDENCE = {
    "authorization": "A1",
    "authentication": Authentication("authenticated", "2.1.0", "Y"),
    "masked_number": "00000100******02",
    "refusal_reason": "Refus",
    "refusal_detail": "Refus banque",
    "extra": {"filtragecause": "1"},
}


def paid(**changes) -> Order:
    """An order that is paid, confirmed, and asked about no more."""
    order = an_order(**changes)
    order = decide(order, BankNotified(an_entry(order, brand="CB", **EVIDENCE))).order
    order = decide(order, EffectDone("confirmation", NOW + timedelta(minutes=2))).order
    return unasked(order)


def unasked(order):
    return replace(order, attempts={n: replace(a, ask_at=None) for n, a in order.attempts.items()})


def lapsed():
    order = an_order()
    return unasked(replace(order, attempts={1: replace(order.last_attempt, outcome=Outcome.LAPSED)}))


def reviewed(order, days, retention=SHORT):
    return decide(order, RetentionReviewed(retention, NOW + days * DAY)).order


def swept(order, days, retention=SHORT):
    """The order after reviews whenever one was due, as a sweep makes them."""
    moment = NOW
    while order.review_due <= NOW + days * DAY:
        moment = order.review_due
        order = decide(order, RetentionReviewed(retention, moment)).order
        assert order.review_due > moment
    return order


def test_nothing_goes_before_its_time():
    order = paid()

    assert reviewed(order, 30) is order
    later = reviewed(order, 31)
    assert (later.erased_at, later.entries, later.ends_at) == (None, order.entries, None)


def test_each_class_goes_when_its_own_time_has_come():
    order = paid()

    personal, evidence = swept(order, 61), swept(order, 92)

    assert personal.erased_at is not None
    assert personal.entries == order.entries
    assert personal.ends_at is None
    [entry] = evidence.entries
    assert entry == replace(order.entries[0], **{name: type(value)() for name, value in EVIDENCE.items() if name !=
                                                 "authentication"}, authentication=None)  # fmt: skip
    assert evidence.ends_at == ends(order, SHORT).order


def test_money_status_and_the_numbers_of_captures_stay():
    order = paid()

    after = swept(order, 1000)

    kept = ("status", "amount", "authorized", "captured", "refunded", "paid_at", "captures", "attempts", "cases")
    assert [getattr(after, name) for name in kept] == [getattr(order, name) for name in kept]
    assert [capture.authorization for capture in after.captures.values()] == ["A1"]
    assert after.entries[0].brand == "CB"


def test_a_stripped_message_is_still_known_when_it_comes_again():
    order = paid()
    after = swept(order, 1000)

    assert decide(after, BankNotified(an_entry(order, brand="CB", **EVIDENCE))).order is after


def test_an_order_that_nobody_paid_goes_sooner_and_whole():
    order = lapsed()

    after = swept(order, 92)

    assert after.erased_at < NOW + 32 * DAY
    assert after.ends_at == ends(order, SHORT).evidence < ends(paid(), SHORT).order


@pytest.mark.parametrize("days", [61, 400, 4000])
def test_a_look_is_always_followed_by_a_later_one_within_half_a_year(days):
    after = reviewed(paid(), days)

    assert NOW + days * DAY < after.review_due <= NOW + days * DAY + LONGEST_REVIEW


def test_what_happens_later_counts_from_then():
    order = paid()
    refund = Operation(1, OperationKind.REFUND, 100, "k", "r", NOW + 50 * DAY, NOW + 50 * DAY)
    order = replace(order, operations={1: replace(refund, answered_at=NOW + 55 * DAY)})

    assert ends(order, SHORT).personal == NOW + 115 * DAY


OPERATION = Operation(1, OperationKind.REFUND, 100, "k", "r", NOW, NOW)
PARTS = (
    Instalment(1, date(2026, 11, 23), 3000, InstalmentStatus.PAID),
    Instalment(2, date(2026, 12, 23), 3273),
)


@pytest.mark.parametrize(
    ("order", "held"),
    [
        (an_order(), Need.PAGE),
        (replace(lapsed(), attempts={1: replace(lapsed().last_attempt, ask_at=NOW)}), Need.PAGE),
        (replace(lapsed(), attempts={1: replace(lapsed().last_attempt, outcome=Outcome.WAITING)}), Need.PARTNER),
        (unasked(decide(an_order(), BankNotified(an_entry(an_order()))).order), Need.EFFECT),
        (replace(paid(), operations={1: OPERATION}), Need.OPERATION),
        (replace(paid(), captured=0), Need.CAPTURE),
        (replace(paid(), instalments=PARTS), Need.INSTALMENT),
        (paid(mode=Mode.RECURRING), Need.RECURRENCE),
    ],
    ids=[
        "an open page", "books to be read", "a partner", "a mail", "an operation", "a capture", "an instalment",
        "a recurrence",
    ],
)  # fmt: skip
def test_what_still_needs_the_customers_data_is_named_and_keeps_it(order, held):
    assert needs(order, NOW + DAY) == (held,)
    assert decide(order, ErasureAsked(NOW + DAY)).order is order
    assert decide(order, ErasureAsked(NOW + DAY, forced=True)).order.erased_at == NOW + DAY


def test_a_mail_that_is_owed_keeps_the_data_past_its_time_and_is_looked_at_again():
    order = unasked(decide(an_order(), BankNotified(an_entry(an_order()))).order)

    after = reviewed(order, 500)

    assert after.erased_at is None
    assert after.review_due == NOW + 500 * DAY + FIRST_REVIEW
    done = decide(after, EffectDone("confirmation", NOW)).order
    assert reviewed(done, 531).erased_at == NOW + 531 * DAY


def test_a_recurrence_keeps_the_data_between_its_terms_and_a_stopped_or_silent_one_does_not():
    order = paid(mode=Mode.RECURRING)

    assert reviewed(order, 100).erased_at is None
    assert reviewed(replace(order, stopped_at=NOW), 100).erased_at is not None
    assert needs(order, NOW + SILENCE + DAY) == ()


def test_an_instalment_that_never_came_keeps_the_data_a_month_longer_and_not_for_ever():
    order = replace(paid(), instalments=PARTS)

    assert needs(order, NOW + 30 * DAY + OVERDUE + DAY) == ()
    assert ends(order, SHORT).personal.date() == date(2026, 12, 23) + 60 * DAY


def test_a_partner_of_whom_nothing_was_heard_keeps_nothing_for_ever():
    order = replace(lapsed(), attempts={1: replace(lapsed().last_attempt, outcome=Outcome.WAITING)})

    assert needs(order, NOW + SILENCE + DAY) == ()


def test_an_order_is_erased_once_and_the_first_time_stands():
    order = decide(paid(), ErasureAsked(NOW + DAY)).order

    assert order.erased_at == NOW + DAY
    assert decide(order, ErasureAsked(NOW + 2 * DAY, forced=True)).order is order
    assert swept(order, 300).erased_at == NOW + DAY


def test_a_new_start_brings_new_data_and_its_own_first_look():
    order = swept(decide(lapsed(), ErasureAsked(NOW + DAY)).order, 95)
    assert order.ends_at is not None

    again = resume(order, a_wish(), NOW + 200 * DAY, form_kept=False)

    assert (again.erased_at, again.ends_at) == (None, None)
    assert again.review_due == NOW + 200 * DAY + FIRST_REVIEW


def test_the_order_wakes_for_what_comes_first_its_work_or_its_review():
    order = an_order()

    assert order.wakes_at() == order.due_at() < order.review_due
    assert paid().due_at() is None
    assert paid().wakes_at() == NOW + FIRST_REVIEW
    asked_late = replace(paid(), attempts={1: replace(paid().last_attempt, ask_at=NOW + 100 * DAY)})
    assert asked_late.wakes_at() == NOW + FIRST_REVIEW < asked_late.due_at()


def test_the_defaults_are_the_french_ones():
    days = (DEFAULT.personal.days, DEFAULT.abandoned.days, DEFAULT.evidence.days, DEFAULT.order.days)

    assert days == (760, 30, 457, 4018)
