"""`python -m bench.calls [CALLS]`: CPU, latency, and requests to DynamoDB of every kind of call.

Ours is the whole function as Lambda calls it; beside it, for the bank's callback, three ways to write it. CPU is this
process's alone, best and median. Nothing leaves the machine, so there is no TLS, whose cost all would share.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from local.lambda_event import Context

from . import results, stand
from .measuring import output_to, take_turns
from .table import table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .stand import Stand

CALLS = 200
WARM = 3


@dataclass(frozen=True)
class Row:
    """One contestant at one task; microseconds, requests and bytes of log of one call."""

    task: str
    who: str
    best: float
    median: float
    latency: float
    dynamodb: float
    mails: float
    logged: float


def measure(running: Stand, calls: int) -> list[Row]:
    """Every task, the contestants of each in turns."""
    with tempfile.TemporaryDirectory() as name:
        from .tasks import Preparation  # noqa: PLC0415 - the functions are imported as Lambda does, with their environment

        context, rows, log = Context("guichet-bench"), list[Row](), Path(name) / "log"
        with output_to(log):
            for task in Preparation(running, context, calls + WARM).tasks():
                for who, measured in take_turns(task.contestants, context, log, warm=WARM).items():
                    cpu = measured.best, measured.median, measured.latency
                    requests = measured.per_call("dynamodb"), measured.per_call("sesv2")
                    rows.append(Row(task.name, who, *cpu, *requests, measured.logged))
        return rows


def report(rows: Iterable[Row]) -> str:
    """A table a task; ratios are to the floor where there is one."""
    tasks: dict[str, list[Row]] = {}
    for row in rows:
        tasks.setdefault(row.task, []).append(row)
    return "".join(_table(task, of) for task, of in tasks.items())


def _table(task: str, rows: list[Row]) -> str:
    heads = ["", "CPU µs best", "median", "latency µs", "DynamoDB", "mails", "log bytes"]
    floor = next((row for row in rows if row.who == "(c) floor"), None)
    cells = [
        [
            row.who, f"{row.best:.0f}", f"{row.median:.0f}", f"{row.latency:.0f}",
            f"{row.dynamodb:.2f}", f"{row.mails:.2f}", f"{row.logged:.0f}",
            *([f"{row.best / floor.best:.2f} ({row.median / floor.median:.2f})"] if floor else []),
        ]
        for row in rows
    ]  # fmt: skip
    return table(task, [*heads, "CPU to floor"] if floor else heads, cells)


def main(arguments: Iterable[str]) -> int:
    with stand.running() as running:
        rows = measure(running, int(next(iter(arguments), CALLS)))
    sys.stdout.write(report(rows))
    results.keep("calls", [asdict(row) for row in rows])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
