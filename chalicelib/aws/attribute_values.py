"""DynamoDB's attribute values: plain documents with type marks, and back.

The same as boto3's serializer and deserializer, which ask of each value all that it could be and take two to four times
as long. What our own items never hold is left to them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

if TYPE_CHECKING:
    from collections.abc import Mapping

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize


def to_dynamodb(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document of plain values with type marks."""
    return {name: _marked(value) for name, value in document.items()}


def from_dynamodb(item: Mapping[str, Any]) -> dict[str, Any]:
    """The plain document in an item; numbers are Decimal."""
    return {name: _plain(value) for name, value in item.items()}


def _marked(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"S": value}
    if type(value) is int:
        return {"N": str(value)}
    if isinstance(value, dict):
        return {"M": to_dynamodb(value)}
    if isinstance(value, list):
        return {"L": [_marked(inner) for inner in value]}
    return dict(_serialize(value))


def _plain(value: Any) -> Any:
    ((mark, inner),) = value.items()
    if mark == "S":
        return inner
    if mark == "N":
        return Decimal(inner)
    if mark == "M":
        return from_dynamodb(inner)
    if mark == "L":
        return [_plain(part) for part in inner]
    return _deserialize(value)
