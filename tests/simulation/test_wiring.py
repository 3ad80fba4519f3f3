"""No clock and no chance of the real world gets into a simulated one, and none of the simulated one stays behind."""

from __future__ import annotations

import ast
from datetime import datetime

import pytest

from chalicelib.api import bank
from chalicelib.aws import store_calls
from simulation.wiring import CLOCKS, OWNERS, TIMES, wired
from tests.architecture.tree import modules

REAL = {
    # What these ask is either replaced whole by the simulation or only ever logged.
    "chalicelib.runtime.effects",
    "chalicelib.runtime.operations",
    "chalicelib.runtime.telemetry",
    "chalicelib.aws.bank_client",
}


def asking(what):
    """Modules of the product that call one of these names."""
    found = set()
    for module in modules("chalicelib"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in what:
                found.add(module.name)
    return found - REAL


@pytest.mark.parametrize(
    ("replaced", "asked"),
    [
        (CLOCKS, {"datetime.now", "date.today", "datetime.utcnow", "datetime.today"}),
        ((*TIMES, store_calls), {"time.time", "time.monotonic", "time.sleep", "random.uniform", "random.random"}),
        (OWNERS, {"uuid4", "uuid.uuid4", "token_hex", "secrets.token_hex"}),
    ],
)
def test_every_module_that_asks_the_real_world_is_replaced(replaced, asked):
    assert asking(asked) == {module.__name__ for module in replaced}


def test_after_a_world_the_product_is_as_it_was():
    before = (bank.datetime, bank.runtime, store_calls.time)

    with wired():
        assert bank.datetime is not datetime

    assert (bank.datetime, bank.runtime, store_calls.time) == before
