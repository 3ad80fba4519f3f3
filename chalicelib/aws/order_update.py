"""From two versions of a document to the one UpdateItem that leads from the first to the second.

A path is the names of nested maps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .attribute_values import to_dynamodb

if TYPE_CHECKING:
    from collections.abc import Mapping


class Update:
    """Builds the parameters of an UpdateItem: only what differs is written, lists are only ever added to."""

    def __init__(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        self._sets: list[str] = []
        self._removes: list[str] = []
        self._conditions: list[str] = []
        self._marks: dict[str, str] = {}
        self._values: dict[str, Any] = {}
        self._lead(before, after, "")

    def increase(self, by: int, *path: str) -> None:
        """Add to the number at the path, whatever it is."""
        name = self._name(*path)
        self._sets.append(f"{name} = {name} + {self._value(by)}")

    def require(self, value: Any, *path: str) -> None:
        """Only where this value stands at the path."""
        self._conditions.append(f"{self._name(*path)} = {self._value(value)}")

    def require_least(self, value: int, *path: str) -> None:
        """Only where the number at the path is not below this."""
        self._conditions.append(f"{self._name(*path)} >= {self._value(value)}")

    def require_absence(self, *path: str) -> None:
        """Only where nothing stands at the path."""
        self._conditions.append(f"attribute_not_exists({self._name(*path)})")

    def require_size(self, size: int, *path: str) -> None:
        """Only where the list or map at the path has so many elements."""
        self._conditions.append(f"size({self._name(*path)}) = {self._value(size)}")

    def require_room(self, most: int, *path: str) -> None:
        """Only where the list at the path has fewer elements."""
        self._conditions.append(f"size({self._name(*path)}) < {self._value(most)}")

    def parameters(self) -> dict[str, Any]:
        """UpdateExpression, ConditionExpression, names and values."""
        clauses = [("SET", self._sets), ("REMOVE", self._removes)]
        return {
            "UpdateExpression": " ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses if parts),
            "ConditionExpression": " AND ".join(self._conditions),
            "ExpressionAttributeNames": {mark: name for name, mark in self._marks.items()},
            "ExpressionAttributeValues": to_dynamodb(self._values),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }

    def _lead(self, before: Mapping[str, Any], after: Mapping[str, Any], at: str) -> None:
        """Write what differs between two maps; `at` is the path that they stand at, as it is written, with its dot."""
        for key, new in after.items():
            if key not in before:
                self._sets.append(f"{at}{self._mark(key)} = {self._value(new)}")
            elif (old := before[key]) != new:
                self._differ(old, new, at + self._mark(key))
        self._removes += [at + self._mark(key) for key in before if key not in after]

    def _differ(self, before: Any, after: Any, name: str) -> None:
        if isinstance(before, dict) and isinstance(after, dict):
            self._lead(before, after, f"{name}.")
        elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
            for place, (old, new) in enumerate(zip(before, after, strict=True)):
                if old != new:
                    self._differ(old, new, f"{name}[{place}]")
        elif isinstance(before, list) and after[: len(before)] == before:
            self._sets.append(f"{name} = list_append({name}, {self._value(after[len(before) :])})")
        else:
            self._sets.append(f"{name} = {self._value(after)}")

    def _name(self, *path: str) -> str:
        return ".".join([self._mark(part) for part in path])

    def _mark(self, name: str) -> str:
        return self._marks.setdefault(name, f"#n{len(self._marks)}")

    def _value(self, value: Any) -> str:
        mark = f":v{len(self._values)}"
        self._values[mark] = value
        return mark
