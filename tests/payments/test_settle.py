"""Answers that were lost are settled by the bank's books, or are a case."""

from __future__ import annotations

from itertools import count

import pytest

from chalicelib.domain.vocabulary import CaseKind, Status
from tests.payments.trouble import KINDS, asked_once_and_agreed, prepared, struggle
from tests.payments.world import CAPTURE, DONE, LEASE, PAUSE, UNKNOWN, World


@pytest.mark.parametrize("mishap", ["silence before", "silence after", "page after", "cut after", "death after"])
def test_a_status_that_fails_is_asked_again_and_settles_nothing(mishap):
    world, wish = prepared("a refund")
    wish()
    world.bank.mishaps.extend(["silence after", mishap, mishap])

    struggle(world)
    for _ in range(2):
        world.time += PAUSE
        struggle(world)
        assert world.order.operations[1].status is UNKNOWN
    world.heal()

    asked_once_and_agreed(world)
    assert world.order.refunded == 3000


def test_the_status_is_asked_no_more_often_than_it_is_due():
    world, wish = prepared("a refund")
    wish()
    world.bank.mishaps.extend(["silence after", "silence after"])
    world.run()

    world.run()
    assert len(world.bank.asked("status")) == 0
    world.time += PAUSE
    world.run()
    world.run()
    assert len(world.bank.asked("status")) == 1


def test_a_status_that_names_no_amounts_settles_nothing():
    world, wish = prepared("a refund")
    wish()
    world.bank.mishaps.append("silence after")
    world.run()
    world.books.document = lambda now: "<etatpaiement><etat>PA</etat></etatpaiement>"
    world.time += PAUSE

    assert world.run() == []
    assert (world.order.operations[1].status, world.order.refundable) == (UNKNOWN, 7000)


def test_a_bank_that_stays_silent_for_an_hour_is_a_case():
    world, wish = prepared("a refund")
    wish()
    world.bank.mishaps.extend(["silence after"] * 100)
    for _ in range(40):
        world.run()
        world.time += PAUSE

    assert [case.kind for case in world.order.cases] == [CaseKind.BANK_DISAGREES]
    world.heal()
    assert (world.order.refunded, world.agrees()) == (3000, True)


def test_the_next_operation_waits_for_the_books_and_then_goes():
    world = World()
    world.wish(CAPTURE, 6000)
    world.wish(CAPTURE, 4000)
    world.bank.mishaps.append("silence after")

    assert world.run() == [UNKNOWN]
    world.time += PAUSE
    assert world.run() == [DONE, DONE]
    assert (world.order.status, world.agrees(), world.bank.refusals) == (Status.PAID, True, [])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("done_in_time", [True, False])
def test_an_answer_after_the_lease_and_the_books_changes_nothing_or_is_a_case(kind, done_in_time):
    world, wish = prepared(kind)
    wish()
    calls = count()

    def overtaken():
        if next(calls) == (1 if done_in_time else 0):
            world.time += LEASE
            world.run()

    world.bank.meanwhile = overtaken

    world.run()

    world.bank.meanwhile = lambda: None
    world.heal()
    assert world.order.next_operation is None
    assert len(world.bank.asked("capture")) + len(world.bank.asked("refund")) == 1
    kinds = [case.kind for case in world.order.cases]
    assert (world.agrees(), kinds) == ((True, []) if done_in_time else (False, [CaseKind.BANK_DISAGREES]))


def test_what_staff_did_at_the_bank_itself_is_a_case_once_something_is_settled():
    world, wish = prepared("a refund")
    wish()
    world.bank.mishaps.append("silence after")
    world.run()
    world.books.captures[0].back += 500
    world.heal()

    assert [case.kind for case in world.order.cases] == [CaseKind.BANK_DISAGREES]
    assert world.order.operations[1].status is UNKNOWN
