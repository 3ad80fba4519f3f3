"""`python -m bench`: every part in a process of its own, tables on the way, then plots in build/bench."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from . import plot
from .results import DIRECTORY, PROJECT

PARTS = ("calls", "instructions", "startup", "cost", "correctness")


def plots(found: dict[str, Any]) -> list[str]:
    """Where each plot of what was found has been written."""
    cpu = {row["who"]: row["best"] for row in found["calls"] if row["task"] == "notification"}
    written = [plot.bars("cpu", "CPU of a usual notification, to the floor", _to_floor(cpu), " ×", limit=1.5)]
    if counted := found.get("instructions"):
        title = "Instructions of a usual notification, to the floor"
        written.append(plot.bars("instructions", title, _to_floor(counted["notification"]), " ×", limit=1.5))
    dollars = {who: sum(of.values()) - of["Mails"] for who, of in found["cost"]["dollars"].items()}
    written.append(plot.bars("cost", "A million orders, list prices, without the mails", dollars, " $"))
    correctness = found["correctness"]
    wrong = {who: of["wrong"] for who, of in correctness["found"].items()}
    title = f"Of {correctness['orders']} orders with faults: wrong money, wrong state or no mail"
    written.append(plot.bars("wrong", title, wrong, ""))
    return [str(path.relative_to(PROJECT)) for path in written]


def _to_floor(measured: dict[str, float]) -> dict[str, float]:
    return {who: value / measured["(c) floor"] for who, value in measured.items()}


def main() -> int:
    for part in PARTS:
        sys.stdout.write(f"== bench.{part}\n")
        sys.stdout.flush()
        subprocess.run([sys.executable, "-m", f"bench.{part}"], cwd=PROJECT, check=True)  # noqa: S603 - our own module
    found = json.loads((DIRECTORY / "results.json").read_text())
    sys.stdout.write("".join(f"{path}\n" for path in plots(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
