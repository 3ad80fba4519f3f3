"""How the bank's notifications reach us: late, twice, in any order or never, and again until one is acknowledged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.bank import notice, sealed
from simulation.broken import Broken
from simulation.http_api import form_body
from simulation.hub import current

if TYPE_CHECKING:
    from simulation.bank import Bank
    from simulation.faults import Faults
    from simulation.http_api import Api
    from simulation.secret_keeper import Secrets
    from simulation.table import Table

TAKEN, NOT_TAKEN = "version=2\ncdr=0\n", "version=2\ncdr=1\n"
TRIES = 6
SOON, LATE, PAUSES = (0.02, 8.0), (60.0, 90_000.0), (60.0, 14_400.0)
RETURN = "/monetico/notifications"


@dataclass(slots=True)
class Couriers:
    """`heard` are the references of acceptances that were acknowledged, `lost` of messages that never were."""

    bank: Bank
    api: Api
    faults: Faults
    table: Table
    secrets: Secrets
    heard: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    count: dict[str, int] = field(default_factory=dict)
    delivered: int = 0

    def send(self, form: dict[str, str], code: str, number: str, moment: float, part: int | None) -> None:
        """Bring what the bank says about a form."""
        reference = form["reference"]
        fields = notice(form, code, number, moment, part, key=self.bank.contracts[form["TPE"]].key)
        turn = self.count[reference] = self.count.get(reference, 0) + 1
        self.bank.hub.spawn(f"{reference}/notice{turn}", lambda: self._bring(fields, f"{reference}/notice{turn}"))

    def _bring(self, fields: dict[str, str], name: str) -> None:
        task = current()
        task.calls += 1
        trouble = self.faults.strike(task, "notice")
        if trouble == "lost":
            self.lost.add(fields["reference"])
            return
        if trouble == "twice":
            self.bank.hub.spawn(f"{name}+", lambda: self._post(fields, f"{name}+", late=task.chance.happens(0.5)))
        self._post(fields, name, late=trouble == "late")

    def _post(self, fields: dict[str, str], name: str, *, late: bool) -> None:
        chance = current().chance
        self.bank.hub.sleep(chance.span(*(LATE if late else SOON)))
        for turn in range(TRIES):
            by_get = turn and chance.happens(0.3)
            self.delivered += 1
            told = f"{name}>{turn}"
            body, query = ("", fields) if by_get else (form_body(fields), None)
            answer = self.api.call(told, "GET" if by_get else "POST", RETURN, body=body, query=query)
            if self.bank.hub.told is not None:
                self.bank.hub.told(f"{told}: {fields['code-retour']} is answered {answer.body.strip()!r}")
            if answer.status == 200 and answer.body == TAKEN:
                self._acknowledged(fields)
                return
            if answer.status not in (0, 200) or answer.body not in ("", NOT_TAKEN):
                raise Broken(f"the bank is answered {answer}")
            if answer.status and not answer.befell and self._sealed_by_a_known_key(fields):
                raise Broken(f"{fields['reference']}: {fields['code-retour']} is not taken, and nothing had gone wrong")
            self.bank.hub.sleep(chance.span(*PAUSES))
        self.lost.add(fields["reference"])

    def _sealed_by_a_known_key(self, fields: dict[str, str]) -> bool:
        """Whether every process has the key, and has had it for long."""
        now, since = self.bank.hub.now, self.secrets.since
        return sealed(fields, [key for key in self.secrets.keys[fields["TPE"]] if since.get(key, 0.0) < now])

    def _acknowledged(self, fields: dict[str, str]) -> None:
        """A message that was acknowledged must stand in the store by now."""
        if not fields["code-retour"].startswith("pa"):
            return
        self.heard.add(fields["reference"])
        order = self.table.get(f"order#{fields['reference'][:-2]}")
        known = order["entries"]["L"] if order else []
        wanted = (fields["reference"], fields["code-retour"], fields.get("numauto", ""))
        if any(_said(entry["M"]) == wanted for entry in known):
            return
        others = (item.get("entry") for key, item in self.table.items.items() if key[:6] in ("messag", "entry#"))
        if not any(entry and _said(entry["M"]) == wanted for entry in others):
            raise Broken(f"{fields['reference']} was acknowledged and is not stored")


def _said(entry: dict[str, dict[str, str]]) -> tuple[str, str, str]:
    return entry["reference"]["S"], entry["code"]["S"], entry.get("authorization", {"S": ""})["S"]
