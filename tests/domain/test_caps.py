"""Nothing in the record grows without bound, and no acceptance is ever lost to a bound."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.order import MAX_ENTRIES, MAX_REFUSALS, Order
from chalicelib.domain.reports import BankNotified
from chalicelib.domain.vocabulary import CaseKind, Outcome, Platform, Result, Status
from tests.domain.entries import accepted, after, an_entry, refused, waiting
from tests.makers import an_order


def with_refusals(count: int) -> Order:
    order = an_order()
    return after(order, *(refused(order, minute) for minute in range(1, count + 1)))


def with_faults(count: int, order: Order | None = None) -> Order:
    order = order or an_order()
    known = len(order.entries)
    return after(order, *(an_entry(order, Result.UNKNOWN, 100 + minute) for minute in range(known, known + count)))


def test_refusals_past_the_cap_are_only_counted() -> None:
    full = with_refusals(MAX_REFUSALS)

    counted = after(full, refused(full, 50), refused(full, 51))

    assert (len(full.entries), full.further_messages) == (MAX_REFUSALS, 0)
    assert counted.entries == full.entries
    assert (counted.further_messages, counted.version) == (2, full.version + 2)
    assert (counted.status, counted.cases) == (Status.REFUSED, ())


def test_a_counted_message_still_says_where_its_attempt_stands() -> None:
    full = with_refusals(MAX_REFUSALS)

    waits = after(full, waiting(full, 50))

    assert (waits.last_attempt.outcome, waits.status) == (Outcome.WAITING, Status.WAITING_PARTNER)
    assert waits.entries == full.entries


def test_a_paying_acceptance_is_stored_past_the_cap_of_refusals() -> None:
    full = with_refusals(MAX_REFUSALS + 5)
    entry = accepted(full, 90)

    paid = after(full, entry)

    assert (paid.status, paid.entries[-1]) == (Status.PAID, entry)


def test_what_needs_a_person_is_kept_past_the_cap_of_refusals() -> None:
    odd = with_faults(MAX_ENTRIES - MAX_REFUSALS, with_refusals(MAX_REFUSALS))

    assert len(odd.entries) == MAX_ENTRIES
    assert len(odd.cases) == MAX_ENTRIES - MAX_REFUSALS


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, CaseKind.UNKNOWN_RESULT),
        ({"result": Result.ACCEPTED, "platform": Platform.PRODUCTION}, CaseKind.WRONG_PLATFORM),
    ],
)
def test_faults_past_the_cap_are_set_aside_as_cases_of_their_own(changes: dict[str, Any], kind: CaseKind) -> None:
    full = with_faults(MAX_ENTRIES)

    decision = decide(full, BankNotified(an_entry(full, **{"result": Result.UNKNOWN, "minute": 300, **changes})))

    assert decision.order is full
    assert decision.aside is not None
    assert decision.aside.kind is decision.aside.entry.fault is kind


def test_a_paying_acceptance_is_stored_in_a_record_full_of_faults() -> None:
    full = with_faults(MAX_ENTRIES)
    entry = accepted(full, 300)

    paid = after(full, entry)

    assert (paid.status, paid.entries[-1], len(paid.entries)) == (Status.PAID, entry, MAX_ENTRIES + 1)
    assert list(paid.effects) == ["confirmation"]


def test_a_second_acceptance_on_a_full_record_is_set_aside_and_not_lost() -> None:
    full = with_faults(MAX_ENTRIES)
    paid = after(full, accepted(full, 300))

    decision = decide(paid, BankNotified(accepted(full, 301)))

    assert decision.order is paid
    assert decision.aside is not None
    assert decision.aside.kind is CaseKind.SECOND_ACCEPTANCE


def test_a_duplicate_of_what_a_full_record_holds_is_nothing() -> None:
    full = with_faults(MAX_ENTRIES)

    decision = decide(full, BankNotified(full.entries[0]))

    assert decision.order is full
    assert decision.aside is None


def test_past_the_cap_the_latest_by_the_banks_clock_still_decides() -> None:
    order = an_order()
    full = with_refusals(MAX_REFUSALS)

    told = (waiting(order, 50), refused(order, 40))

    assert after(full, *told).status is Status.WAITING_PARTNER
    assert after(full, *reversed(told)).status is Status.WAITING_PARTNER


def test_past_the_cap_a_repetition_changes_nothing() -> None:
    full = after(with_refusals(MAX_REFUSALS), refused(an_order(), 50))

    assert after(full, refused(an_order(), 50)) is full
