"""Whatever happens, in whatever order: no money too much, nothing asked twice, and the books agree, or a case."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.vocabulary import CaseKind, Mode, OperationKind, Status
from tests.payments.play import ONCE, Play

SECONDS = [timedelta(seconds=seconds) for seconds in (1, 29, 30, 61, 121, 3600)]
DAYS = [timedelta(days=days) for days in (1, 3, 31)]
AMOUNTS = st.none() | st.sampled_from([1, 2500, 5000, 6000, 10000, 10001])
MISHAPS = ["error after", "cut after", "both after"] + [
    f"{name} {moment}" for moment in ("before", "after") for name in ("silence", "page", "death")
]
LIES = ["denied after", "claimed before"]


def step(name, *given):
    return st.tuples(st.just(name), *given)


PAYING = step("paid", st.sampled_from([1, 1, 1, 2]))
WISHED = step("wished", st.sampled_from(OperationKind), AMOUNTS, st.integers(0, 5))
DELIVERED = step("delivered", st.integers(0, 7))
RAN = step("ran", st.integers(0, 6) | st.just(0))
STEPS = st.one_of(
    PAYING,
    DELIVERED,
    DELIVERED,
    WISHED,
    WISHED,
    RAN,
    step("declined", st.sampled_from([1, 2])),
    step("card", st.booleans()),
    step("portal", st.sampled_from([1, 2500])),
    step("odd", st.integers(0, 2)),
    step("mishap", st.sampled_from(["", *MISHAPS, *LIES])),
    step("moved", st.sampled_from([*SECONDS, *DAYS])),
    st.sampled_from([("swept",), ("returned",), ("restarted",)]),
)
TROUBLE = st.sampled_from([("nothing",), ("gone",), ("killed",)])
MEANWHILE = st.lists(STEPS | TROUBLE | st.just(("resolved",)), max_size=14)
BEGUN = st.sampled_from([[], [("paid", 1)], [("paid", 1), ("delivered", 0)], [("paid", 1), ("delivered", 0)]])


@settings(max_examples=500)
@given(
    st.builds(Play, st.sampled_from([*Mode, Mode.PARTIAL]), captures_itself=st.booleans(), numbered=st.booleans()),
    BEGUN,
    st.lists(STEPS, min_size=15, max_size=40),
    MEANWHILE,
    st.booleans(),
)
def test_the_bank_s_books_and_ours_agree_in_the_end_or_a_case_is_open(play, begun, steps, meanwhile, told):
    for happened in begun:
        play.step(happened)
    play.meanwhile.extend(meanwhile)

    for happened in steps:
        play.step(happened)
    play.heal(told=told)

    play.holds()
    assert_every_second_payment_is_a_case_and_one_only(play)
    assert_what_the_portal_did_is_a_case(play)
    if CaseKind.BANK_DISAGREES not in play.kinds:
        assert play.agrees
        assert play.order.next_operation is None
        assert play.order.status is not Status.AUTHORIZED or play.lied or not play.books.closed(play.time)


@settings(max_examples=200)
@given(
    st.sampled_from([Mode.IMMEDIATE, Mode.PARTIAL]),
    st.lists(
        DELIVERED | WISHED | RAN | st.just(("swept",)) | step("mishap", st.sampled_from(MISHAPS))
        | step("moved", st.sampled_from(SECONDS[:3])),
        min_size=10, max_size=30,
    ),
    st.lists(TROUBLE, max_size=14),
)  # fmt: skip
def test_where_nobody_is_overtaken_there_is_not_even_a_case(mode, steps, meanwhile):
    play = Play(mode)
    for happened in (("paid", 1), ("delivered", 0)):
        play.step(happened)
    play.meanwhile.extend(meanwhile)

    for happened in steps:
        play.step(happened)
    play.heal(told=True)

    assert play.agrees
    assert CaseKind.BANK_DISAGREES not in play.kinds
    assert play.order.next_operation is None


@settings(max_examples=200)
@given(
    st.sampled_from(Mode),
    st.lists(
        WISHED | RAN | step("moved", st.sampled_from([*SECONDS, *DAYS]))
        | st.sampled_from([("swept",), ("swept",), ("returned",), ("mishap", "silence after")])
        | step("card", st.booleans()),
        min_size=12, max_size=40,
    ),
)  # fmt: skip
def test_with_notifications_switched_off_every_order_still_ends_right(mode, steps):
    play = Play(mode)

    for happened in (("paid", 1), *steps):
        play.step(happened)
        play.step(("swept",))
    play.heal(told=False)

    assert play.agrees
    assert play.order.next_operation is None
    late = {CaseKind.BANK_DISAGREES} if ("mishap", "silence after") in steps else set()
    assert {case.kind for case in play.order.cases} <= {
        CaseKind.ACCEPTED_AFTER_EXPIRY,
        CaseKind.AUTHORIZATION_ENDING,
        CaseKind.INSTALMENT_REFUSED,
        *late,
    }


@settings(max_examples=200)
@given(
    st.sampled_from(Mode),
    st.booleans(),
    st.lists(
        step("moved", st.sampled_from([*SECONDS, *DAYS])) | step("card", st.booleans()) | st.just(("swept",)),
        min_size=3,
        max_size=14,
    ),
    st.data(),
)
def test_the_order_of_delivery_does_not_matter_to_where_the_money_ends(mode, numbered, steps, data):
    happened = [("declined", 1), ("paid", 1), *steps]
    first, other = (played(mode, numbered, happened) for _ in range(2))
    count = len(first.post)

    for which in range(count):
        first.step(("delivered", which))
    for which in data.draw(st.permutations([*range(count), *range(count)])):
        other.step(("delivered", which))

    for healed in (False, True):
        if healed:
            first.heal(told=True)
            other.heal(told=True)
        ends = [(play.order.authorized, play.order.captured, play.order.status) for play in (first, other)]
        assert ends[0] == ends[1]
    assert first.agrees
    assert other.agrees


def played(mode, numbered, steps):
    play = Play(mode, numbered=numbered)
    for happened in steps:
        play.step(happened)
    return play


def assert_every_second_payment_is_a_case_and_one_only(play):
    """Staff know of every other attempt that the bank holds money of."""
    ours, told = play.order.paying_attempt.reference, {case.reference for case in play.order.cases}
    held = {name for name, books in play.bank.payments.items() if books.captured or not books.closed(play.time)}
    assert told >= held - {ours}
    again = [case.reference for case in play.order.cases if case.kind is CaseKind.SECOND_ACCEPTANCE]
    assert len(again) == len(set(again)) or play.order.mode not in ONCE


def assert_what_the_portal_did_is_a_case(play):
    """Unless a refund of ours, whose answer was lost, explains the money."""
    ours = any(operation.kind is OperationKind.REFUND for operation in play.order.operations.values())
    if play.order.paying_attempt.reference in play.in_portal and not ours:
        assert CaseKind.BANK_DISAGREES in {case.kind for case in play.order.cases}
