"""One idea a file, one thought a function: what grows past these bounds is two of them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.architecture.tree import modules

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_LINES_OF_A_MODULE = 250
MOST_LINES_OF_A_FUNCTION = 40
NO_NAMES = {"base", "common", "helper", "helpers", "misc", "util", "utils"}


def test_no_module_is_too_long_to_read_at_once() -> None:
    lengths = {module.name: len(module.text.splitlines()) for module in modules()}

    assert {name: length for name, length in lengths.items() if length > MOST_LINES_OF_A_MODULE} == {}


def test_no_function_is_too_long_to_see_at_once() -> None:
    assert {name: length for name, length in function_lengths() if length > MOST_LINES_OF_A_FUNCTION} == {}


def test_every_module_has_a_name_that_says_what_is_in_it() -> None:
    assert [module.name for module in modules() if NO_NAMES & set(module.name.split("."))] == []


def test_every_module_says_what_it_is_for() -> None:
    said = {module.name: ast.get_docstring(module.tree) or "" for module in modules()}

    assert [name for name, text in said.items() if not text] == []


def function_lengths() -> Iterator[tuple[str, int]]:
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{module.name}.{node.name}", (node.end_lineno or 0) - node.lineno + 1
