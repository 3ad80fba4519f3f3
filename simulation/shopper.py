"""Shoppers: they click twice, open second tabs, are refused, go back, give up, come again, and pay, once or twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulation.broken import Broken
from simulation.hub import current

if TYPE_CHECKING:
    from simulation.bank import Bank, Visit
    from simulation.chance import Chance
    from simulation.http_api import Answer, Api

HOUR, DAY = 3600.0, 86_400.0
MODES = ("immediate", "immediate", "immediate", "immediate", "deferred", "partial", "partial", "split", "recurring")
_BILLING = {"addressLine1": "12 rue des Lilas", "city": "Nantes", "postalCode": "44000", "country": "FR"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a shop sells under one number, and how often its shopper comes to pay."""

    number: str
    mode: str
    cents: int
    visits: int
    begins: float
    terms: int

    @classmethod
    def drawn(cls, number: str, chance: Chance) -> Plan:
        """From the order's own chance."""
        return cls(
            number=number,
            mode=chance.choice(MODES),
            cents=chance.number(200, 20_000),
            visits=chance.choice((1, 1, 1, 1, 2, 2, 3)),
            begins=chance.span(1, 6 * HOUR),
            terms=chance.number(0, 3),
        )

    @property
    def claim(self) -> dict[str, Any]:
        """The claim `order` of the shop's token."""
        parts = {"instalments": 3} if self.mode == "split" else {}
        return {
            "amount": f"{self.cents // 100}.{self.cents % 100:02}",
            "currency": "EUR",
            "email": "camille.martin@example.org",
            "language": "fr",
            "mode": self.mode,
            "billing": _BILLING,
            "return_url": "https://shop.example.org/merci",
            **parts,
        }


@dataclass(slots=True)
class Shopper:
    """One order's shopper, in one tab or several."""

    plan: Plan
    api: Api
    bank: Bank

    def visit(self) -> None:
        """One tab, from the click on "pay" on."""
        chance, number = current().chance, self.plan.number
        token = self.api.token(sub=number, scope="pay", order=self.plan.claim)
        form, view = self._start(token, twice=chance.happens(0.15))
        if form is None or chance.happens(0.08):
            return
        self._wait(chance.span(0.5, 60.0))
        if chance.happens(0.05):
            self._wait(chance.between(0, 2600.0))
        at_bank = self.bank.arrive(form)
        self._at_the_bank(at_bank, chance)
        if chance.happens(0.7):
            self._wait(chance.span(0.001, 5.0))
            self._back(view)
        if chance.happens(0.1):
            self.api.call(self._name("read"), "GET", "/payments/{number}", number=number, token=view)

    def _at_the_bank(self, visit: Visit, chance: Chance) -> None:
        self._wait(chance.span(2.0, 400.0))
        for _ in range(chance.choice((0, 0, 0, 0, 1, 1, 2, 3))):
            self.bank.refuse(visit)
            self._wait(chance.span(1.0, 300.0))
        ends = chance.unit()
        if ends < 0.06:  # a partner decides, days later
            self.bank.wait(visit)
            self._back_meanwhile(visit, chance)
        elif ends < 0.9:
            self.bank.accept(visit, self.plan.terms)

    def _back_meanwhile(self, visit: Visit, chance: Chance) -> None:
        hub, accepts, terms = self.bank.hub, chance.happens(0.7), self.plan.terms
        decided = hub.now + chance.span(60.0, 3 * DAY)

        def decide() -> None:
            if accepts:
                self.bank.accept(visit, terms, by_partner=True)
            else:
                visit.arrived = hub.now
                self.bank.refuse(visit)

        hub.at(decided, decide)

    def _start(self, token: str, *, twice: bool) -> tuple[dict[str, str] | None, str]:
        """The form, or none where the order cannot be paid (any more); clicked until something comes back."""
        for _ in range(3):
            if twice:
                self.api.start(self._name("click"), "POST", "/payments", **_nothing(token))
            answer = self.api.call(self._name("start"), "POST", "/payments", token=token)
            if answer.status in (200, 201):
                document = answer.json
                self._check(document, answer)
                return document["form"]["fields"], document["view_token"]
            if answer.status not in (0, 409, 502, 503):
                raise Broken(f"a start is answered {answer}")
            if answer.status == 409:
                return None, ""
            self._wait(current().chance.span(1.0, 20.0))
        return None, ""

    def _check(self, document: Any, answer: Answer) -> None:
        fields = document["form"]["fields"]
        if fields["montant"] != f"{self.plan.claim['amount']}EUR" or not fields["reference"].startswith(
            self.plan.number
        ):
            raise Broken(f"another form than was asked for: {answer}")

    def _back(self, view: str) -> None:
        """The browser comes back to us, which proves nothing."""
        self.api.call(self._name("return"), "GET", "/monetico/return/{outcome}", query={"view": view})

    def _wait(self, seconds: float) -> None:
        self.bank.hub.sleep(seconds)

    def _name(self, what: str) -> str:
        task = current()
        task.calls += 1
        return f"{task.name}/{what}{task.calls}"


def _nothing(token: str) -> dict[str, Any]:
    return {"token": token, "number": "", "body": "", "query": None, "key": ""}
