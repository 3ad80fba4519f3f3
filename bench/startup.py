"""`python -m bench.startup [ROUNDS]`: CPU time of cold starts, of our bundle and of what Chalice makes of the same.

Both are built from the working tree for this machine, by the interpreter that runs this, and unpacked as Lambda does
it. A start is a fresh interpreter with nothing but the bundle on its path, which imports a function's module and makes
its AWS clients; the interpreter's own start is not counted. The two take turns, and the best of each is compared.
"""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from tools.package.build import Build
from tools.package.chalice_package import ARCHIVE, copy_project, run_chalice
from tools.package.target import Target, host_architecture

if TYPE_CHECKING:
    from collections.abc import Iterable

PROJECT = Path(__file__).resolve().parents[1]
STAGE = "test"
ROUNDS = 9

FUNCTIONS = {
    "api": ("app", "chalicelib.runtime.api", "runtime"),
    "outbox": ("chalicelib.events.outbox", "chalicelib.runtime.effects", "worker"),
    "sweep": ("chalicelib.events.sweep", "chalicelib.runtime.effects", "worker"),
    "operations": ("chalicelib.events.operations", "chalicelib.runtime.operations", "runtime"),
    "settle": ("chalicelib.events.operations", "chalicelib.runtime.operations", "runtime"),
    "bounces": ("chalicelib.events.bounces", "chalicelib.runtime.bounces", "orders"),
}
"""Each with the module that Lambda imports, and what makes its clients at the first event."""

START = """
import importlib, sys, time
sys.path.insert(0, sys.argv[1])
begun = time.process_time()
importlib.import_module(sys.argv[2])
getattr(importlib.import_module(sys.argv[3]), sys.argv[4])()
print(time.process_time() - begun)
"""

ENVIRONMENT = {
    "AWS_LAMBDA_FUNCTION_NAME": "guichet",
    "AWS_DEFAULT_REGION": "eu-west-3",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "GUICHET_TABLE": "guichet",
    "GUICHET_SECRET": "guichet",
    "GUICHET_PUBLIC_URL": "https://api.example.org",
    "GUICHET_PLATFORM": "test",
    "GUICHET_MAIL_FROM": "orders@example.org",
    "GUICHET_SELLER": json.dumps({"name": "Atelier Lumen"}),
}


def start(task: Path, function: str) -> float:
    """CPU milliseconds of a cold start; raises CalledProcessError after what the function says on standard error."""
    command = [sys.executable, "-I", "-S", "-B", "-c", START, str(task), *FUNCTIONS[function]]
    done = subprocess.run(command, env=ENVIRONMENT, cwd=task, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return float(done.stdout) * 1000


def bundles(directory: Path) -> dict[str, Path]:
    """Both zips, by whose they are."""
    target = Target(host_architecture())
    ours, copy = directory / "ours", directory / "copy"
    Build(PROJECT, STAGE, target, ours, PROJECT / "build" / ".wheels").run(lambda _: None)
    copy_project(PROJECT, copy, STAGE, target)
    return {"chalice": run_chalice(copy, STAGE) / ARCHIVE, "ours": ours / ARCHIVE}


def compare(tasks: dict[str, Path], function: str, rounds: int) -> str:
    """A row: CPU milliseconds, best (median), of each, and the ratio of these."""
    starts: dict[str, list[float]] = {whose: [] for whose in tasks}
    for _ in range(rounds):
        for whose, task in tasks.items():
            starts[whose].append(start(task, function))
    best = {whose: min(taken) for whose, taken in starts.items()}
    middle = {whose: statistics.median(taken) for whose, taken in starts.items()}
    cells = "".join(f"{best[whose]:7.0f} ({middle[whose]:.0f})" for whose in tasks)
    ratios = f"{best['chalice'] / best['ours']:8.2f} ({middle['chalice'] / middle['ours']:.2f})"
    return f"{function:<11}{cells}{ratios}"


def unpack(archives: dict[str, Path], directory: Path) -> dict[str, Path]:
    for whose, archive in archives.items():
        with ZipFile(archive) as read:
            read.extractall(directory / f"{whose}-task")
    return {whose: directory / f"{whose}-task" for whose in archives}


def main(arguments: Iterable[str]) -> int:
    rounds = int(next(iter(arguments), ROUNDS))
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as name:
        archives = bundles(Path(name))
        sizes = ", ".join(f"{whose} {archive.stat().st_size / 1e6:.1f} MB" for whose, archive in archives.items())
        sys.stdout.write(f"Python {platform.python_version()}, {rounds} rounds; {sizes}\n")
        sys.stdout.write(f"CPU ms, best (median)\n{'function':<11}{'chalice':>13}{'ours':>13}{'ratio':>14}\n")
        tasks = unpack(archives, Path(name))
        for function in FUNCTIONS:
            sys.stdout.write(compare(tasks, function, rounds) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
