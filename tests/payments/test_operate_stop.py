"""A recurrence is stopped at the bank: the only call that may be made again, for it moves no money."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.vocabulary import CaseKind, Mode, OperationStatus, Status
from tests.payments.bank_payment import MONTH
from tests.payments.trouble import struggle
from tests.payments.world import CANCELLATION, CAPTURE, DONE, PAUSE, REFUND, UNKNOWN, World

STOPS = [{"montant_a_capturer": "0EUR", "montant_deja_capture": "0EUR", "montant_restant": "0EUR"}]


def stops(world):
    asked = world.bank.asked("capture")
    assert all(fields["stoprecurrence"] == "OUI" for fields in asked)
    return [{name: fields[name] for name in STOPS[0]} for fields in asked]


def test_a_stop_asks_for_nothing_and_ends_the_renewals():
    world = World(Mode.RECURRING)

    assert world.do(CANCELLATION) == [DONE]

    assert (stops(world), world.books.stopped) == (STOPS, True)
    assert (world.order.stopped_at, world.order.status, world.order.captured) == (world.time, Status.PAID, 10000)
    world.time += 3 * MONTH
    assert list(world.books.fall_due(world.time)) == []


def test_only_a_recurrence_is_stopped():
    world = World(Mode.PARTIAL)
    world.do(CAPTURE, 6000)
    world.do(CANCELLATION)

    assert all("stoprecurrence" not in fields for fields in world.bank.asked("capture"))


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("mishap", ["silence", "page", "death"])
def test_a_stop_whose_answer_was_lost_is_asked_for_again_and_no_books_are_read(mishap, moment):
    world = World(Mode.RECURRING)
    world.wish(CANCELLATION)
    world.bank.mishaps.append(f"{mishap} {moment}")

    struggle(world)
    assert (world.order.next_operation.status, world.run()) == (UNKNOWN, [])
    world.time += PAUSE
    assert world.run() == [DONE]

    assert (stops(world), world.books.stopped) == (2 * STOPS, True)
    assert (world.order.stopped_at, world.order.cases) == (world.time, ())
    assert world.bank.asked("status") == []
    assert world.bank.refusals == (["la recurrence est deja stoppee"] if moment == "after" else [])


def test_a_stop_is_asked_for_until_it_is_answered_and_no_more_often_than_it_is_due():
    world = World(Mode.RECURRING)
    world.wish(CANCELLATION)
    world.bank.mishaps.extend(["silence after"] * 3)
    for asked in (1, 2, 3):
        world.run()
        world.run()
        assert len(stops(world)) == asked
        world.time += PAUSE

    assert world.run() == [DONE]
    world.time += PAUSE
    assert (world.run(), len(stops(world))) == ([], 4)


def test_a_stop_that_the_bank_never_answers_is_a_case():
    world = World(Mode.RECURRING)
    world.wish(CANCELLATION)
    world.bank.mishaps.extend(["silence after"] * 100)
    for _ in range(40):
        world.run()
        world.time += PAUSE

    assert [case.kind for case in world.order.cases] == [CaseKind.BANK_DISAGREES]
    world.bank.mishaps.clear()
    assert world.run() == [DONE]


def test_a_recurrence_that_was_stopped_in_the_portal_is_stopped():
    world = World(Mode.RECURRING)
    world.books.stopped = True

    assert world.do(CANCELLATION) == [DONE]
    assert world.order.stopped_at is not None


def test_a_stop_that_is_refused_leaves_the_recurrence_and_may_be_asked_for_again():
    world = World(Mode.RECURRING)
    world.bank.mishaps.append("denied after")

    assert world.do(CANCELLATION) == [OperationStatus.REFUSED]
    assert world.order.stopped_at is None
    assert world.do(CANCELLATION) == [DONE]


def test_what_is_asked_for_after_a_stop_waits_for_its_answer():
    world = World(Mode.RECURRING)
    world.wish(CANCELLATION)
    world.wish(REFUND, 4000)
    world.bank.mishaps.append("silence before")

    assert world.run() == [UNKNOWN]
    assert world.bank.asked("refund") == []
    world.time += PAUSE
    assert world.run() == [DONE, DONE]
    assert world.order.refunded == world.books.refunded == 4000


def test_a_refund_is_settled_although_a_renewal_was_not_notified():
    world = World(Mode.RECURRING)
    world.wish(REFUND, 3000)
    world.bank.mishaps.append("silence after")
    world.run()
    world.time += MONTH + timedelta(days=1)
    list(world.books.fall_due(world.time))

    assert world.run() == [DONE]
    assert (world.order.captured, world.order.refunded, world.order.cases) == (20000, 3000, ())


def test_a_refund_before_a_renewal_that_was_not_notified_is_known_is_refused_and_then_done():
    world = World(Mode.RECURRING)
    world.time += MONTH + timedelta(days=1)
    list(world.books.fall_due(world.time))

    assert world.do(REFUND, 3000) == [OperationStatus.REFUSED]
    list(world.reader.read_due(world.order))
    assert (world.order.captured, world.order.cases) == (20000, ())
    assert world.do(REFUND, 3000) == [DONE]
    assert world.books.refunded == 3000
