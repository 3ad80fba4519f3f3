"""DynamoDB's units, by the size of what is stored: what its documentation says of items, indexes and transactions.

Local AWS invents its figures of consumed capacity, so units are computed from the items that were really written.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

WRITE_UNIT = 1024
READ_UNIT = 4096


def item_size(item: Mapping[str, Any]) -> int:
    """Bytes of an item with type marks."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def writes(size: int, *, transaction: bool = False) -> int:
    """Write units of an item."""
    return max(1, ceil(size / WRITE_UNIT)) * (2 if transaction else 1)


def reads(size: int, *, consistent: bool) -> float:
    """Read units of an item."""
    return max(1, ceil(size / READ_UNIT)) * (1 if consistent else 0.5)


def _size(value: Mapping[str, Any]) -> int:
    ((mark, held),) = value.items()
    match mark:
        case "S":
            return len(str(held).encode())
        case "N":
            digits = str(held).strip("-").replace(".", "").strip("0")
            return ceil(len(digits) / 2) + 1 + int(str(held).startswith("-"))
        case "M":
            return 3 + sum(1 + len(name.encode()) + _size(inner) for name, inner in held.items())
        case "L":
            return 3 + sum(1 + _size(inner) for inner in held)
        case "BOOL" | "NULL":
            return 1
    raise ValueError(f"no rule for the size of {mark}")
