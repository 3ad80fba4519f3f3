"""Messages that were rejected: kept as they came, and run again through the same door with the same care."""

from __future__ import annotations

from chalicelib.aws.attribute_values import from_dynamodb, to_dynamodb
from chalicelib.aws.rejected_items import _document, _rejected
from chalicelib.monetico.outline import MAX_BODY
from chalicelib.payments.ports import Rejected
from chalicelib.payments.replay import Door, Ending, keep, replay_rejected
from tests.fakes import MemoryKept, MemoryOrders
from tests.hostile.reference import vouched
from tests.hostile.slices import Slices
from tests.makers import KEY, NOW, OTHER_KEY, a_customer, an_order, terminals


def replayed(data: bytes) -> None:
    """Whatever is kept can be run again: taken where the reference finds it sealed, and then kept no longer."""
    slices = Slices(data)
    body = slices.sealed_message((KEY, OTHER_KEY)[slices.number() % 2])
    _held(body)


def raw(data: bytes) -> None:
    """The same with any bytes."""
    _held(data)


def _held(body: bytes) -> None:
    kept, orders = MemoryKept(), MemoryOrders()
    orders.create(an_order(), a_customer())
    before = dict(orders.stored)
    rejected = Rejected("POST", body, NOW, "BadSeal")
    if keep(rejected, kept) is None:
        assert not kept.messages
        return
    assert len(body) <= MAX_BODY
    [found] = kept.messages.values()
    stored = from_dynamodb(to_dynamodb(_document(rejected, "digest", 1)))
    assert _rejected(stored).body == found.body == body
    door = Door(terminals(), orders, keep_masked_number=False)
    trial = replay_rejected(found, kept, door, trial=True)
    assert orders.stored == before
    ending = replay_rejected(found, kept, door).ending
    refused = ending is Ending.REFUSED
    assert refused is (trial.ending is Ending.REFUSED)
    assert bool(kept.messages) is refused
    if vouched(body, "1234567", KEY) is None:
        assert refused
        assert orders.stored == before
        assert not orders.asides
