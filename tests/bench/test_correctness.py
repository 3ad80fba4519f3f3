"""The same faults for all: what a seed plays, and that what is wrong is seen."""

from __future__ import annotations

from functools import partial
from random import Random

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from bench.correctness.__main__ import CONTESTANTS, measure, report
from bench.correctness.campaign import KINDS, TWO_MAILS, play
from bench.correctness.faults import Crashed, Fate
from bench.correctness.ours import Guichet
from bench.correctness.theirs import IdempotencyItems, Rival
from bench.correctness.world import World
from chalicelib.domain.errors import StoreUnavailable

DONE = {":response_data": {"S": "true"}, ":status": {"S": "COMPLETED"}}


@pytest.mark.parametrize("name", CONTESTANTS)
def test_without_faults_nobody_is_wrong(name):
    tally = play(CONTESTANTS[name](), seed=1, orders=40, scale=0)

    # Without faults a race of two deliveries remains, by which the tutorial's get and put may send two mails.
    assert {kind: count for kind, count in tally.kinds.items() if count and kind != TWO_MAILS} == {}


def test_one_seed_plays_one_history():
    first, again, other = (measure(80, seed)["(a) tutorial"] for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_under_faults_guichet_keeps_money_state_and_mail_and_the_others_do_not():
    found = measure(400, seed=3)

    assert {name: tally.wrong > 0 for name, tally in found.items()} == {
        "Guichet": False,
        "(a) tutorial": True,
        "(b) idempotency": True,
    }


def test_a_door_that_acknowledges_before_it_stores_is_found_wrong():
    class Hasty(Guichet):
        def take(self, body):
            try:
                super().take(body)
            except StoreUnavailable:
                return True
            return True

    tally = play(Hasty(), seed=1, orders=60, scale=15)

    assert tally.kinds["of these, acknowledged to the bank"] > 0


def test_a_store_that_forgets_its_condition_is_found_wrong():
    class Careless(Guichet):
        def __init__(self):
            super().__init__()
            put = self.store._put
            self.store._put = lambda before, after, holds: put(before, after, holds=True)

    assert play(Careless(), seed=1, orders=250).wrong > 0


def test_a_client_tries_as_often_as_it_may_and_a_crash_is_the_end():
    asked = []
    fate = Fate(Random(0), scale=0)  # noqa: S311
    assert fate.through(lambda: asked.append(1), 5) is None
    assert len(asked) == 1

    def gone():
        asked.append(1)
        raise ReadTimeoutError(endpoint_url="nowhere")

    with pytest.raises(ReadTimeoutError):
        fate.through(gone, 5)
    assert len(asked) == 1 + 5
    with pytest.raises(Crashed):
        Fate(Random(0), scale=1000).through(gone, 5)  # noqa: S311


def test_the_table_has_every_kind_of_wrong():
    text = report({"(a) tutorial": play(Rival(idempotent=False), seed=1, orders=5)}, seed=1)

    assert [kind for kind in KINDS if kind not in text] == []


def test_without_faults_the_stream_alone_sends_every_mail():
    class Unswept(Guichet):
        def heal(self, number):
            """No schedule."""

    assert play(Unswept(), seed=1, orders=40, scale=0).wrong == 0


def test_a_run_that_died_is_in_progress_until_lambda_would_have_ended_it():
    world = World()
    items = IdempotencyItems(world)
    item = {"id": {"S": "a"}, "status": {"S": "INPROGRESS"}, "in_progress_expiration": {"N": "60000"}}
    put = partial(items.put_item, Item=item, ExpressionAttributeValues={":now_in_millis": {"N": "0"}})
    put()

    with pytest.raises(ClientError) as refused:
        put()
    assert refused.value.response["Item"] == item
    world.wait(61)
    put()
    items.update_item(Key={"id": {"S": "a"}}, ExpressionAttributeValues=DONE)
    world.wait(61)
    with pytest.raises(ClientError):
        put()
