"""Whatever is reported of any payment, true or not: what always holds of its money and its record."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import OperationRefused
from chalicelib.domain.money import Money
from chalicelib.domain.operating import Request, request_operation
from chalicelib.domain.order import MAX_ENTRIES, Order
from chalicelib.domain.record import Entry
from chalicelib.domain.reports import (
    BankNotified,
    BookedCapture,
    Books,
    BooksRead,
    BooksUnread,
    BrowserReturned,
    OperationAnswered,
    OperationAsked,
    OperationSettled,
    Report,
    TimePassed,
)
from chalicelib.domain.starting import resume
from chalicelib.domain.vocabulary import BookState, InstalmentStatus, Mode, OperationKind, Outcome, Result
from tests.domain.entries import after, an_entry, refused
from tests.domain.terms import PARTS, adds_up, instalment, renewal, split
from tests.makers import NOW, a_wish, an_order, euros

AMOUNT = euros("100.00")
LEASE = timedelta(minutes=1)


def begun(mode: Mode, attempts: int) -> Order:
    wish = {"mode": mode, "amount": AMOUNT, "instalments": PARTS if mode is Mode.SPLIT else ()}
    order = an_order(**wish)
    return order if attempts == 1 else resume(after(order, refused(order)), a_wish(**wish), NOW, form_kept=True)


ORDERS = st.builds(begun, st.sampled_from(Mode), st.sampled_from([1, 2]))
MOMENTS = st.sampled_from([0, 0, 1, 3, 8, 10, 31, 33, 62, 70]).map(lambda days: NOW + timedelta(days=days, hours=1))
CENTS = st.none() | st.sampled_from([0, 1, 2500, 3500, 4000, 7500, 10000, 12500, 20000])
LISTED = st.builds(
    BookedCapture,
    st.sampled_from([0, 1, 2500, 3500, 4000, 10000]),
    st.none() | st.sampled_from([0, 1, 31, 62]).map(lambda days: date(2026, 11, 23) + timedelta(days=days)),
    st.sampled_from(["", "000000", "A0", "A1", "A31"]),
    st.sampled_from([0, 1, 2500, 20000]),
)
BOOKS = st.builds(
    lambda state, captured, refunded, listed: Books(state, "", captured, refunded, captures=tuple(listed)),
    st.sampled_from(BookState),
    CENTS,
    CENTS,
    st.lists(LISTED, max_size=4),
)


@st.composite
def told(draw: Any, order: Order) -> Entry:
    """What the bank may say of any attempt; one in some is of another amount."""
    reference = draw(st.sampled_from([attempt.reference for attempt in order.attempts.values()]))
    changes: dict[str, Any] = {"reference": reference, "received_at": draw(MOMENTS)}
    changes |= draw(st.sampled_from([{}, {}, {}, {"bank_time": ""}, {"amount": Money(1, "EUR")}, {"amount": None}]))
    result = draw(st.sampled_from([Result.ACCEPTED, Result.ACCEPTED, Result.REFUSED]))
    if order.mode is Mode.SPLIT:
        return instalment(order, draw(st.integers(1, 4)), result, **changes)
    if order.mode is Mode.RECURRING:
        return renewal(order, draw(st.sampled_from([0, 31, 62])), result, **changes)
    return an_entry(order, result, draw(st.integers(1, 4)), **changes)


def reports(order: Order) -> st.SearchStrategy[Any]:
    numbers = st.integers(1, 3)
    attempts = st.sampled_from(list(order.attempts))
    later = st.just(NOW + timedelta(days=100))
    return st.one_of(
        told(order).map(BankNotified),
        told(order).map(BankNotified),
        st.tuples(st.sampled_from(OperationKind), CENTS, st.integers(0, 4)),
        st.builds(OperationAsked, numbers, st.just("a"), later, st.just(LEASE)),
        st.builds(OperationAnswered, numbers, st.sampled_from([True, False, None]), later, later),
        st.builds(OperationSettled, numbers, BOOKS, later, later),
        st.tuples(attempts, BOOKS, MOMENTS),
        st.tuples(attempts, BOOKS, MOMENTS),
        st.builds(BooksUnread, attempts, MOMENTS, MOMENTS),
        st.builds(BrowserReturned, MOMENTS),
        st.builds(TimePassed, MOMENTS),
    )


def stepped(order: Order, report: Any) -> tuple[Order, Report | None]:
    """The order after a report, or after a wish; books are always of the version that is compared."""
    match report:
        case (OperationKind() as kind, amount, key):
            try:
                return request_operation(order, Request(kind, amount, f"{key}", f"{kind}{amount}"), NOW)[0], None
            except OperationRefused:
                return order, None
        case (attempt, books, now):
            report = BooksRead(attempt, order.version, books, now)
    return decide(order, report).order or order, report


@st.composite
def histories(draw: Any) -> list[tuple[Order, Report | None]]:
    """Each version of an order with the report that led to it, the first one before any."""
    order = draw(ORDERS)
    versions: list[tuple[Order, Report | None]] = [(order, None)]
    for report in draw(st.lists(reports(order), min_size=6, max_size=18)):
        versions.append(stepped(versions[-1][0], report))
    return versions


@settings(max_examples=250)
@given(histories())
def test_no_more_is_captured_than_authorized_nor_refunded_than_captured_and_every_cent_has_its_capture(
    history: list[tuple[Order, Report | None]],
) -> None:
    for order, _ in history:
        assert 0 <= order.refunded <= order.captured <= order.authorized
        assert order.captured + order.released <= order.authorized
        assert adds_up(order)
        assert (order.paid_at is None) == (order.authorized == 0)


@settings(max_examples=200)
@given(histories())
def test_nothing_takes_money_away_again_and_the_record_only_grows(history: list[tuple[Order, Report | None]]) -> None:
    for (before, _), (now, _report) in pairwise(history):
        assert now.captured >= before.captured
        assert now.refunded >= before.refunded
        assert now.entries[: len(before.entries)] == before.entries
        assert now.cases[: len(before.cases)] == before.cases
        assert now is before or now.version == before.version + 1
        for number, attempt in before.attempts.items():
            assert attempt.outcome is not Outcome.ACCEPTED or now.attempts[number].outcome is Outcome.ACCEPTED
        for part, then in zip(before.instalments, now.instalments, strict=True):
            assert part.amount == then.amount
            assert part.status is not InstalmentStatus.PAID or then.status is InstalmentStatus.PAID
    assert len(history[-1][0].entries) <= MAX_ENTRIES + 1


@settings(max_examples=100)
@given(histories())
def test_what_was_reported_changes_nothing_when_it_is_reported_again(
    history: list[tuple[Order, Report | None]],
) -> None:
    for order, report in history:
        match report:
            case BankNotified():
                decision = decide(order, report)
                assert decision.order is order
            case BooksRead(attempt, _, books, now):
                assert decide(order, BooksRead(attempt, order.version, books, now)).order is order or not order.payable


@settings(max_examples=50)
@given(histories())
def test_deciding_is_pure(history: list[tuple[Order, Report | None]]) -> None:
    for (before, _), (now, report) in pairwise(history):
        if report is not None:
            kept = deepcopy(before)
            assert decide(before, report).order in (now, None)
            assert before == kept


@settings(max_examples=200)
@given(st.sampled_from([split(), an_order(mode=Mode.RECURRING, amount=AMOUNT)]), st.data())
def test_the_order_in_which_terms_are_told_does_not_matter_to_the_money(order: Order, data: st.DataObject) -> None:
    make = instalment if order.mode is Mode.SPLIT else renewal
    numbers = (1, 2, 3) if order.mode is Mode.SPLIT else (0, 31, 62, 93)
    results = data.draw(
        st.lists(st.sampled_from([Result.ACCEPTED, Result.REFUSED]), min_size=len(numbers), max_size=len(numbers))
    )
    entries = [make(order, number, result) for number, result in zip(numbers, results, strict=True)]
    entries += [make(order, number) for number in data.draw(st.sets(st.sampled_from(numbers)))]

    ends = [after(order, *entries), after(order, *data.draw(st.permutations(entries * 2)))]

    first, other = ((end.authorized, end.captured, len(end.entries)) for end in ends)
    assert first == other
