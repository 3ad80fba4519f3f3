"""Opens the account of an accepted payment, as the terminal's mode has it (protocol sheet 10)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bank.account import Account, Capture, Instalment, InstalmentState, Mode
from bank.money import read_money

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bank.visits import Visit

AUTHORIZED_ONLY = (Mode.DEFERRED, Mode.PARTIAL)


def open_account(visit: Visit, mode: Mode, authorisation: str, at: datetime, days: int) -> Account:
    """`days` is how long an authorisation waits for its capture."""
    total = read_money(visit.fields["montant"])
    if total is None:
        raise ValueError(f"{visit.reference}: a form without an amount was let in")
    instalments = planned_instalments(visit.fields) if mode is Mode.SPLIT else ()
    charged = instalments[0].amount if instalments else total.cents
    return Account(
        visit_id=visit.id,
        mode=mode,
        currency=total.currency,
        amount=total.cents,
        authorized=charged,
        authorisation=authorisation,
        opened_at=at,
        expires_at=at + timedelta(days=days) if mode in AUTHORIZED_ONLY else None,
        instalments=instalments,
        captures=() if mode in AUTHORIZED_ONLY else (Capture(charged, at, authorisation, "payment"),),
    )


def planned_instalments(fields: Mapping[str, str]) -> tuple[Instalment, ...]:
    """The schedule of a form that `instalment_form` has found sound; its first instalment is paid at once."""
    planned = []
    for number in range(1, int(fields["nbrech"]) + 1):
        due = datetime.strptime(fields[f"dateech{number}"], "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
        part = read_money(fields[f"montantech{number}"])
        if part is None:
            raise ValueError(f"montantech{number}: a form without this amount was let in")
        state = InstalmentState.PAID if number == 1 else InstalmentState.DUE
        planned.append(Instalment(number, due, part.cents, state))
    return tuple(planned)
