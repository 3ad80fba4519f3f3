"""`python -m bench.instructions [CALLS]`: instructions of one call of the bank's callback, ours and the others'.

Valgrind counts them in a process of its own for each, so that neither the machine's load nor its clock is in the
figure; what the kernel does is not, either. Needs `valgrind` (Debian: apt install valgrind).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from local.lambda_event import Context

from . import results, stand
from .measuring import output_to
from .table import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .tasks import Task
    from .traffic import Event

CALLS = 20
WARM = 5
TASKS = ("notification", "duplicate")
HANDLERS = {
    "Guichet": "app:app",
    "(a) tutorial": "bench.rivals.tutorial:handler",
    "(b) idempotency": "bench.rivals.powertools:handler",
    "(c) floor": "bench.rivals.floor:handler",
    "(c) in Chalice": "bench.rivals.chalice_floor:app",
}
VALGRIND = ("valgrind", "--tool=callgrind", "--instr-atstart=no", "--callgrind-out-file=/dev/null")

_COLLECTED = re.compile(r"Collected : ([0-9]+)")


def available() -> bool:
    """Whether this machine has Valgrind."""
    return shutil.which("valgrind") is not None and shutil.which("callgrind_control") is not None


def measure(calls: int) -> dict[str, dict[str, int]]:
    """Instructions of a call, by task and contestant."""
    with stand.running() as running, tempfile.TemporaryDirectory() as name:
        from .tasks import Preparation  # noqa: PLC0415 - with the environment that a function has in Lambda

        found: dict[str, dict[str, int]] = {}
        with output_to(Path(name) / "log"):
            for task in Preparation(running, Context("guichet-bench"), calls + WARM).tasks():
                if task.name in TASKS:
                    found[task.name] = _counted(task, calls, Path(name))
                if len(found) == len(TASKS):
                    break
        return found


def _counted(task: Task, calls: int, directory: Path) -> dict[str, int]:
    each = {contestant.name: contestant.events for contestant in task.contestants}
    return {who: count(HANDLERS[who], events, directory) // calls for who, events in each.items()}


def count(handler: str, events: Sequence[Event], directory: Path) -> int:
    """Instructions of the calls after those that warm up."""
    path = directory / "events.json"
    path.write_text(json.dumps(list(events)))
    command = [*VALGRIND, sys.executable, "-m", "bench.replay", handler, str(path), str(WARM)]
    watched = subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )  # fmt: skip
    with watched:
        heard, told = cast("IO[str]", watched.stderr), cast("IO[str]", watched.stdin)
        for word, counting in (("ready", "on"), ("done", "off")):
            _wait_for(word, heard)
            control = ["callgrind_control", "-i", counting, str(watched.pid)]
            subprocess.run(control, check=True, capture_output=True)  # noqa: S603 - our own process
            told.write("\n")
            told.flush()
        said = heard.read()
    match = _COLLECTED.search(said)
    if match is None:
        raise RuntimeError(f"valgrind did not count:\n{said}")
    return int(match[1])


def _wait_for(word: str, heard: IO[str]) -> None:
    seen = []
    for line in heard:
        if line == f"{word}\n":
            return
        seen.append(line)
    raise RuntimeError(f"the process ended before it was {word}:\n{''.join(seen)}")


def report(found: dict[str, dict[str, int]]) -> str:
    """A table a task, with the ratio to the floor."""
    return "".join(
        table(
            f"{task}: instructions of a call",
            ["", "thousands", "to floor"],
            [[who, f"{counted / 1000:.0f}", f"{counted / of['(c) floor']:.2f}"] for who, counted in of.items()],
        )
        for task, of in found.items()
    )


def main(arguments: Iterable[str]) -> int:
    if not available():
        sys.stdout.write("instructions are not counted: valgrind was not found (Debian: apt install valgrind)\n")
        return 0
    found = measure(int(next(iter(arguments), CALLS)))
    sys.stdout.write(report(found))
    results.keep("instructions", found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
