"""Delivered again, at once or late, each operation is asked of the bank once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import SettingsError
from chalicelib.domain.reports import OperationAnswered, OperationAsked, OperationNotAsked
from chalicelib.domain.vocabulary import OperationStatus
from chalicelib.payments.reporting import report
from tests.makers import NOW, a_terminal, terminals
from tests.payments.world import CAPTURE, DONE, LEASE, World


def test_delivered_again_an_image_asks_nothing_again():
    world = World()
    world.wish(CAPTURE, 6000)
    image = world.order
    world.run(image)

    assert (world.run(image), world.run(image), len(world.bank.calls)) == ([], [], 1)


def test_of_many_workers_at_once_one_calls():
    world = World()
    world.wish(CAPTURE, 6000)
    image = world.order

    with ThreadPoolExecutor(16) as pool:
        endings = list(pool.map(lambda _: world.run(image), range(32)))

    assert sorted(endings) == [[]] * 31 + [[DONE]]
    assert len(world.bank.calls) == 1


def test_another_operation_asked_for_meanwhile_waits_and_is_then_taken_by_the_same_worker():
    world = World()
    asked = []

    def wish_once():
        if not asked:
            asked.append(world.wish(CAPTURE, 1000))
            assert world.run() == []

    world.wish(CAPTURE, 6000)
    world.bank.meanwhile = wish_once

    assert world.run() == [DONE, DONE]
    assert (world.order.captured, world.agrees()) == (7000, True)


def test_a_worker_that_is_late_before_the_call_gives_the_operation_back_to_the_next():
    world = World()
    world.wish(CAPTURE, 6000)
    world.orders.plan[2, "after"] = lambda: setattr(world, "time", world.time + LEASE / 2)

    assert world.run() == []
    assert world.bank.calls == []
    assert (world.order.operations[1].status, world.order.operations[1].owner) == (OperationStatus.REQUESTED, "")
    world.heal()
    assert (world.order.operations[1].status, world.agrees()) == (DONE, True)
    assert len(world.bank.asked("capture")) == 1


def test_an_operation_that_another_worker_has_taken_since_is_not_given_back():
    world = World()
    world.wish(CAPTURE, 6000)
    order = world.order
    taken = decide(order, OperationAsked(1, "one", world.time, LEASE)).order

    assert decide(taken, OperationNotAsked(1, "another", world.time)).order is taken
    done = decide(taken, OperationAnswered(1, True, world.time, world.time)).order
    assert decide(done, OperationNotAsked(1, "", world.time)).order is done


def test_an_operation_without_its_terminal_s_key_waits_unmarked_and_is_done_once_it_is_back():
    world = World()
    world.wish(CAPTURE, 6000)
    kept, world.terminals = world.terminals, terminals(a_terminal(tpe="7654321"))
    with pytest.raises(SettingsError):
        world.run()
    assert (world.bank.asked("capture"), world.order.operations[1].status) == ([], OperationStatus.REQUESTED)

    world.terminals = kept
    world.heal()
    assert (len(world.bank.asked("capture")), world.order.operations[1].status) == (1, DONE)


def test_reports_about_an_order_that_is_gone_are_nothing():
    world = World()
    world.wish(CAPTURE, 6000)
    image = world.orders.stored.pop("CMD4821")

    assert world.run(image) == []
    assert report(world.orders, image, OperationAsked(1, "a", world.time, LEASE)) is None
    assert world.bank.calls == []


def test_a_report_of_nothing_new_writes_nothing():
    world = World()
    order = world.order
    world.orders.requests.clear()

    assert report(world.orders, order, OperationAnswered(7, True, NOW, NOW)) is order
    assert not world.orders.requests
