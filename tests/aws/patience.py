"""What callers of a real store must have: patience with indexes that lag behind, and with a store that is busy."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from chalicelib.domain.errors import StoreUnavailable

LAG_SECONDS = 10.0


def eventually(expected: Any, read: Callable[[], Any]) -> None:
    """Reads until it is as expected: DynamoDB's indexes are behind their table by some milliseconds, or seconds."""
    deadline = time.monotonic() + LAG_SECONDS
    while (seen := read()) != expected:
        if time.monotonic() > deadline:
            raise AssertionError(f"{seen!r}\nand not\n{expected!r}")
        time.sleep(0.05)


def insist(call: Callable[..., Any], *arguments: Any, tries: int = 50) -> Any:
    """What the call gives, asked again while the store is unavailable, as shop, bank and sweep ask again."""
    for _ in range(tries - 1):
        try:
            return call(*arguments)
        except StoreUnavailable:
            time.sleep(0.02)
    return call(*arguments)
