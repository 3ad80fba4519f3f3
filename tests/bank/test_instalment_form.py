from __future__ import annotations

from pathlib import Path

import pytest

from bank.instalment_form import instalment_faults
from bank.refusal import FormRefused
from bank.request_form import check_form
from tests.bank.services import SCHEDULE, TPES, order, settings_of_every_mode
from tests.bank.stage import NOON, form


def faults(**changed: str) -> list[str]:
    fields = {"date": "10/03/2026:12:00:00", "montant": "62.73EUR", **SCHEDULE, **changed}
    return instalment_faults({name: value for name, value in fields.items() if value != "-"})


def test_a_schedule_of_two_to_four_monthly_parts_that_add_up_is_sound() -> None:
    two = {"nbrech": "2", "montantech2": "40EUR", "dateech3": "-", "montantech3": "-"}
    four = {"nbrech": "4", "montantech3": "10EUR", "dateech4": "10/06/2026", "montantech4": "10.00EUR"}

    assert (faults(), faults(**two), faults(**four)) == ([], [], [])


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"nbrech": "1"}, "nbrech: neither 2, 3 nor 4, as a split terminal needs"),
        ({"nbrech": "5"}, "nbrech: neither 2, 3 nor 4, as a split terminal needs"),
        ({"nbrech": "-"}, "nbrech: neither 2, 3 nor 4, as a split terminal needs"),
        ({"dateech3": "-"}, "dateech3: missing or empty"),
        ({"montantech2": ""}, "montantech2: missing or empty"),
        ({"dateech4": "10/06/2026"}, "dateech4: beyond nbrech"),
        ({"montantech4": ""}, "montantech4: beyond nbrech"),
        ({"dateech1": "11/03/2026"}, "dateech1: not 10/03/2026"),
        ({"dateech2": "09/04/2026"}, "dateech2: not 10/04/2026"),
        ({"dateech3": "2026-05-10"}, "dateech3: not 10/05/2026"),
        ({"dateech3": "10/5/2026"}, "dateech3: not 10/05/2026"),
        ({"montantech3": "20.01EUR"}, "montantech1: the instalments make 62.74EUR, and montant is 62.73EUR"),
        ({"montantech3": "20GBP"}, "montantech1: another currency than montant, or several"),
        ({"montantech3": "0EUR"}, "montantech3: not an amount above zero"),
        ({"montantech3": "20,00EUR"}, "montantech3: not an amount above zero"),
    ],
)
def test_each_fault_of_a_schedule_is_named(changed: dict[str, str], fault: str) -> None:
    assert faults(**changed) == [fault]


def test_what_is_due_on_the_31st_is_due_on_the_last_day_of_a_shorter_month() -> None:
    days = {"dateech1": "31/01/2026", "dateech2": "28/02/2026", "dateech3": "31/03/2026"}

    assert faults(date="31/01/2026:12:00:00", **days) == []


def test_a_split_terminal_needs_its_schedule_and_no_other_takes_one(tmp_path: Path) -> None:
    settings = settings_of_every_mode(tmp_path)

    assert check_form(order("split"), "test", settings, NOON).mode == "split"
    with pytest.raises(FormRefused, match="nbrech: neither 2, 3 nor 4"):
        check_form(form(TPE=TPES["split"]), "test", settings, NOON)
    for mode in ("immediate", "deferred", "partial", "recurring"):
        with pytest.raises(FormRefused) as refused:
            check_form(order(mode, **SCHEDULE), "test", settings, NOON)
        assert refused.value.reasons == tuple(f"{name}: unknown field" for name in SCHEDULE)
