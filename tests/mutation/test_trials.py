"""Each kind of trial ends both ways. In a process of its own, since a trial runs pytest in what it has imported."""

from __future__ import annotations

import json
import subprocess
import sys

from tools.mutation.mutants import PROJECT

PROGRAM = """
import json, sys
from dataclasses import replace
from tools.mutation.mutants import PROJECT, mutants_of
from tools.mutation import trials
from tools.mutation.trials import TestsFail, survives_on_import, survivors_in_functions

mutants = mutants_of(PROJECT / "chalicelib" / "monetico" / "addresses.py", {})
table = [mutant for mutant in mutants if not mutant.function][-1]
condition = next(mutant for mutant in mutants if mutant.function)
same = [replace(mutant, text=mutant.path.read_text("utf-8")) for mutant in (table, condition)]
endless = replace(condition, text=same[0].text.replace("    path =", "    while True: pass\\n    path ="))
tests, told, trials.SECONDS = sys.argv[1], [], 3

told += [survives_on_import(mutant, tests) for mutant in (None, same[0], table)]
survivors_in_functions([same[1], condition, endless], tests, lambda mutant, survives: told.append(survives))
try:
    survivors_in_functions([condition], "tests/monetico/no_such_test.py", print)
except TestsFail:
    told.append("fails")
sys.stderr.write(json.dumps(told))
"""


def test_a_trial_says_whether_the_tests_notice_and_ends_where_the_mutant_does_not() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, "tests/monetico/test_addresses.py"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert json.loads(ran.stderr.splitlines()[-1]) == [True, True, False, True, False, False, "fails"]
