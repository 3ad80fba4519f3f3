"""`python -m bench.startup [ROUNDS]`: CPU time of cold starts, beside what Chalice makes of the same, and the bare two.

Ours and Chalice's are built from the working tree for this machine, by the interpreter that runs this, and unpacked as
Lambda does it. The bare two are a Chalice object with one route and a client of DynamoDB, from Chalice's own bundle. A
start is a fresh interpreter with nothing but the bundle on its path, which imports a function and makes its AWS
clients; the interpreter's own start is not counted. All take turns, and the best of each is compared.
"""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from tools.package.build import Build
from tools.package.chalice_package import ARCHIVE, copy_project, run_chalice
from tools.package.target import Target, host_architecture

from . import results
from .table import table

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

BARE = """
import sys, time
sys.path.insert(0, sys.argv[1])
begun = time.process_time()
import boto3, chalice.app
app = chalice.app.Chalice("bare")
app.route("/")(lambda: {})
boto3.client("dynamodb")
print(time.process_time() - begun)
"""
"""`chalice` + `boto3`, one route and one client."""

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


@dataclass(frozen=True)
class Taken:
    """CPU milliseconds of some starts."""

    best: float
    median: float


def start(task: Path, script: str, *names: str) -> float:
    """CPU milliseconds of a cold start; raises CalledProcessError after what the function says on standard error."""
    command = [sys.executable, "-I", "-S", "-B", "-c", script, str(task), *names]
    done = subprocess.run(command, env=ENVIRONMENT, cwd=task, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return float(done.stdout) * 1000


def bundles(directory: Path) -> dict[str, Path]:
    """Both zips, by whose they are."""
    target = Target(host_architecture())
    ours, copy = directory / "ours", directory / "copy"
    Build(PROJECT, STAGE, target, ours, PROJECT / "build" / ".wheels").run(lambda _: None)
    copy_project(PROJECT, copy, STAGE, target)
    return {"chalice": run_chalice(copy, STAGE) / ARCHIVE, "ours": ours / ARCHIVE}


def compare(tasks: dict[str, Path], function: str, rounds: int) -> dict[str, Taken]:
    """The starts of a function, by whose they are."""
    starts: dict[str, list[float]] = {whose: [] for whose in (*tasks, "bare")}
    for _ in range(rounds):
        for whose, task in tasks.items():
            starts[whose].append(start(task, START, *FUNCTIONS[function]))
        starts["bare"].append(start(tasks["chalice"], BARE))
    return {whose: Taken(min(taken), statistics.median(taken)) for whose, taken in starts.items()}


def row(function: str, taken: dict[str, Taken]) -> list[str]:
    """CPU of each, best (median), and how often ours goes into the others."""
    ours = taken["ours"]
    others = (taken[whose] for whose in ("chalice", "bare"))
    ratios = [f"{other.best / ours.best:.2f} ({other.median / ours.median:.2f})" for other in others]
    return [function, *(f"{of.best:.0f} ({of.median:.0f})" for of in taken.values()), *ratios]


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
        tasks = unpack(archives, Path(name))
        found = {function: compare(tasks, function, rounds) for function in FUNCTIONS}
    heads = ["function", "chalice", "ours", "bare", "chalice / ours", "bare / ours"]
    sys.stdout.write(table("CPU ms of a start, best (median)", heads, [row(*each) for each in found.items()]))
    results.keep("startup", {name: {w: asdict(of) for w, of in taken.items()} for name, taken in found.items()})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
