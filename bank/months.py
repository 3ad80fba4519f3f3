"""A month later, by the calendar: what is due on the 31st is due on the last day of a shorter month."""

from __future__ import annotations

import calendar
from datetime import date


def months_after(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    year = first.year + years
    last_day = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(first.day, last_day))
