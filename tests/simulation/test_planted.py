"""The simulation can fail: each planted fault is found within its number of worlds, in which the real code is right.

Those that are found soon run always, all of them where GUICHET_PLANTED is "all".
"""

from __future__ import annotations

import os

import pytest

from simulation.faults import SITES
from simulation.world import Ordered, World
from tests.simulation import planted_messages, planted_work
from tests.simulation.planted import FAULTS, in_the_code

PLANTED_IN = (planted_messages, planted_work)
SOON = 5
ALL = os.environ.get("GUICHET_PLANTED") == "all"
ALWAYS = [name for name, fault in FAULTS.items() if fault.within <= SOON]
LATER = [name for name in FAULTS if name not in ALWAYS]


@pytest.mark.parametrize("fault", ALWAYS)
def test_a_planted_fault_is_found_soon(fault):
    assert_found(fault)


@pytest.mark.skipif(not ALL, reason="GUICHET_PLANTED=all runs all of them")
@pytest.mark.parametrize("fault", LATER)
def test_a_planted_fault_is_found(fault):
    assert_found(fault)


def test_the_real_code_is_right_in_the_same_worlds_and_every_kind_of_fault_strikes_there():
    most = max(fault.within for fault in FAULTS.values()) if ALL else 40

    histories = [run(seed) for seed in range(1, most + 1)]

    assert [history.broken for history in histories if history.broken] == []
    struck = {kind for history in histories for kind in history.faults}
    assert struck == {kind for site in SITES.values() for kind in site}


def assert_found(fault):
    with in_the_code(fault):
        found = next((seed for seed in range(1, FAULTS[fault].within + 1) if run(seed).broken), None)

    assert found is not None, fault


def run(seed):
    return World(Ordered(seed, 10)).run()
