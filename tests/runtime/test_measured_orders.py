"""What a write has changed, in figures: each fact once, and none that the write did not bring."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.domain.decisions import decide
from chalicelib.domain.reports import BankNotified, EffectClaimed, EffectDone, EffectFailed
from chalicelib.domain.starting import resume
from chalicelib.domain.vocabulary import Mode, Platform
from chalicelib.runtime.measured_orders import changes
from tests.makers import NOW, a_wish, an_entry, an_order

LATER = NOW + timedelta(minutes=2)


def after(order, report):
    return decide(order, report).order


def notified(order, **said):
    return after(order, BankNotified(an_entry(order, **said)))


def claimed(order):
    return after(order, EffectClaimed("confirmation", "me", LATER, timedelta(minutes=1)))


def test_an_acceptance_is_a_payment_and_the_time_that_it_took():
    order = an_order()

    assert changes(order, notified(order)) == {"PaymentsPaid": 1, "SecondsToPaid": 60}


def test_the_time_starts_at_the_attempt_that_is_paid():
    first = notified(an_order(), result="refused")
    again = resume(first, a_wish(), NOW + timedelta(hours=1), form_kept=True)
    paid = notified(again, identity="second", received_at=NOW + timedelta(hours=1, seconds=30))

    assert changes(first, again) == {"PaymentsStarted": 1}
    assert changes(again, paid) == {"PaymentsPaid": 1, "SecondsToPaid": 30}


def test_an_attempt_that_is_refused_again_is_counted_once_and_none_where_it_is_paid_after_all():
    order = an_order()
    refused = notified(order, result="refused", identity="first")
    again = notified(refused, result="refused", identity="second", bank_time="2026-11-23T10:32:00")
    paid = notified(again)

    assert changes(order, refused) == {"PaymentsRefused": 1}
    assert changes(refused, again) == {}
    assert changes(again, paid) == {"PaymentsPaid": 1, "SecondsToPaid": 60}


def test_a_second_term_is_no_second_payment():
    order = notified(an_order(mode=Mode.RECURRING))
    renewed = notified(order, identity="renewal", bank_time="2026-12-23T10:31:05", received_at=LATER)

    assert renewed.authorized == 2 * order.authorized
    assert changes(order, renewed) == {}


def test_a_case_is_counted_and_one_of_the_wrong_platform_by_its_name_too():
    order = an_order()

    assert changes(order, notified(order, code="paiement", platform=Platform.PRODUCTION)) == {
        "CasesOpened": 1,
        "WrongPlatform": 1,
    }
    assert changes(order, notified(order, code="never heard of", result="unknown")) == {"CasesOpened": 1}


def test_a_mail_is_counted_when_it_is_sent_and_each_time_that_it_is_not():
    paid = notified(an_order())
    taken = claimed(paid)
    failed = EffectFailed("confirmation", taken.effects["confirmation"].owner, LATER, "SES is away")

    assert changes(paid, taken) == {}
    assert changes(taken, after(taken, EffectDone("confirmation", LATER))) == {"MailsSent": 1}
    assert changes(taken, after(taken, failed)) == {"MailsPostponed": 1}


def test_a_mail_that_is_given_up_is_a_case_too():
    taken = claimed(notified(an_order()))
    never = EffectFailed("confirmation", taken.effects["confirmation"].owner, LATER, "no such address", final=True)

    assert changes(taken, after(taken, never)) == {"MailsFailed": 1, "CasesOpened": 1}
