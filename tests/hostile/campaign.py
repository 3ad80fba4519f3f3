"""Coverage-guided fuzzing of every target for as long as is wanted: `python -m tests.hostile.campaign --seconds 600`.

What it learns stays in .guichet/hostile and is where the next campaign goes on. An input that breaks a target is
written to .guichet/hostile/found; copied into tests/hostile/corpus it is part of `make test`.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CORPUS = Path(__file__).parent / "corpus"
LEARNT = ROOT / ".guichet" / "hostile"
SECONDS_OF_ONE_INPUT = 5
MOST_BYTES = 16_384


@dataclass(frozen=True)
class Run:
    """What became of one target; `edges` of the code under test were reached, as libFuzzer counts them."""

    target: str
    inputs: int
    edges: int
    learnt: int
    log: str
    broken: bool

    @property
    def row(self) -> str:
        """One line of the table."""
        verdict = "BROKEN" if self.broken else "holds"
        return f"{self.target:<14} {self.inputs:>12,} {self.edges:>7,} {self.learnt:>8,}  {verdict}"


def main() -> int:
    """The table of all targets; 1 where one of them broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.campaign", description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together (600)")
    parser.add_argument("--processes", type=int, default=1, help="targets at once (1)")
    parser.add_argument("--only", default="", metavar="TARGET,…", help="these targets instead of all")
    asked = parser.parse_args()
    if find_spec("atheris") is None:
        parser.error("needs Atheris, which comes with `make setup` on Linux with an x86_64 processor")
    targets = asked.only.split(",") if asked.only else sorted(path.name for path in CORPUS.iterdir())
    seconds = max(1, asked.seconds * asked.processes // len(targets))
    _say(f"{len(targets)} targets, {seconds} s each")
    _say(f"{'target':<14} {'inputs':>12} {'edges':>7} {'learnt':>8}")
    runs = []
    with ThreadPoolExecutor(asked.processes) as pool:
        for run in pool.map(lambda target: fuzzed(target, seconds), targets):
            runs.append(run)
            _say(run.row)
    _say(f"{'all':<14} {sum(run.inputs for run in runs):>12,}")
    for run in runs:
        if run.broken:
            _say(f"\n{run.target}:\n{run.log[-4000:]}")
    return any(run.broken for run in runs)


def fuzzed(target: str, seconds: int) -> Run:
    """Fuzz one target in a process of its own."""
    learnt, found = LEARNT / target, LEARNT / "found"
    learnt.mkdir(parents=True, exist_ok=True)
    found.mkdir(exist_ok=True)
    done = subprocess.run(
        [
            sys.executable, "-m", "tests.hostile.fuzzer", target,
            f"-max_total_time={seconds}", f"-timeout={SECONDS_OF_ONE_INPUT}", f"-max_len={MOST_BYTES}",
            "-rss_limit_mb=2048", "-print_final_stats=1", f"-artifact_prefix={found}/{target}-",
            str(learnt), str(CORPUS / target),
        ],
        cwd=ROOT, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    return Run(
        target=target,
        inputs=_last(r"number_of_executed_units: +(\d+)", done.stderr) or _last(r"#(\d+)\t", done.stderr),
        edges=_last(r" cov: (\d+)", done.stderr),
        learnt=len(list(learnt.iterdir())),
        log=done.stdout + done.stderr,
        broken=done.returncode != 0,
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _last(pattern: str, text: str) -> int:
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


if __name__ == "__main__":
    sys.exit(main())
