"""What a schedule takes up: every order about which something has been due for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .telemetry import failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def each_number(numbers: Iterable[str], task: Callable[[str], None]) -> int:
    """Do the task for every order number; one that fails does not keep the others waiting. How many failed."""
    failed = 0
    for number in numbers:
        try:
            task(number)
        except Exception as error:  # noqa: BLE001 - logged; the order is still due at the next run
            failed += 1
            failure("scheduled work failed", error)
    return failed
