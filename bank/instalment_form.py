"""The fields of a split payment: how many instalments, when, how much (protocol sheet 4.3).

The bank takes them on a split terminal only, and there it wants them: a terminal has one mode.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from bank.money import Money, read_money
from bank.months import months_after

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_INSTALMENTS = 4
NUMBERS = tuple(range(1, MOST_INSTALMENTS + 1))
INSTALMENT_FIELDS = ("nbrech", *(f"{name}{number}" for number in NUMBERS for name in ("dateech", "montantech")))


def instalment_faults(fields: Mapping[str, str]) -> list[str]:
    """What is wrong with the schedule of a form for a split terminal."""
    count = fields.get("nbrech", "")
    if count not in ("2", "3", "4"):
        return ["nbrech: neither 2, 3 nor 4, as a split terminal needs"]
    wanted = {"nbrech", *(f"{name}{number}" for number in NUMBERS[: int(count)] for name in ("dateech", "montantech"))}
    faults = [f"{name}: missing or empty" for name in INSTALMENT_FIELDS if name in wanted and not fields.get(name)]
    faults += [f"{name}: beyond nbrech" for name in INSTALMENT_FIELDS if name in fields and name not in wanted]
    return faults or [*_day_faults(fields, int(count)), *_amount_faults(fields, int(count))]


def _day_faults(fields: Mapping[str, str], count: int) -> list[str]:
    """The first day is the order's, each other one month after the one before."""
    first = _day(fields["date"][:10])
    if first is None:
        return []  # told of the date itself
    return [
        f"dateech{number}: not {months_after(first, number - 1):%d/%m/%Y}"
        for number in NUMBERS[:count]
        if _day(fields[f"dateech{number}"]) != months_after(first, number - 1)
    ]


def _amount_faults(fields: Mapping[str, str], count: int) -> list[str]:
    parts = [(f"montantech{number}", read_money(fields[f"montantech{number}"])) for number in NUMBERS[:count]]
    faults = [f"{name}: not an amount above zero" for name, part in parts if part is None or part.cents == 0]
    total = read_money(fields["montant"])
    if faults or total is None:
        return faults
    sound = [part for _, part in parts if part is not None]
    if {part.currency for part in sound} != {total.currency}:
        return ["montantech1: another currency than montant, or several"]
    added = Money(sum(part.cents for part in sound), total.currency)
    return [] if added == total else [f"montantech1: the instalments make {added}, and montant is {total}"]


def _day(text: str) -> date | None:
    try:
        day = datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
    return day if len(text) == len("DD/MM/YYYY") else None
