"""A small reading of IAM: what the policies of the template allow, and whether a request is among it.

It knows what our policies use: Allow, wildcards in actions and resources, and conditions on one value of one key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.infrastructure.requests_made import Request

OPERATORS = ("StringEquals", "ForAllValues:StringLike")


class Permission(NamedTuple):
    """The smallest thing that a policy allows: one action on one resource, for one value of a condition's key."""

    action: str
    resource: str
    condition: tuple[str, str] = ("", "")

    def covers(self, request: Request) -> bool:
        key, value = self.condition
        held = not key or (key == request.condition[0] and like(value, request.condition[1]))
        return held and like(self.action, request.action) and like(self.resource, request.resource)


def permissions(role: dict[str, Any]) -> Iterator[Permission]:
    """What the policies of a role allow, taken apart. Intrinsic functions must have been resolved."""
    for policy in role["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            assert statement["Effect"] == "Allow", statement
            assert statement.keys() <= {"Sid", "Effect", "Action", "Resource", "Condition"}, statement
            for action in listed(statement["Action"]):
                for resource in listed(statement["Resource"]):
                    for condition in _conditions(statement):
                        yield Permission(action, resource, condition)


def like(pattern: str, text: str) -> bool:
    """As IAM compares: * is any text, ? any character, and nothing else is special."""
    parts = re.split(r"([*?])", pattern)
    expression = "".join({"*": ".*", "?": "."}.get(part, re.escape(part)) for part in parts)
    return re.fullmatch(expression, text) is not None


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _conditions(statement: dict[str, Any]) -> list[tuple[str, str]]:
    if "Condition" not in statement:
        return [("", "")]
    ((operator, by_key),) = statement["Condition"].items()
    assert operator in OPERATORS, operator
    ((key, values),) = by_key.items()
    return [(key, value) for value in listed(values)]


@dataclass(frozen=True)
class Comparison:
    """What is asked for and not allowed, and what is allowed and never asked for."""

    refused: frozenset[Request]
    unused: frozenset[Permission]


def compare(allowed: Iterable[Permission], asked: Iterable[Request]) -> Comparison:
    allowed, asked = list(allowed), list(asked)
    refused = (request for request in asked if not any(permission.covers(request) for permission in allowed))
    unused = (permission for permission in allowed if not any(permission.covers(request) for request in asked))
    return Comparison(frozenset(refused), frozenset(unused))
