"""What an item weighs, as DynamoDB counts: names and texts in UTF-8 bytes, one more an element, three a collection."""

from __future__ import annotations

from typing import Any

LIMIT = 400 * 1024


def item_size(item: dict[str, Any]) -> int:
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: dict[str, Any]) -> int:
    [(kind, inner)] = value.items()
    match kind:
        case "S":
            return len(inner.encode())
        case "N":
            return len(inner) // 2 + 2
        case "M":
            return 3 + sum(len(name.encode()) + 1 + _size(part) for name, part in inner.items())
        case "L":
            return 3 + sum(1 + _size(part) for part in inner)
        case "BOOL" | "NULL":
            return 1
    raise AssertionError(kind)
