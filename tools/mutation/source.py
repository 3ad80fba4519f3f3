"""One module of ours as text and tree: where each node stands, and where it belongs."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

READABLE = 80
"""Characters of the expression that shows a change, where one so short surrounds it."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Placed = ast.expr | ast.stmt | ast.keyword | ast.pattern


@dataclass(frozen=True, slots=True)
class Edit:
    """The bytes from `start` to `end` become `text`."""

    start: int
    end: int
    text: str


class Source:
    """Offsets are those of bytes, as the tree's own columns are."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bytes = path.read_bytes()
        self.tree = ast.parse(self.bytes)
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *accumulate(len(line) for line in self.bytes.splitlines(keepends=True))]

    def span(self, node: Placed) -> tuple[int, int]:
        """Where the node's text begins and ends."""
        start = self._lines[node.lineno - 1] + node.col_offset
        return start, self._lines[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)

    def text(self, start: int, end: int) -> str:
        """What stands there."""
        return self.bytes[start:end].decode()

    def edited(self, edit: Edit) -> str:
        """The whole module after the edit."""
        return self.text(0, edit.start) + edit.text + self.text(edit.end, len(self.bytes))

    def around(self, node: ast.AST) -> list[ast.AST]:
        """What the node stands in, the nearest first."""
        found = []
        while node := self.parents.get(node):  # type: ignore[assignment]
            found.append(node)
        return found

    def names(self, node: ast.AST) -> tuple[str, ...]:
        """The classes and functions that the node stands in, the outermost first."""
        named = (n.name for n in self.around(node) if isinstance(n, ast.ClassDef | Function))
        return tuple(named)[::-1]

    def function(self, node: ast.AST) -> tuple[str, ...]:
        """The outermost function in whose body the node stands, by its names; empty where it runs on import."""
        chain = [node, *self.around(node)]
        inside = [p for child, p in pairwise(chain) if isinstance(p, Function) and child in p.body]
        return (*self.names(inside[-1]), inside[-1].name) if inside else ()

    def lines(self, node: ast.AST) -> range:
        """The lines that run when the node's statement does: of one with a body, those of its head."""
        for found in [node, *self.around(node)]:
            if isinstance(found, ast.match_case):
                return range(found.pattern.lineno, found.body[0].lineno)
            if isinstance(found, ast.Match):
                return range(found.lineno, found.cases[0].pattern.lineno)
            if isinstance(found, ast.stmt | ast.ExceptHandler):
                body = getattr(found, "body", None)
                end = max(body[0].lineno, found.lineno + 1) if body else (found.end_lineno or 0) + 1
                return range(found.lineno, end)
        return range(0)

    def shown(self, node: ast.AST, edit: Edit) -> tuple[str, str]:
        """The change within the largest readable code around it, or else within its lines, on one line."""
        start = self.bytes.rfind(b"\n", 0, edit.start) + 1
        end = self.bytes.find(b"\n", edit.end)
        for found in [getattr(node, "pattern", node), *self.around(node)]:
            if not isinstance(found, Placed) or (isinstance(found, ast.stmt) and hasattr(found, "body")):
                break
            wider = self.span(found)
            if len(_flat(self.text(*wider))) > READABLE:
                break
            start, end = min(wider[0], edit.start), max(wider[1], edit.end)
        after = self.text(start, edit.start) + edit.text + self.text(edit.end, end)
        return _flat(self.text(start, end)), _flat(after)


def _flat(text: str) -> str:
    return " ".join(text.split())
