"""Whatever is reported, in whatever order and however often: what always holds of an order that is paid once."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.decisions import decide
from chalicelib.domain.money import Money
from chalicelib.domain.order import MAX_ENTRIES, Order
from chalicelib.domain.record import Entry
from chalicelib.domain.reports import BankNotified, EffectClaimed, EffectDone, EffectFailed, Report, TimePassed
from chalicelib.domain.starting import resume
from chalicelib.domain.vocabulary import CaseKind, Mode, Platform, Result, Status
from tests.domain.entries import after, an_entry, refused
from tests.makers import NOW, PAGE, a_wish, an_order

MOMENTS = st.integers(0, 300).map(lambda minutes: NOW + timedelta(minutes=minutes))


def of_two_attempts(mode: Mode) -> Order:
    order = an_order(mode=mode)
    return resume(after(order, refused(order)), a_wish(mode=mode), NOW, form_kept=True)


ONCE = (Mode.IMMEDIATE, Mode.DEFERRED, Mode.PARTIAL)
ORDERS = st.sampled_from([build(mode) for build in (lambda m: an_order(mode=m), of_two_attempts) for mode in ONCE])
RESULTS = st.sampled_from([Result.ACCEPTED, Result.ACCEPTED, *Result])
WRONG = st.sampled_from(
    [
        {"reference": "CMD482177"},
        {"reference": "OTHER01"},
        {"amount": None},
        {"amount": Money(1, "EUR")},
        {"amount": Money(6273, "USD")},
        {"platform": Platform.PRODUCTION},
        {"terminal": "7654321"},
        {"fault": CaseKind.WRONG_PLATFORM},
    ]
)


@st.composite
def entries_about(draw: Any, order: Order) -> list[Entry]:
    """Distinct notifications about any attempt: two in three match in all but the result, the third is odd."""

    def one(attempt: int, result: Result, minute: int, authorization: str, odd: dict[str, Any]) -> Entry:
        parts = {"reference": f"CMD4821{attempt:02}", "result": result, "minute": minute, **odd}
        return an_entry(order, authorization=authorization, **parts)

    odd = st.one_of(st.just({}), st.sampled_from([{}, {"platform": None}, {"bank_time": ""}]), WRONG)
    entry = st.builds(
        one,
        st.sampled_from(list(order.attempts)),
        RESULTS,
        st.integers(0, 4),
        st.sampled_from(["000000", "000001"]),
        odd,
    )
    drawn: list[Entry] = draw(st.lists(entry, min_size=2, max_size=12, unique_by=lambda entry: entry.identity))
    return drawn


@st.composite
def histories(draw: Any) -> tuple[Order, list[Report]]:
    """An order, and reports of every kind about it."""
    order = draw(ORDERS)
    notified = st.sampled_from(draw(entries_about(order)) or [an_entry(order)]).map(BankNotified)
    owners = st.sampled_from("ab")
    lease = st.just(timedelta(minutes=1))
    effect = st.sampled_from(["confirmation", "confirmation", "other"])
    reports = st.one_of(
        notified,
        notified,
        st.builds(TimePassed, MOMENTS),
        st.builds(EffectClaimed, effect, owners, MOMENTS, lease),
        st.builds(EffectDone, effect, MOMENTS),
        st.builds(EffectFailed, effect, owners, MOMENTS, st.just("reason"), st.booleans()),
    )
    return order, draw(st.lists(reports, min_size=5, max_size=40))


def steps(order: Order, reports: list[Report]) -> list[Order]:
    """The order after each report, the first one before any."""
    versions = [order]
    for report in reports:
        decision = decide(versions[-1], report)
        assert decision.aside is None
        assert decision.order is not None
        versions.append(decision.order)
    return versions


def money(order: Order) -> tuple[Any, ...]:
    return order.authorized, order.captured, order.paid_at is None


@given(st.data())
def test_any_order_and_repetition_of_notifications_ends_alike(data: st.DataObject) -> None:
    order = data.draw(ORDERS)
    told = data.draw(entries_about(order))
    repeated = told + (data.draw(st.lists(st.sampled_from(told), max_size=8)) if told else [])

    ends = [after(order, *told), after(order, *data.draw(st.permutations(repeated)))]

    assert ends[0].status == ends[1].status
    assert money(ends[0]) == money(ends[1])
    identities = {entry.identity for entry in (*order.entries, *told)}
    for end in ends:
        assert sorted(entry.identity for entry in end.entries) == sorted(identities)
    assert len(ends[0].cases) == len(ends[1].cases)
    if ends[0].payable:  # of two acceptances the first to arrive pays, and its attempt shows it
        assert ends[0].attempts == ends[1].attempts


@given(histories())
def test_captured_never_exceeds_authorized_nor_authorized_the_amount(history: tuple[Order, list[Report]]) -> None:
    for version in steps(*history):
        assert 0 <= version.captured <= version.authorized <= version.amount.minor
        assert (version.paid_at is None) == (version.authorized == 0)


@given(histories())
def test_money_changes_once_at_most_and_only_by_an_acceptance_that_matches(history: tuple[Order, list[Report]]) -> None:
    versions = steps(*history)

    changes = [
        (before, report)
        for before, now, report in zip(versions, versions[1:], history[1], strict=False)
        if (before.authorized, before.captured, before.paid_at) != (now.authorized, now.captured, now.paid_at)
    ]

    assert len(changes) <= 1
    for before, report in changes:
        assert isinstance(report, BankNotified)
        entry = report.entry
        attempt = {attempt.reference: attempt for attempt in before.attempts.values()}[entry.reference]
        assert (entry.result, entry.amount, entry.fault) == (Result.ACCEPTED, before.amount, None)
        assert (entry.terminal, entry.platform or attempt.platform) == (attempt.terminal, attempt.platform)
        assert before.authorized == 0


@given(histories())
def test_an_acceptance_that_matches_always_leaves_the_order_paid(history: tuple[Order, list[Report]]) -> None:
    order, reports = history
    versions = steps(order, [*reports, BankNotified(an_entry(order, authorization="LAST"))])

    assert versions[-1].status in (Status.PAID, Status.AUTHORIZED)
    assert list(versions[-1].effects) == ["confirmation"]


@given(histories())
def test_one_confirmation_is_owed_from_the_payment_on_and_never_again(history: tuple[Order, list[Report]]) -> None:
    versions = steps(*history)

    for before, now in pairwise(versions):
        assert list(now.effects) == (["confirmation"] if now.authorized else [])
        for name, effect in before.effects.items():
            then = now.effects[name]
            assert effect.owed or then == effect or (effect.failed and then.done_at)  # done is done


@given(histories())
def test_the_record_only_grows_and_within_its_bounds(history: tuple[Order, list[Report]]) -> None:
    versions = steps(*history)

    for before, now in pairwise(versions):
        assert now.entries[: len(before.entries)] == before.entries
        assert now.cases[: len(before.cases)] == before.cases
        assert now is before or now.version == before.version + 1
    identities = [entry.identity for entry in versions[-1].entries]
    assert len(set(identities)) == len(identities)
    assert len({case.id for case in versions[-1].cases}) == len(versions[-1].cases)


@given(st.integers(1, 3), st.lists(st.sampled_from(Result), min_size=60, max_size=90))
def test_entries_and_cases_are_bounded_whatever_comes(accepted_every: int, results: list[Result]) -> None:
    order = an_order()
    for minute, result in enumerate(results):
        entry = an_entry(order, result, minute, authorization=str(minute % accepted_every))
        order = decide(order, BankNotified(entry)).order or order

    assert len(order.entries) <= MAX_ENTRIES + 1
    assert len(order.cases) <= MAX_ENTRIES + 1
    assert order.status is Status.PAID or Result.ACCEPTED not in results


@given(histories())
def test_deciding_is_pure(history: tuple[Order, list[Report]]) -> None:
    order, reports = history

    for report in reports:
        before, told = deepcopy(order), deepcopy(report)
        first, second = decide(order, report), decide(order, report)
        assert first == second
        assert (order, report) == (before, told)
        order = first.order or order


def test_pages_that_close_among_the_notifications_change_no_money() -> None:
    order = an_order()
    entry = an_entry(order)

    early = steps(order, [TimePassed(NOW + PAGE), BankNotified(entry)])[-1]
    late = steps(order, [BankNotified(entry), TimePassed(NOW + PAGE)])[-1]

    assert money(early) == money(late)
