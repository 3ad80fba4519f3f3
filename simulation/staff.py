"""Staff and back office: they capture, refund and cancel, ask again when no answer comes, and resolve cases."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.broken import Broken
from simulation.hub import current

if TYPE_CHECKING:
    from simulation.chance import Chance
    from simulation.http_api import Api
    from simulation.shopper import Plan

DAY = 86_400.0
_SCOPES = "payments:read payments:capture payments:refund payments:cancel cases:resolve"
_WISHES = {
    "immediate": ("refunds", "refunds", "cancellation"),
    "deferred": ("captures", "captures", "cancellation", "refunds"),
    "partial": ("captures", "captures", "captures", "cancellation", "refunds"),
    "split": ("refunds", "refunds"),
    "recurring": ("refunds", "cancellation"),
}


@dataclass(slots=True)
class Staff:
    """Those who see to one order."""

    plan: Plan
    api: Api

    def work(self) -> None:
        """A few wishes over some days."""
        chance, hub = current().chance, self.api.fleet.hub
        for turn in range(chance.choice((0, 0, 0, 0, 1, 1, 2, 3))):
            hub.sleep(chance.span(30.0, 3 * DAY))
            kind, name = chance.choice(_WISHES[self.plan.mode]), current().name
            if chance.happens(0.2):  # two people at once
                hub.spawn(f"{name}+{turn}", lambda k=kind, n=turn: self._alone(k, f"other-{n}"))  # type: ignore[misc]
            self._ask(kind, f"key-{turn}", chance)

    def _alone(self, kind: str, key: str) -> None:
        self._ask(kind, key, current().chance)

    def _ask(self, kind: str, key: str, chance: Chance) -> None:
        """One wish, under one key however often it is sent."""
        body = {}
        if kind != "cancellation" and chance.happens(0.6):
            share = chance.choice((1.0, 0.5, 0.3, 1.2))
            cents = max(1, int(self.plan.cents * share))
            body = {"amount": f"{cents // 100}.{cents % 100:02}"}
        told, path = json.dumps(body), f"/payments/{{number}}/{kind}"
        token = self.api.token(sub="back office", scope=_SCOPES)
        first = ""
        for turn in range(1 + chance.choice((0, 0, 0, 0, 0, 1, 3))):
            task = current()
            name = f"{task.name}/{key}>{turn}"
            answer = self.api.call(name, "POST", path, number=self.plan.number, body=told, token=token, key=key)
            if answer.status == 202 and first and answer.json["id"] != first:
                raise Broken(f"one key, two operations: {first} and {answer.body}")
            if answer.status == 202:
                first = answer.json["id"]
            elif answer.status not in (0, 404, 409, 502, 503):
                raise Broken(f"{kind} is answered {answer}")
            self.api.fleet.hub.sleep(chance.span(0.01, 100.0))
