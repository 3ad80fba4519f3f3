"""Changes to what code holds: numbers, texts, patterns, words of a closed set, and parts of tables and calls."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tools.mutation.source import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tools.mutation.source import Source

_OPENING = re.compile(r"[a-zA-Z]*(\"\"\"|'''|\"|')")
_REPEAT = re.compile(r"(?<=[\])}a-zA-Z.])(?<!\()[+*?](?!\?)|\{\d+(?:,\d+)?\}")


def changed_values(source: Source, node: ast.AST, words: Mapping[str, list[str]]) -> Iterator[Edit]:
    """Every change of this kind to the node itself, not to what is in it."""
    match node:
        case ast.Constant(value=bool() as truth):
            yield Edit(*source.span(node), str(not truth))
        case ast.Constant(value=int() as number):
            yield Edit(*source.span(node), str(number + 1))
        case ast.Constant(value=str() | bytes()) | ast.JoinedStr() if not _is_told(source, node):
            yield from _text(source, node)
        case ast.Attribute(value=ast.Name(id=name), attr=word) if (
            word in (known := words.get(name, [])) and len(known) > 1
        ):
            following = (known * 2)[known.index(word) + 1]
            yield Edit(source.span(node.value)[1], source.span(node)[1], f".{following}")
        case ast.Call():
            parts: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
            spans = sorted(map(source.span, parts))
            yield from _each_dropped(spans, [spans.index(source.span(part)) for part in node.keywords])
        case ast.Dict():
            spans = [_item(source, key, value) for key, value in zip(node.keys, node.values, strict=True)]
            yield from _each_dropped(spans, range(len(spans)))
        case ast.Tuple() | ast.Set() | ast.List() if len(node.elts) > 1 and _is_table(source, node):
            yield from _each_dropped([source.span(part) for part in node.elts], range(len(node.elts)))


def _item(source: Source, key: ast.expr | None, value: ast.expr) -> tuple[int, int]:
    start, end = source.span(value)
    return (source.span(key)[0] if key else start - len("**")), end


def _each_dropped(spans: Sequence[tuple[int, int]], which: Sequence[int]) -> Iterator[Edit]:
    for i in which:
        start, end = spans[i]
        if i + 1 < len(spans):
            yield Edit(start, spans[i + 1][0], "")
        else:
            yield Edit(spans[i - 1][1] if i else start, end, "")


def _is_table(source: Source, node: ast.expr) -> bool:
    """A part less would make most tuples something else; in these it is one thing less that is known."""
    parent = source.parents[node]
    if isinstance(parent, ast.Compare | ast.ExceptHandler):
        return True
    return not isinstance(parent, ast.Subscript) and (not isinstance(node, ast.Tuple) or not source.function(node))


def _is_told(source: Source, node: ast.expr) -> bool:
    """Whether it is a sentence for people, in an error: its words are nobody's rule."""
    raised = any(isinstance(found, ast.Raise) for found in source.around(node))
    return raised and " " in source.text(*source.span(node))


def _text(source: Source, node: ast.expr) -> Iterator[Edit]:
    parent = source.parents[node]
    start, end = source.span(node)
    text = source.text(start, end)
    opening = _OPENING.match(text)
    if isinstance(parent, ast.Expr | ast.JoinedStr | ast.FormattedValue) or opening is None:
        return
    if isinstance(parent, ast.Attribute) and parent.attr == "split":
        for word in re.finditer(r"[\w-]+", text[opening.end() :]):
            at = start + opening.end() + word.start()
            yield Edit(at, at + len(word[0]), "")
        return
    yield Edit(start + opening.end(), start + opening.end(), "XX")
    called = parent.func if isinstance(parent, ast.Call) else None
    if isinstance(called, ast.Attribute) and called.attr == "compile" and text.isascii():
        yield from _pattern(text, start)


def _pattern(text: str, start: int) -> Iterator[Edit]:
    for repeat in _REPEAT.finditer(text):
        for other in _other_repeats(repeat[0]):
            yield Edit(start + repeat.start(), start + repeat.end(), other)


def _other_repeats(repeat: str) -> Iterator[str]:
    if repeat.startswith("{"):
        for number in re.finditer(r"\d+", repeat):
            yield repeat[: number.start()] + str(int(number[0]) + 1) + repeat[number.end() :]
    else:
        yield {"+": "*", "*": "+", "?": ""}[repeat]
