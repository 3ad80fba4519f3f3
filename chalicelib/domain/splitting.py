"""How an amount is split into instalments: two to four parts above zero that add up to it (protocol sheet 4.3)."""

from __future__ import annotations

from .errors import InvalidValue
from .money import Money

COUNTS = range(2, 5)
USUAL_COUNT = 3


def equal_parts(amount: Money, count: int) -> tuple[int, ...]:
    """So many equal parts in minor units, what is left over on the first; raises InvalidValue."""
    _check_count(count)
    part, rest = divmod(amount.minor, count)
    return checked_parts(amount, (part + rest, *[part] * (count - 1)))


def checked_parts(amount: Money, parts: tuple[int, ...]) -> tuple[int, ...]:
    """The parts, in minor units, of a split payment of the amount; raises InvalidValue."""
    _check_count(len(parts))
    if min(parts) <= 0:
        raise InvalidValue("every instalment must be above zero")
    if sum(parts) != amount.minor:
        raise InvalidValue(f"the instalments add up to {Money(sum(parts), amount.currency)}, not to {amount}")
    return parts


def _check_count(count: int) -> None:
    if count not in COUNTS:
        raise InvalidValue(f"a payment is split into {COUNTS[0]} to {COUNTS[-1]} instalments")
