"""The mutants of a module: each a small change that can be compiled, with a name that outlives other changes."""

from __future__ import annotations

import ast
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.mutation.logic import changed_logic
from tools.mutation.source import Source
from tools.mutation.values import changed_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Mutant:
    """`name` is the line of docs/mutants.md; `function` is empty where the change is to what runs on import."""

    name: str
    path: Path
    text: str
    function: tuple[str, ...]
    lines: range

    @property
    def module(self) -> str:
        return ".".join(self.path.relative_to(PROJECT).with_suffix("").parts)

    @property
    def tests(self) -> str:
        """The directory of the tests that judge it: those of its own package."""
        return f"tests/{self.path.parent.name}"


def mutants_of(path: Path, words: Mapping[str, list[str]]) -> list[Mutant]:
    """In the order of the text. Names that would be the same are numbered."""
    source, seen, found = Source(path), Counter[str](), []
    for node in _changeable(source.tree):
        edits = [*changed_logic(source, node), *changed_values(source, node, words)]
        for edit in edits:
            text = source.edited(edit)
            if not _compiles(text):
                continue
            before, after = source.shown(node, edit)
            where = "::".join((f"{path.parent.name}/{path.name}", ".".join(source.names(node)) or "module"))
            name = f"`{where}`: `{before}` → {f'`{after}`' if after else 'nothing'}"
            seen[name] += 1
            name += f" ({seen[name]})" if seen[name] > 1 else ""
            found.append(Mutant(name, path, text, source.function(node), source.lines(node)))
    return found


def closed_sets(package: Path) -> dict[str, list[str]]:
    """The enumerations of a package, each with its names."""
    classes = (node for path in sorted(package.glob("*.py")) for node in ast.walk(ast.parse(path.read_bytes())))
    enums = (c for c in classes if isinstance(c, ast.ClassDef) and any("Enum" in ast.unparse(b) for b in c.bases))
    return {c.name: [ast.unparse(n.targets[0]) for n in c.body if isinstance(n, ast.Assign)] for c in enums}


def _changeable(node: ast.AST) -> Iterator[ast.AST]:
    """Every node but imports, annotations, decorators and what only type checkers see."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_silent(child):
                yield from _changeable(child)


def _is_silent(node: ast.AST) -> bool:
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    return isinstance(node, ast.Import | ast.ImportFrom) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def _compiles(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "mutant", "exec", dont_inherit=True)
        except SyntaxError:
            return False
    return True
