"""`python -m tools.mutation [FILES]`: try every mutant of the domain and the protocol, or of some of their modules.

Fails where a mutant survives that docs/mutants.md does not argue, or one is argued there that does not survive.
"""

from __future__ import annotations

import sys
import time
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from tools.mutation.argued import argued, within
from tools.mutation.mutants import PROJECT, Mutant, closed_sets, mutants_of
from tools.mutation.trials import TestsFail, survives_on_import, survivors_in_functions

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = PROJECT / "docs" / "mutants.md"
PACKAGES = ("chalicelib/monetico", "chalicelib/domain")


def main(arguments: Sequence[str], page: Path = PAGE) -> int:
    """The exit status: 1 where survivors and page differ, 2 where the tests fail without any mutant."""
    given = [Path(name).resolve() for name in arguments]
    paths = given or [path for package in PACKAGES for path in sorted((PROJECT / package).glob("*.py"))]
    words = closed_sets(PROJECT / "chalicelib" / "domain")
    mutants = [mutant for path in paths for mutant in mutants_of(path, words)]
    try:
        survivors = tried(mutants)
    except TestsFail as failed:
        sys.stderr.write(f"mutants: {failed} fails without any mutant\n")
        return 2
    known = within(argued(page.read_text(encoding="utf-8")), paths)
    new, gone = sorted(survivors - known), sorted(known - survivors)
    _list("survive and are not argued", new)
    _list("are argued, but noticed now, or not made any more", gone)
    noticed = len(mutants) - len(survivors)
    _say(f"{len(mutants)} mutants: {noticed} noticed, {len(survivors) - len(new)} argued, {len(new)} not argued")
    return 1 if new or gone else 0


def tried(mutants: Sequence[Mutant]) -> set[str]:
    """The names of those that survive. Raises TestsFail."""
    survivors, started, done = set[str](), time.monotonic(), 0

    def tell(mutant: Mutant, survives: bool) -> None:
        nonlocal done
        done += 1
        if survives:
            survivors.add(mutant.name)
            _say(f"- {mutant.name}")
        if done % 100 == 0:
            _say(f"{done} of {len(mutants)}, {len(survivors)} survive, {time.monotonic() - started:.0f} s")

    groups = [(tests, list(group)) for tests, group in groupby(mutants, key=lambda mutant: mutant.tests)]
    # All trials on import come first: afterwards this process has imported everything.
    for tests, group in groups:
        if not survives_on_import(None, tests):
            raise TestsFail(tests)
        for mutant in group:
            if not mutant.function:
                tell(mutant, survives_on_import(mutant, tests))
    for tests, group in groups:
        if in_functions := [mutant for mutant in group if mutant.function]:
            survivors_in_functions(in_functions, tests, tell)
    return survivors


def _list(heading: str, names: Sequence[str]) -> None:
    if names:
        _say("\n".join((f"These {heading}:", *(f"- {name}" for name in names))))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
