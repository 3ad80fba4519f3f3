"""`python -m bench.correctness [ORDERS [SEED]]`: orders that end wrong under the same faults, by kind."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from .. import results
from ..table import table
from .campaign import KINDS, Tally, play
from .ours import Guichet
from .theirs import Rival

if TYPE_CHECKING:
    from collections.abc import Callable

    from .world import Counterparty

ORDERS = 10_000
SEED = 1

CONTESTANTS: dict[str, Callable[[], Counterparty]] = {
    "Guichet": Guichet,
    "(a) tutorial": lambda: Rival(idempotent=False),
    "(b) idempotency": lambda: Rival(idempotent=True),
}


def measure(orders: int, seed: int) -> dict[str, Tally]:
    """The same histories of the bank for each."""
    return {name: play(make(), seed, orders) for name, make in CONTESTANTS.items()}


def report(found: dict[str, Tally], seed: int) -> str:
    """A table of kinds; an order may be wrong in more than one way."""
    orders = next(iter(found.values())).orders
    rows = [["orders that end wrong, but for a mail twice", *(str(tally.wrong) for tally in found.values())]]
    rows += [[kind, *(str(tally.kinds[kind]) for tally in found.values())] for kind in KINDS]
    return table(f"of {orders} orders with faults (seed {seed})", ["", *found], rows)


def main(arguments: list[str]) -> int:
    orders = int(arguments[0]) if arguments else ORDERS
    seed = int(arguments[1]) if len(arguments) > 1 else SEED
    found = measure(orders, seed)
    sys.stdout.write(report(found, seed))
    kept = {
        name: {"wrong": tally.wrong, **{kind: tally.kinds[kind] for kind in KINDS}} for name, tally in found.items()
    }
    results.keep("correctness", {"orders": orders, "seed": seed, "found": kept})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
