"""What does not match, or matches once too often: kept, a case for staff, and never money."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.decisions import Decision, decide
from chalicelib.domain.money import Money
from chalicelib.domain.reports import Aside, BankNotified, EffectDone, TimePassed
from chalicelib.domain.starting import resume
from chalicelib.domain.vocabulary import CaseKind, Mode, Platform, Result, Status
from tests.domain.entries import accepted, after, an_entry, kinds, refused, same_money, started_again, waiting
from tests.makers import NOW, a_wish, an_order, euros


def test_a_second_acceptance_is_a_case_and_not_money() -> None:
    order = an_order()
    paid = after(order, accepted(order, 1))

    twice = after(paid, accepted(order, 2, authorization="123456"))

    assert kinds(twice) == [CaseKind.SECOND_ACCEPTANCE]
    assert [entry.fault for entry in twice.entries] == [None, CaseKind.SECOND_ACCEPTANCE]
    assert same_money(paid, twice)
    assert (twice.status, twice.effects) == (Status.PAID, paid.effects)


@pytest.mark.parametrize("mode", [Mode.DEFERRED, Mode.PARTIAL])
def test_a_second_acceptance_on_an_authorized_order_is_a_case_too(mode: Mode) -> None:
    order = an_order(mode=mode)
    authorized = after(order, accepted(order, 1))

    twice = after(authorized, accepted(order, 2))

    assert kinds(twice) == [CaseKind.SECOND_ACCEPTANCE]
    assert same_money(authorized, twice)
    assert twice.effects == authorized.effects


def test_a_second_acceptance_on_another_reference_is_a_case_too() -> None:
    order = an_order()
    again = started_again(after(order, refused(order)))

    twice = after(again, accepted(again, 3), accepted(order, 4))

    assert kinds(twice) == [CaseKind.SECOND_ACCEPTANCE]
    assert twice.cases[0].reference == "CMD482101"
    assert twice.captured == 6273


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"amount": euros("62.72")}, CaseKind.WRONG_AMOUNT),
        ({"amount": euros("6273.00")}, CaseKind.WRONG_AMOUNT),
        ({"amount": None, "amount_text": "62,73EUR"}, CaseKind.WRONG_AMOUNT),
        ({"amount": Money(6273, "USD")}, CaseKind.WRONG_CURRENCY),
        ({"amount": Money(6274, "USD")}, CaseKind.WRONG_CURRENCY),
        ({"platform": Platform.PRODUCTION}, CaseKind.WRONG_PLATFORM),
        ({"terminal": "7654321"}, CaseKind.WRONG_TERMINAL),
        ({"result": Result.UNKNOWN, "code": "paiement_pf2"}, CaseKind.UNKNOWN_RESULT),
        ({"reference": "CMD482102"}, CaseKind.UNKNOWN_ATTEMPT),
        ({"reference": "CMD482100"}, CaseKind.UNKNOWN_ATTEMPT),
        ({"reference": "CMD482201"}, CaseKind.UNKNOWN_ATTEMPT),
        ({"reference": "?"}, CaseKind.UNKNOWN_ATTEMPT),
        ({"fault": CaseKind.WRONG_PLATFORM}, CaseKind.WRONG_PLATFORM),
        ({"fault": CaseKind.WRONG_PLATFORM, "reference": "CMD482199"}, CaseKind.UNKNOWN_ATTEMPT),
        ({"terminal": "7654321", "platform": Platform.PRODUCTION, "amount": None}, CaseKind.WRONG_TERMINAL),
        ({"platform": Platform.PRODUCTION, "amount": None}, CaseKind.WRONG_PLATFORM),
    ],
)
def test_an_acceptance_that_does_not_match_is_kept_as_a_case_and_pays_nothing(
    wrong: dict[str, Any], kind: CaseKind
) -> None:
    order = an_order()
    entry = accepted(order, **wrong)

    odd = after(order, entry)

    assert odd.entries == (replace(entry, fault=kind),)
    [case] = odd.cases
    assert (case.id, case.kind, case.entry) == ("CMD4821.1", kind, entry.identity)
    assert (case.reference, case.opened_at) == (entry.reference, entry.received_at)
    assert same_money(order, odd)
    assert (odd.status, odd.attempts, odd.effects, odd.version) == (Status.PENDING, order.attempts, {}, 2)


@pytest.mark.parametrize("make", [refused, waiting])
@pytest.mark.parametrize(
    "wrong", [{"amount": euros("1.00")}, {"terminal": "7654321"}, {"platform": Platform.PRODUCTION}]
)
def test_a_refusal_or_wait_that_does_not_match_is_a_case_and_moves_no_attempt(make: Any, wrong: dict[str, Any]) -> None:
    order = an_order()

    odd = after(order, make(order, **wrong))

    assert len(odd.cases) == 1
    assert odd.attempts == order.attempts


def test_a_platform_that_nothing_tells_is_taken_to_be_the_attempts() -> None:
    order = an_order()

    assert after(order, refused(order, platform=None)).status is Status.REFUSED


def test_the_right_acceptance_still_pays_after_a_wrong_one() -> None:
    order = an_order()

    paid = after(order, accepted(order, 1, amount=euros("1.00")), accepted(order, 2))

    assert (paid.status, kinds(paid)) == (Status.PAID, [CaseKind.WRONG_AMOUNT])


def test_an_attempt_is_held_to_its_own_terminal_and_platform() -> None:
    order = an_order()
    again = resume(after(order, refused(order)), a_wish(terminal="7654321"), NOW, form_kept=True)

    assert after(again, accepted(order, 3)).status is Status.PAID
    assert kinds(after(again, accepted(again, 3, terminal="1234567"))) == [CaseKind.WRONG_TERMINAL]


def test_cases_are_numbered_in_the_order_of_opening() -> None:
    order = an_order()

    odd = after(order, *(an_entry(order, Result.UNKNOWN, minute) for minute in (1, 2, 3)))

    assert [case.id for case in odd.cases] == ["CMD4821.1", "CMD4821.2", "CMD4821.3"]


def test_a_message_for_an_unknown_order_is_set_aside_whole() -> None:
    entry = accepted(an_order())

    assert decide(None, BankNotified(entry)) == Decision(None, Aside(CaseKind.UNKNOWN_ORDER, entry))


@pytest.mark.parametrize("report", [TimePassed(NOW), EffectDone("confirmation", NOW)])
def test_other_reports_about_an_unknown_order_are_nothing(report: Any) -> None:
    assert decide(None, report) == Decision(None)
