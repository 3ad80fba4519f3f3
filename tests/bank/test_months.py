from __future__ import annotations

from datetime import date

import pytest

from bank.months import months_after


@pytest.mark.parametrize(
    ("first", "months", "expected"),
    [
        (date(2026, 3, 10), 0, date(2026, 3, 10)),
        (date(2026, 3, 10), 1, date(2026, 4, 10)),
        (date(2026, 12, 10), 1, date(2027, 1, 10)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 8, 31), 25, date(2028, 9, 30)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last(first: date, months: int, expected: date) -> None:
    assert months_after(first, months) == expected
