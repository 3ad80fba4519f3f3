"""What may go wrong between us and the bank, and each kind of operation that it may strike."""

from __future__ import annotations

from collections import Counter
from itertools import count

from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.vocabulary import Mode
from tests.payments.bank_books import Killed
from tests.payments.world import CANCELLATION, CAPTURE, REFUND, World

MISHAPS = [
    f"{name} {moment}"
    for moment in ("before", "after")
    for name in ("silence", "page", "death")
] + ["error after", "cut after", "both after"]  # fmt: skip
KINDS = {
    "a capture of part": (Mode.PARTIAL, CAPTURE, 6000, None),
    "the last capture": (Mode.PARTIAL, CAPTURE, None, 6000),
    "a cancellation": (Mode.PARTIAL, CANCELLATION, None, None),
    "a cancellation of the rest": (Mode.PARTIAL, CANCELLATION, None, 6000),
    "a deferred capture": (Mode.DEFERRED, CAPTURE, None, None),
    "a refund": (Mode.IMMEDIATE, REFUND, 3000, None),
    "a refund of all": (Mode.PARTIAL, REFUND, None, 6000),
}


def prepared(kind):
    mode, wished, amount, first = KINDS[kind]
    world = World(mode)
    if first:
        world.do(CAPTURE, first)
    world.bank.calls.clear()
    world.orders.turns = count(1)
    return world, lambda: world.wish(wished, amount)


def struggle(world):
    try:
        world.run()
    except (Killed, StoreUnavailable):
        return


def asked_once_and_agreed(world):
    tried = Counter(service for service, _ in world.bank.calls)
    assert tried["capture"] + tried["refund"] <= 1
    assert world.order.next_operation is None
    assert (world.agrees(), world.order.cases) == (True, ())


def raising(error):
    def act():
        raise error

    return act
