"""DynamoDB's expressions, as far as our store writes them: parsed once a text, run on items with type marks.

What is not known here is an error, never a guess. Items are values: a write makes a new one and shares what it keeps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Item = dict[str, Any]
Path = tuple[str | int, ...]

_NAME = r"[#\w]+(?:\.[#\w]+|\[\d+\])*"
_COMPARED = re.compile(rf"(size\()?({_NAME})\)? (=|<=|>=|<) (:\w+)")
_ABSENT = re.compile(rf"attribute_not_exists\(({_NAME})\)")
_ASSIGNED = re.compile(rf"({_NAME}) = (?:(list_append\()?({_NAME})(?:, | \+ ))?(:\w+)\)?")
_CLAUSES = re.compile(r"(SET|REMOVE|ADD) (.+?)(?= (?:SET|REMOVE|ADD) |$)")
_STEP = re.compile(r"[#\w]+|(?<=\[)\d+(?=\])")


class Unknown(AssertionError):
    """The store asks for what this table cannot do, or what DynamoDB would refuse: nothing here may be guessed."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """`path = value`, `path = list_append(path, value)` (how "append") or `path = path + value` (how "add")."""

    path: str
    value: str
    how: str


@dataclass(frozen=True, slots=True)
class Changes:
    """An UpdateExpression, parsed."""

    sets: tuple[Assignment, ...]
    removes: tuple[str, ...]


def holds(expression: str, given: Mapping[str, Any], item: Item | None) -> bool:
    """Whether a ConditionExpression holds of an item, or of none."""
    return any(all(test(given, item or {}) for test in tests) for tests in _alternatives(expression))


def updated(item: Item, expression: str, given: Mapping[str, Any]) -> Item:
    """The item after an UpdateExpression; every right-hand side is read from the item as it was."""
    changes, names, values = _changes(expression), _names(given), given.get("ExpressionAttributeValues", {})
    paths = [_path(change.path, names) for change in changes.sets]
    gone = [_path(path, names) for path in changes.removes]
    _refuse_overlaps([*paths, *gone])
    after = dict(item)
    for change, path in zip(changes.sets, paths, strict=True):
        _put(after, path, _new_value(change, path, item, values[change.value]))
    for path in gone:
        _take(after, path)
    return after


def check_all_used(given: Mapping[str, Any], *expressions: str) -> None:
    """DynamoDB refuses names and values that no expression uses, and uses of those not given."""
    used = _marks(*expressions)
    known = {*given.get("ExpressionAttributeNames", ()), *given.get("ExpressionAttributeValues", ())}
    if used != known:
        raise Unknown(f"names or values not used, or not given: {sorted(used ^ known)}")


def found(item: Item, path: Path) -> Any:
    """The value with its type mark at a path; None where nothing stands there."""
    here: Any = {"M": item}
    for step in path:
        inside = here.get("L" if isinstance(step, int) else "M")
        if isinstance(step, int):
            here = inside[step] if inside is not None and step < len(inside) else None
        else:
            here = inside.get(step) if inside is not None else None
        if here is None:
            return None
    return here


@lru_cache(maxsize=4096)
def _marks(*expressions: str) -> frozenset[str]:
    return frozenset(mark for text in expressions for mark in re.findall(r"[#:]\w+", text))


@lru_cache(maxsize=4096)
def _alternatives(expression: str) -> tuple[tuple[Callable[[Mapping[str, Any], Item], bool], ...], ...]:
    return tuple(tuple(map(_test, part.split(" AND "))) for part in expression.split(" OR "))


def _test(text: str) -> Callable[[Mapping[str, Any], Item], bool]:
    if match := _ABSENT.fullmatch(text):
        absent = match[1]
        return lambda given, item: found(item, _path(absent, _names(given))) is None
    match = _COMPARED.fullmatch(text)
    if match is None:
        raise Unknown(f"condition {text!r}")
    size, name, sign, value = match.groups()

    def compare(given: Mapping[str, Any], item: Item) -> bool:
        stands = found(item, _path(name, _names(given)))
        if stands is None:
            return False
        if size:
            ((kind, inside),) = stands.items()
            stands = {"N": str(len(inside))} if kind in ("L", "M", "S", "B") else None
        return _compared(stands, sign, given["ExpressionAttributeValues"][value])

    return compare


def _compared(one: Any, sign: str, other: Any) -> bool:
    ((kind, left),), ((wanted, right),) = one.items(), other.items()
    if kind != wanted:
        return False
    if kind == "N":
        left, right = int(left), int(right)
    elif kind not in ("S", "B") and sign != "=":
        raise Unknown(f"comparison of {kind}")
    return bool(left == right if sign == "=" else left < right or (sign == "<=" and left == right)
                if sign in ("<", "<=") else left >= right)  # fmt: skip


@lru_cache(maxsize=4096)
def _changes(expression: str) -> Changes:
    sets: list[Assignment] = []
    removes: list[str] = []
    matches = list(_CLAUSES.finditer(expression))
    if " ".join(match[0] for match in matches) != expression or not matches:
        raise Unknown(f"update {expression!r}")
    for match in matches:
        for part in re.split(r", (?![^(]*\))", match[2]):
            if match[1] == "REMOVE":
                removes.append(part)
            else:
                sets.append(_assignment(part) if match[1] == "SET" else _counted(part))
    return Changes(tuple(sets), tuple(removes))


def _assignment(text: str) -> Assignment:
    match = _ASSIGNED.fullmatch(text)
    if match is None or match[3] not in (None, match[1]) or bool(match[2]) != text.endswith(")"):
        raise Unknown(f"assignment {text!r}")
    how = "append" if match[2] else "add" if match[3] else "put"
    return Assignment(match[1], match[4], how)


def _counted(text: str) -> Assignment:
    path, _, value = text.partition(" ")
    return Assignment(path, value, "count")


@lru_cache(maxsize=4096)
def _steps(text: str) -> Path:
    return tuple(int(step) if step.isdecimal() else step for step in _STEP.findall(text))


def _path(text: str, names: Mapping[str, str]) -> Path:
    return tuple(names[step] if isinstance(step, str) and step[0] == "#" else step for step in _steps(text))


def _names(given: Mapping[str, Any]) -> Mapping[str, str]:
    return given.get("ExpressionAttributeNames", {})  # type: ignore[no-any-return]


def _new_value(change: Assignment, path: Path, item: Item, value: Any) -> Any:
    if change.how == "put":
        return value
    stands = found(item, path)
    if stands is None and change.how == "count":
        return value
    if stands is None:
        raise Unknown(f"nothing stands at {path}")
    if change.how == "append":
        return {"L": stands["L"] + value["L"]}
    return {"N": str(int(stands["N"]) + int(value["N"]))}


def _refuse_overlaps(paths: list[Path]) -> None:
    if len(set(paths)) != len(paths):
        raise Unknown(f"one path twice in {paths}")
    known = set(paths)
    for path in paths:
        if any(path[:length] in known for length in range(1, len(path))):
            raise Unknown(f"paths overlap in {paths}")


def _put(item: Item, path: Path, value: Any) -> None:
    here: Any = item
    for step in path[:-1]:
        if isinstance(here, dict) and step not in here:
            raise Unknown(f"the document path {path} is not valid")
        ((kind, inside),) = here[step].items()
        copied = inside.copy()
        here[step] = {kind: copied}
        here = copied
    last = path[-1]
    if isinstance(here, list) and (not isinstance(last, int) or last >= len(here)):
        raise Unknown(f"no element at {path}")
    here[last] = value


def _take(item: Item, path: Path) -> None:
    if found(item, path) is None:
        return
    if isinstance(path[-1], int):
        raise Unknown("a list element is removed")
    here: Any = item
    for step in path[:-1]:
        ((kind, inside),) = here[step].items()
        copied = inside.copy()
        here[step] = {kind: copied}
        here = copied
    del here[path[-1]]
