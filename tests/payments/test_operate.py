"""Operations as the bank is asked for them: the amounts, days and numbers that it wants."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.vocabulary import Mode, Status
from tests.makers import NOW
from tests.payments.world import CANCELLATION, CAPTURE, DONE, REFUND, REFUSED, UNKNOWN, World


def amounts(fields, *names):
    return [fields[f"montant_{name}"] for name in names]


def test_captures_of_part_carry_the_running_totals_and_the_last_one_closes():
    world = World()

    for amount in (6000, 1000, None):
        assert world.do(CAPTURE, amount) == [DONE]

    assert [amounts(asked, "a_capturer", "deja_capture", "restant") for asked in world.bank.asked("capture")] == [
        ["60.00EUR", "0EUR", "40.00EUR"],
        ["10.00EUR", "60.00EUR", "30.00EUR"],
        ["30.00EUR", "70.00EUR", "0EUR"],
    ]
    assert (world.order.status, world.agrees(), world.bank.refusals) == (Status.PAID, True, [])


def test_the_rest_is_cancelled_after_a_capture_of_part():
    world = World()
    world.do(CAPTURE, 6000)

    assert world.do(CANCELLATION) == [DONE]

    assert amounts(world.bank.asked("capture")[1], "a_capturer", "deja_capture", "restant") == [
        "0EUR",
        "60.00EUR",
        "0EUR",
    ]
    assert (world.order.status, world.books.cancelled, world.agrees()) == (Status.PAID, True, True)


def test_a_cancellation_of_everything_leaves_nothing_at_the_bank():
    world = World()

    assert world.do(CANCELLATION) == [DONE]
    assert (world.order.status, world.books.closed(world.time), world.books.captured) == (Status.CANCELLED, True, 0)


@pytest.mark.parametrize("mode", [Mode.IMMEDIATE, Mode.DEFERRED, Mode.PARTIAL])
def test_refunds_say_what_could_still_be_refunded_before_them(mode):
    world = World(mode)
    if mode is not Mode.IMMEDIATE:
        world.do(CAPTURE)

    for amount in (3000, 1, None):
        assert world.do(REFUND, amount) == [DONE]

    assert [amounts(asked, "recredit", "possible") for asked in world.bank.asked("refund")] == [
        ["30.00EUR", "100.00EUR"],
        ["0.01EUR", "70.00EUR"],
        ["69.99EUR", "69.99EUR"],
    ]
    assert all("date_remise" not in asked for asked in world.bank.asked("refund"))
    assert (world.order.status, world.agrees(), world.bank.refusals) == (Status.REFUNDED, True, [])


def test_with_several_captures_a_refund_names_day_and_authorization_of_one():
    world = World()
    world.do(CAPTURE, 6000)
    world.time += timedelta(days=1)
    world.do(CAPTURE, 4000)

    for amount in (5000, 3000, 1000):
        assert world.do(REFUND, amount) == [DONE]

    first, second = world.books.captures
    named = [(asked["date_remise"], asked["num_autorisation"]) for asked in world.bank.asked("refund")]
    assert named == [("23/11/2026", first.authorization), ("24/11/2026", second.authorization), named[0]]
    assert ((first.back, second.back), world.agrees()) == ((6000, 3000), True)


def test_a_refund_recorded_before_a_second_capture_still_finds_its_capture():
    world = World()
    world.do(CAPTURE, 6000)
    world.wish(CAPTURE, 4000)
    world.wish(REFUND, 5000)

    assert world.run() == [DONE, DONE]
    assert world.do(REFUND, 4000) == [DONE]
    assert (world.agrees(), world.bank.refusals) == (True, [])


def test_the_day_of_remittance_is_the_one_in_paris():
    world = World()
    world.time = NOW.replace(hour=23, minute=30)  # half past midnight in Paris
    world.do(CAPTURE, 6000)
    world.do(CAPTURE, 4000)

    assert world.do(REFUND, 1000) == [DONE]
    assert world.bank.asked("refund")[0]["date_remise"] == "24/11/2026"


def test_operations_asked_for_at_once_go_one_after_the_other_in_their_order():
    world = World()
    for amount in (1000, 2000, 3000):
        world.wish(CAPTURE, amount)

    assert world.run() == [DONE, DONE, DONE]
    assert [amounts(asked, "a_capturer")[0] for asked in world.bank.asked("capture")] == [
        "10.00EUR",
        "20.00EUR",
        "30.00EUR",
    ]


def test_an_operation_is_unknown_in_the_record_before_the_bank_is_called():
    world = World()
    seen = []
    world.bank.meanwhile = lambda: seen.append(world.order.operations[1].status)

    world.do(CAPTURE)

    assert seen == [UNKNOWN, UNKNOWN]


def test_what_the_bank_refuses_is_refused_with_its_words():
    world = World()
    world.books.cancelled = True

    assert world.do(CAPTURE, 6000) == [REFUSED]
    operation = world.order.operations[1]
    assert (operation.code, operation.label, world.order.capturable) == ("0", "commande expiree", 10000)
