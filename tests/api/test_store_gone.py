"""With the store stopped the answer is negative and in time; a replay afterwards succeeds."""

from __future__ import annotations

import time

from tests.counter import accepted


def test_while_the_store_is_gone_nothing_is_acknowledged_and_a_replay_then_succeeds(api_and_aws):
    api, aws = api_and_aws
    started = api.new_order()
    aws.stop("aws")
    begun = time.monotonic()

    answer = api.notify(accepted(started))
    start = api.start("WHILEGONE")

    assert (answer.status, answer.body) == (200, b"version=2\ncdr=1\n")
    assert (start.status, start.problem) == (503, "not-available")
    assert time.monotonic() - begun < 20

    aws.start("aws")
    assert api.notify(accepted(started)).body == b"version=2\ncdr=0\n"
    assert api.read(started["order"])["status"] == "paid"
