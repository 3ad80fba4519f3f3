"""The page of the mutants that survive: its lines are names, its other words are the arguments."""

from __future__ import annotations

from pathlib import Path

from tools.mutation.argued import argued, within

ONE = "`domain/money.py::Money.parse`: `a < b` → `a <= b`"
OTHER = "`monetico/form.py::module`: `MOST = 1` → `MOST = 2` (2)"
PAGE = f"# Mutants\n\nThat a `1` is a `2`:\n\n- {ONE}\n- another line of a list\n\nAnd of that:\n\n- {OTHER}\n"


def test_the_names_are_the_lines_of_the_lists() -> None:
    assert argued(PAGE) == [ONE, OTHER]


def test_only_the_modules_that_are_tried_are_compared() -> None:
    assert within([ONE, OTHER], [Path("chalicelib/domain/money.py")]) == {ONE}
