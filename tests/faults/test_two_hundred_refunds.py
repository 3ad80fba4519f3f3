"""Two hundred people refund one euro each of a hundred, all at once: the half of them is right."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.stack import running
from tests.journeys.backstage import Backstage
from tests.journeys.bank_side import agreed

DEADLINE = 90.0  # seconds: generous, for machines that do other work besides


@pytest.fixture
def backstage():
    # Of its own: with the usual lease, in half of which a worker has to get its mark in among two hundred writers,
    # and where nobody waits behind some hundreds of records in the stream.
    with running() as stack:
        yield Backstage.of(stack)


def test_a_hundred_are_accepted_and_reach_the_bank_once_each(backstage, capsys):
    started = backstage.new_order()
    number = started["order"]
    backstage.bank.arrive(started["form"]).pay()
    begun = time.monotonic()

    with ThreadPoolExecutor(200) as people:
        answers = list(people.map(lambda _: backstage.ask(number, "refunds", "1.00"), range(200)))
    asked = time.monotonic() - begun
    # Not looked at all the time: a look at a hundred operations is work for the machine, too.
    order = backstage.at_rest(number, DEADLINE, pause=0.5)

    with capsys.disabled():
        print(f"\n200 refunds: asked for within {asked:.1f} s, done within {time.monotonic() - begun:.1f} s")  # noqa: T201
    said = Counter((answer.status, answer.json().get("type", "")) for answer in answers)
    assert said == {(202, ""): 100, (409, "urn:guichet:problem:not-enough-left"): 100}
    assert [operation for operation in order["operations"] if operation["status"] != "done"] == []
    assert len(order["operations"]) == 100
    book = backstage.bank.book(started["reference"])
    assert [refund["amount"] for refund in book["captures"][0]["refunds"]] == ["1.00"] * 100
    assert (order["status"], order["cases"]) == ("refunded", [])
    agreed(order, book)
