"""Messages that nobody should believe: forged ones, and sealed ones that fit no order as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bank.seal import seal
from simulation.bank import notice
from simulation.broken import Broken
from simulation.couriers import NOT_TAKEN, RETURN, TAKEN
from simulation.http_api import form_body
from simulation.hub import current

if TYPE_CHECKING:
    from simulation.bank import Bank
    from simulation.http_api import Api
    from simulation.shopper import Plan

HOUR = 3600.0
FORGED, CHANGED = "forged", "changed"
ODD = {
    "amount": {"montant": "0.01EUR"},
    "currency": {"montant": "10.00USD"},
    "code": {"code-retour": "peut-etre"},
    "platform": {"code-retour": "paiement"},
    "order": {"reference": "NOBODY01"},
}
KINDS = (FORGED, CHANGED, *ODD)


@dataclass(slots=True)
class Stranger:
    """One such message about an order whose form has come to the bank."""

    plan: Plan
    bank: Bank
    api: Api

    def call(self) -> None:
        """Post it; raises Broken where it is believed, or where what is sealed is turned away for nothing."""
        task = current()
        chance, hub = task.chance, self.bank.hub
        hub.sleep(chance.span(1.0, 4 * HOUR))
        form = self.bank.forms.get(f"{self.plan.number}01")
        if form is None:
            return
        kind, key = chance.choice(KINDS), self.bank.contracts[form["TPE"]].key
        fields = notice(form, "payetest", "S00001", hub.now, None, key=key)
        if kind == FORGED:
            fields["MAC"] = f"{chance.word():040X}"
        elif kind == CHANGED:
            fields["numauto"] = "S00002"
        else:
            fields |= ODD[kind]
            fields["MAC"] = seal(fields, key).upper()
        answer = self.api.call(f"{task.name}/{kind}", "POST", RETURN, body=form_body(fields))
        if answer.status and answer.body not in ((NOT_TAKEN,) if kind not in ODD else (TAKEN, NOT_TAKEN)):
            raise Broken(f"a message that is {kind} is answered {answer}")
