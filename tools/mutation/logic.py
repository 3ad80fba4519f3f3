"""Changes to what code decides and computes: conditions, comparisons, sums, calls and statements."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tools.mutation.source import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.mutation.source import Source

COMPARISONS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"), ast.NotIn: ("not in", "in"),
}  # fmt: skip
ORDERINGS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
SUMS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "//"), ast.Div: ("/", "*"), ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "//"), ast.BitOr: ("|", "&"), ast.BitAnd: ("&", "|"), ast.Pow: ("**", "*"),
    ast.LShift: ("<<", ">>"), ast.RShift: (">>", "<<"),
}  # fmt: skip
OTHER_CALLS = {
    "min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list",
    "startswith": "endswith", "endswith": "startswith", "fullmatch": "search", "partition": "rpartition",
}  # fmt: skip
WITHOUT_EFFECT = {"strip", "casefold", "lower", "upper"}


def changed_logic(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Every change of this kind to the node itself, not to what is in it."""
    match node:
        case ast.expr() if _is_condition(source, node):
            yield from (Edit(*source.span(node), word) for word in _constants(source, node))
    match node:
        case ast.BoolOp():
            neutral = "True" if isinstance(node.op, ast.And) else "False"
            yield from (Edit(*source.span(value), neutral) for value in node.values)
        case ast.Compare():
            yield from _compared(source, node)
        case ast.BinOp():
            yield from _between(source, node.left, node.right, SUMS[type(node.op)])
        case ast.UnaryOp(op=ast.Not() | ast.USub()) if not _is_condition(source, node):
            yield Edit(source.span(node)[0], source.span(node.operand)[0], "")
        case ast.Call():
            yield from _called(source, node)
        case ast.Subscript(slice=ast.Slice()):
            yield Edit(*source.span(node.slice), ":")
        case ast.stmt():
            yield from _done(source, node)
        case ast.match_case():
            end = source.span(node.guard or node.pattern)[1]
            yield Edit(end, end, " and False" if node.guard else " if False")


def _is_condition(source: Source, node: ast.expr) -> bool:
    parent = source.parents[node]
    return node is getattr(parent, "test", None) or (isinstance(parent, ast.comprehension) and node in parent.ifs)


def _constants(source: Source, node: ast.expr) -> tuple[str, ...]:
    endless = isinstance(source.parents[node], ast.While)
    return ("False",) if endless else ("True", "False")


def _compared(source: Source, node: ast.Compare) -> Iterator[Edit]:
    sides = [node.left, *node.comparators]
    for left, right, operator in zip(sides, sides[1:], node.ops, strict=False):
        # The contrary of a whole condition is weaker than its being always true, and always false.
        if isinstance(operator, ORDERINGS) or not _is_condition(source, node):
            yield from _between(source, left, right, COMPARISONS[type(operator)])


def _between(source: Source, left: ast.expr, right: ast.expr, change: tuple[str, str]) -> Iterator[Edit]:
    start, end = source.span(left)[1], source.span(right)[0]
    yield Edit(start, end, source.text(start, end).replace(*change, 1))


def _called(source: Source, node: ast.Call) -> Iterator[Edit]:
    end = source.span(node.func)[1]
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in OTHER_CALLS:
            yield Edit(end - len(name), end, OTHER_CALLS[name])
        case ast.Attribute(attr=name, value=on) if name in WITHOUT_EFFECT and not node.args:
            yield Edit(source.span(on)[1], source.span(node)[1], "")


def _done(source: Source, node: ast.stmt) -> Iterator[Edit]:
    span = source.span(node)
    match node:
        case ast.Expr(value=ast.Call()) | ast.Continue() | ast.Break():
            yield Edit(*span, "pass")
        case ast.Raise() if not isinstance(source.parents[node], ast.If):
            yield Edit(*span, "pass")
        case ast.AugAssign():
            yield Edit(*span, "pass")
            yield from _between(source, node.target, node.value, (f"{SUMS[type(node.op)][0]}=", "="))
        case ast.Assign(targets=[ast.Subscript()]):
            yield Edit(*span, "pass")
