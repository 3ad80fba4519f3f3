"""A seed is a history: the same at every run, in every process, and as short as it can be made where it breaks."""

from __future__ import annotations

import os
import subprocess
import sys

from simulation.shrink import shortest
from simulation.world import Ordered, World
from tests.simulation import planted_messages
from tests.simulation.planted import in_the_code

PLANTED_IN = (planted_messages,)
DIGESTS = "from simulation.world import Ordered, World; print([World(Ordered(s, 10)).run().digest for s in (3, 4, 50)])"


def test_a_seed_replays_one_history_whatever_the_process():
    said = [
        subprocess.run(
            [sys.executable, "-c", DIGESTS],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]

    assert said[0] == said[1]
    assert len(set(eval(said[0]))) == 3  # noqa: S307 - our own list of texts


def test_telling_a_history_changes_nothing_in_it():
    lines = []

    told = World(Ordered(5, 10), lambda at, line: lines.append((at, line))).run()

    assert told.digest == World(Ordered(5, 10)).run().digest
    assert [at for at, _ in lines] == sorted(at for at, _ in lines)
    assert any("is taken by the mail service" in line for _, line in lines)


def test_a_history_replays_by_the_list_of_what_struck():
    first = World(Ordered(2, 10)).run()

    again = World(Ordered(2, 10, only=frozenset(first.struck))).run()

    assert (again.digest, again.struck) == (first.digest, first.struck)
    assert len(first.struck) > 10


def test_what_is_left_out_does_not_strike():
    mark = next(iter(World(Ordered(2, 10)).run().struck))

    assert set(World(Ordered(2, 10, only=frozenset([mark]))).run().struck) <= {mark}


def test_a_broken_promise_is_told_by_as_few_orders_and_faults_as_it_takes():
    with in_the_code("takes a second acceptance"):
        broken = next(h for seed in range(1, 100) if (h := World(Ordered(seed, 10)).run()).broken)
        short = shortest(broken)

    assert short.broken
    assert len(short.ordered.kept) == 1
    assert len(short.struck) <= len(broken.struck) / 5
