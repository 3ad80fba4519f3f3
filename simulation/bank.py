"""The simulated bank: its payment page, its keys, and its books. It seals by code that shares nothing with ours."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from bank.seal import seal
from simulation.books import PARIS, TERM, Payment, noon, paid
from simulation.broken import Broken

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulation.hub import Hub

PAGE = 2700.0
"""Seconds for which the bank's page is open, from the shopper's arrival there."""


@dataclass(slots=True)
class Visit:
    """A shopper on the payment page; `fields` are the form's."""

    fields: dict[str, str]
    arrived: float

    @property
    def reference(self) -> str:
        """What the bank knows the attempt by."""
        return self.fields["reference"]


@dataclass(slots=True)
class Contract:
    """One terminal: its mode, the key that the bank seals with, and those it accepts."""

    tpe: str
    mode: str
    key: bytes
    accepted: list[bytes]

    def change(self, key: bytes) -> None:
        """Seal with another key from now on; the former one is still accepted."""
        self.key = key
        self.accepted.append(key)


@dataclass(slots=True)
class Bank:
    """`notify` is given what it has to say: the visit's fields, code, number, moment and amount of an instalment."""

    hub: Hub
    contracts: dict[str, Contract]
    notify: Callable[[dict[str, str], str, str, float, int | None], None] = field(init=False)
    payments: dict[str, Payment] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    forms: dict[str, dict[str, str]] = field(default_factory=dict)
    captures_itself: bool = False
    card_accepts: Callable[[str], bool] = field(init=False)

    def arrive(self, fields: dict[str, str]) -> Visit:
        """The page opens on a form."""
        contract = self.contracts.get(fields["TPE"])
        if contract is None or not sealed(fields, contract.accepted):
            raise Broken(f"the bank does not accept the form of {fields.get('reference')}")
        self.pages.setdefault(fields["reference"], "")
        self.forms.setdefault(fields["reference"], fields)
        return Visit(fields, self.hub.now)

    def refuse(self, visit: Visit) -> None:
        """A card is refused; another may be tried."""
        if visit.reference in self.payments or self.hub.now > visit.arrived + PAGE:
            return
        self.pages[visit.reference] = "RE"
        self.notify(visit.fields, "Annulation", "", self.hub.now, None)

    def wait(self, visit: Visit) -> None:
        """A partner takes its time to decide."""
        self.notify(visit.fields, "attente_partenaire", "", self.hub.now, None)

    def accept(self, visit: Visit, terms: int, *, by_partner: bool = False) -> Payment | None:
        """Somebody pays; None where the page is closed, or was paid before."""
        closed = self.hub.now > visit.arrived + PAGE and not by_partner
        if visit.reference in self.payments or closed:
            return None
        fields, now = visit.fields, self.hub.now
        mode = self.contracts[fields["TPE"]].mode
        parts = _parts(fields)
        payment = paid(visit.reference, mode, cents(fields["montant"]), _day_in(fields["date"]), now, parts=parts)
        payment.captures_itself, payment.terms = self.captures_itself and mode == "deferred", terms
        self.payments[visit.reference] = payment
        number = payment.captures[0].authorization if payment.captures else "A00001"
        self.notify(fields, "payetest", number, now, parts[0][1] if parts else None)
        self._plan(payment, fields)
        return payment

    def _plan(self, payment: Payment, fields: dict[str, str]) -> None:
        """What the bank will do by itself."""
        if payment.captures_itself and payment.until is not None:
            self.hub.at(payment.until, lambda: self._capture_at_the_end(payment))
        for day, number, amount in list(payment.due):
            self.hub.at(noon(day), lambda n=number, a=amount: self._fall_due(payment, fields, n, a))  # type: ignore[misc]
        if payment.mode == "recurring" and payment.terms:
            self.hub.at(noon(payment.renews_on), lambda: self._renew(payment, fields))

    def _capture_at_the_end(self, payment: Payment) -> None:
        if not payment.cancelled and not payment.captures:
            payment.take(payment.amount, self.hub.now)

    def _fall_due(self, payment: Payment, fields: dict[str, str], number: int, amount: int) -> None:
        payment.due.pop(0)
        if not self.card_accepts(f"{payment.reference} {number}"):
            self.notify(fields, f"Annulation_pf{number}", "", self.hub.now, amount)
            return
        taken = payment.take(amount, self.hub.now)
        self.notify(fields, f"paiement_pf{number}", taken.authorization, self.hub.now, amount)

    def _renew(self, payment: Payment, fields: dict[str, str]) -> None:
        if payment.stopped:
            return
        payment.terms -= 1
        payment.renews_on += TERM
        if self.card_accepts(f"{payment.reference} {payment.terms}"):
            taken = payment.take(payment.amount, self.hub.now)
            self.notify(fields, "payetest", taken.authorization, self.hub.now, None)
        else:
            self.notify(fields, "Annulation", "", self.hub.now, None)
        if payment.terms:
            self.hub.at(noon(payment.renews_on), lambda: self._renew(payment, fields))


def sealed(fields: dict[str, str], keys: list[bytes]) -> bool:
    """Whether one of the keys seals the fields."""
    mac = fields.get("MAC", "").lower()
    return any(hmac.compare_digest(seal(fields, key), mac) for key in keys)


def notice(
    form: dict[str, str], code: str, number: str, moment: float, part: int | None, *, key: bytes
) -> dict[str, str]:
    """What the bank posts about a form that came to its page."""
    fields = {
        "TPE": form["TPE"],
        "date": datetime.fromtimestamp(moment, PARIS).strftime("%d/%m/%Y_a_%H:%M:%S"),
        "montant": form["montant"],
        "reference": form["reference"],
        "texte-libre": form["texte-libre"],
        "code-retour": code,
        "cvx": "oui",
        "vld": "1229",
        "brand": "CB",
        "usage": "credit",
        "typecompte": "particulier",
        "ecard": "non",
        "cbmasquee": "00000100******02",
        "modepaiement": "CB",
        "authentification": "bnVsbAo=",
    }
    if number:
        fields["numauto"] = number
    if code.startswith("Annulation"):
        fields["motifrefus"] = "Refus"
    if part is not None:
        fields["montantech"] = f"{part // 100}.{part % 100:02}EUR"
    return {**fields, "MAC": seal(fields, key).upper()}


def cents(text: str) -> int:
    """An amount with two decimals as the bank reads it."""
    units, _, rest = text.removesuffix("EUR").partition(".")
    return int(units) * 100 + int(rest or 0)


def _day_in(date_text: str) -> str:
    return date_text.partition(":")[0]


def _parts(fields: dict[str, str]) -> list[tuple[date, int]]:
    count = int(fields.get("nbrech", "0"))
    return [
        (
            datetime.strptime(fields[f"dateech{n}"], "%d/%m/%Y").replace(tzinfo=UTC).date(),
            cents(fields[f"montantech{n}"]),
        )
        for n in range(1, count + 1)
    ]
