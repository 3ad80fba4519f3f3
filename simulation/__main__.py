"""`python -m simulation --seed 1 --orders 100000`: simulate, and tell the shortest history of what breaks."""

from __future__ import annotations

import argparse
import os
import sys
import time

from simulation.campaign import PER_WORLD, Sum, campaign
from simulation.shrink import shortest
from simulation.telling import story, table
from simulation.world import Ordered, World

EVERY = 10.0
"""Seconds between two lines of progress."""


def main(arguments: list[str]) -> int:
    """0 where every promise was kept."""
    given = _parser().parse_args(arguments)
    if given.kept is not None or given.faults is not None:
        kept = None if given.kept is None else frozenset(map(int, filter(None, given.kept.split(","))))
        faults = None if given.faults is None else frozenset(filter(None, given.faults.split(",")))
        return _tell(Ordered(given.seed, given.orders, faults, kept))
    told = 0.0

    def progress(so_far: Sum) -> None:
        nonlocal told
        if so_far.seconds - told > EVERY:
            told = so_far.seconds
            print(f"{so_far.orders} orders, {len(so_far.broken)} broken, {so_far.seconds:.0f} s", flush=True)

    total = campaign(given.seed, given.orders, given.processes, progress)
    print(table(total))
    for failed in total.broken[:1]:
        print("\nThe shortest history that breaks:\n", flush=True)
        _tell(shortest(failed).ordered)
    return 1 if total.broken else 0


def _tell(ordered: Ordered) -> int:
    begun = time.monotonic()
    lines: list[str] = []
    history = World(ordered, lambda at, line: lines.append(story(at, line))).run()
    print("\n".join(lines))
    print(f"\n{history.broken or 'every promise was kept'} ({time.monotonic() - begun:.2f} s, {history.digest})")
    kept = "" if ordered.kept is None else ",".join(map(str, sorted(ordered.kept)))
    faults = ",".join(sorted(history.struck))
    print(f"python -m simulation --seed {ordered.seed} --orders {ordered.orders} --kept {kept!r} --faults {faults!r}")
    return 1 if history.broken else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulation", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the first world; the next ones count up")
    parser.add_argument("--orders", type=int, default=1000, help=f"in all, {PER_WORLD} to a world")
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--kept", help="tell one world: only these of its orders, by number")
    parser.add_argument("--faults", help="tell one world: only these faults, by their marks")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
