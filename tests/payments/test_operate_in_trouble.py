"""Whatever breaks: each asked once, and the money as in the bank's books."""

from __future__ import annotations

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.reports import BankNotified
from chalicelib.domain.vocabulary import CaseKind
from tests.makers import an_entry, euros
from tests.payments.bank_books import Killed
from tests.payments.trouble import KINDS, MISHAPS, asked_once_and_agreed, prepared, raising, struggle
from tests.payments.world import DONE, REFUSED, UNKNOWN


@pytest.mark.parametrize("mishap", MISHAPS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_call_that_goes_wrong_is_settled_by_the_books_and_never_made_again(kind, mishap):
    world, wish = prepared(kind)
    wish()
    world.bank.mishaps.append(mishap)

    struggle(world)
    assert world.order.next_operation.status is UNKNOWN
    world.run()
    world.heal()

    asked_once_and_agreed(world)
    number = max(world.order.operations)
    assert world.order.operations[number].status is (DONE if mishap.endswith("after") else REFUSED)


@pytest.mark.parametrize("error", [Killed(), StoreUnavailable("gone")], ids=["death", "store gone"])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("turn", [2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_a_worker_that_breaks_off_at_any_write_leaves_nothing_asked_twice(kind, turn, moment, error):
    world, wish = prepared(kind)
    wish()
    image = world.order
    world.orders.plan[turn, moment] = raising(error)

    struggle(world)
    struggle(world)  # the stream delivers again
    world.run(image)
    world.heal()

    asked_once_and_agreed(world)


@pytest.mark.parametrize("turn", [2, 3, 4])
@pytest.mark.parametrize("mishap", ["", *MISHAPS])
@pytest.mark.parametrize("kind", KINDS)
def test_a_record_that_changes_at_any_write_costs_no_money(kind, mishap, turn):
    world, wish = prepared(kind)
    wish()
    entry = an_entry(world.order, identity="another", amount=euros("1.00"), authorization="9")
    world.orders.plan[turn, "before"] = lambda: world.orders.stored.update(
        CMD4821=decide(world.order, BankNotified(entry)).order
    )
    world.bank.mishaps.append(mishap)

    struggle(world)
    world.heal()

    assert [case.kind for case in world.order.cases] in ([], [CaseKind.WRONG_AMOUNT])
    assert (world.agrees(), world.order.next_operation) == (True, None)
    assert len(world.bank.asked("capture")) + len(world.bank.asked("refund")) == 1
