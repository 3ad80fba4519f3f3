"""`python -m bench.load`: the running API under bursts of notifications, and over a table that grows.

The store is local DynamoDB with some milliseconds before it, and all share this machine: what is to be read are ratios
and requests. Here a few processes of the API take what in the cloud many environments of Lambda do.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bench.results import DIRECTORY, PROJECT
from bench.table import table

from . import burst, chart, counter, growth
from .orders import Orders

if TYPE_CHECKING:
    from collections.abc import Sequence

BURSTS = (1, 4, 16, 64, 256)
SIZES = (1_000, 10_000, 100_000)
PERCENTILES = (50, 95, 99, 100)


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--bursts", type=numbers, default=BURSTS, help="notifications at once")
    sizes = "orders in the table; 1000000 takes 20 GB and a quarter of an hour"
    parser.add_argument("--sizes", type=numbers, default=SIZES, help=sizes)
    parser.add_argument("--messages", type=int, default=1024, help="notifications of each measurement")
    parser.add_argument("--delay", type=float, default=5.0, help="milliseconds before the store")
    parser.add_argument("--processes", type=int, default=2, help="of the API")
    return parser.parse_args(arguments)


def bursts_table(found: dict[int, burst.Load]) -> str:
    heads = ["at once", "a second", "p50 ms", "p95", "p99", "max", "CPU ms", "requests", "not taken", "nor again"]
    rows = [
        [str(size), f"{load.throughput:.0f}", *(f"{load.percentile(part):.1f}" for part in PERCENTILES),
         f"{load.cpu_ms:.2f}", f"{load.requests_each:.3f}", str(load.not_taken), str(load.never_taken)]
        for size, load in found.items()
    ]  # fmt: skip
    return table("Notifications in bursts; CPU of the API and requests to DynamoDB, each", heads, rows)


def growth_table(found: list[growth.Size]) -> str:
    heads = [
        "orders",
        "p50 ms",
        "p95",
        "CPU ms",
        "requests",
        "write units",
        "requests: what is due",
        "a page of orders",
    ]
    rows = [
        [f"{size.orders:,}", *(f"{size.notification.percentile(part):.1f}" for part in (50, 95)),
         f"{size.notification.cpu_ms:.2f}", f"{size.notification.requests_each:.3f}", str(size.write_units),
         str(size.due_requests), str(size.page_requests)]
        for size in found
    ]  # fmt: skip
    first, last = found[0].notification, found[-1].notification
    grown = (
        f"from the smallest to the largest table: p50 × {last.percentile(50) / first.percentile(50):.2f}, "
        f"CPU × {last.cpu_ms / first.cpu_ms:.2f}, requests × {last.requests_each / first.requests_each:.2f}\n"
    )
    return table("One notification after the other over a growing table", heads, rows) + grown


def keep(bursts: dict[int, burst.Load], sizes: list[growth.Size], asked: argparse.Namespace) -> None:
    document: dict[str, Any] = {
        "asked": vars(asked),
        "bursts": {size: _kept(load) for size, load in bursts.items()},
        "growth": [{**asdict(size), "notification": _kept(size.notification)} for size in sizes],
    }
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    (DIRECTORY / "load.json").write_text(json.dumps(document, indent=2) + "\n")


def _kept(load: burst.Load) -> dict[str, Any]:
    known = {name: value for name, value in asdict(load).items() if name != "latencies"}
    return {**known, "ms": {f"p{part}": load.percentile(part) for part in PERCENTILES}}


def plot(found: dict[int, burst.Load]) -> str:
    named = {"max" if part == 100 else f"p{part}": part for part in PERCENTILES}
    series = {
        name: [(float(size), load.percentile(part)) for size, load in found.items()] for name, part in named.items()
    }
    return str(chart.lines("load", "Latency of a notification in a burst", series).relative_to(PROJECT))


def main(arguments: Sequence[str]) -> int:
    asked = options(arguments)
    with counter.running(asked.processes, asked.delay) as running:
        orders = Orders(running)
        burst.in_bursts(running, orders.started(64), 16)  # warm
        bursts = {size: burst.in_bursts(running, orders.started(asked.messages), size) for size in asked.bursts}
    sys.stdout.write(bursts_table(bursts))
    sys.stdout.flush()
    with counter.running(asked.processes, asked.delay) as running:
        orders = Orders(running)
        burst.in_bursts(running, orders.started(64), 16)
        sizes = [growth.at(running, orders, size, asked.messages // 4) for size in asked.sizes]
    sys.stdout.write(growth_table(sizes))
    keep(bursts, sizes, asked)
    sys.stdout.write(plot(bursts) + "\n")
    wrong = sum(load.never_taken for load in (*bursts.values(), *(size.notification for size in sizes)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
