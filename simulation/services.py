"""The simulated bank's services: they check what they are asked, keep to the books, and answer as documented."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from chalicelib.domain.errors import BankSilent
from simulation.bank import sealed
from simulation.broken import Broken

if TYPE_CHECKING:
    from simulation.asked import Asked
    from simulation.bank import Bank
    from simulation.books import Payment
    from simulation.network import Network

_COMMON = {"version", "TPE", "date", "date_commande", "montant", "reference", "lgue", "societe", "MAC"}
_TAKE = _COMMON | {"montant_a_capturer", "montant_deja_capture", "montant_restant"}
_GIVE = _COMMON | {"montant_recredit", "montant_possible"}
_ASKED = {
    "capture": (_TAKE, _TAKE | {"stoprecurrence"}),
    "refund": (_GIVE, _GIVE | {"date_remise", "num_autorisation"}),
    "status": ({"version", "TPE", "date", "montant", "reference", "societe", "MAC"},),
}
_REFUSED = {"capture": 0, "refund": -52}
_DONE = {"capture": 1, "refund": 0}
_HTML = b"<!DOCTYPE html><html><body>Service momentan\xe9ment indisponible</body></html>"
_NEVER_SEEN = b"<etatpaiement><cdr>-1</cdr><lib>commande non authentifiee</lib></etatpaiement>"
_AMOUNT = re.compile(r"(?:(\d{1,10})\.(\d\d)|0)EUR")


class _Trouble(Exception):
    """A fault of this call, by its kind."""


@dataclass(slots=True)
class Services:
    """Fulfils `payments.ports.Bank`. `asked` knows what it may be asked."""

    bank: Bank
    network: Network
    asked: Asked
    done: Counter[str] = field(default_factory=Counter)

    def call(self, service: str, platform: str, body: bytes) -> bytes:
        """The answer, or what comes in its place."""
        answers: list[bytes] = []

        def perform() -> bytes:
            answers.append(self._answer(service, self._checked(service, platform, body)))
            return answers[-1]

        try:
            return self.network.call("bank", perform, _Trouble)
        except _Trouble as trouble:
            kind = str(trouble)
        if kind in ("silent before", "silent after"):
            raise BankSilent("ReadTimeoutError")
        if kind == "page":
            return _HTML
        answer = answers[-1]
        if kind == "error":
            return answer.replace(b"cdr=1", b"cdr=-1").replace(b"cdr=0", b"cdr=-1").replace(b"<etat>", b"<etit>")
        return answer[: answer.index(b"cdr=") + 4] if b"cdr=" in answer else answer[: len(answer) // 2]

    def _answer(self, service: str, fields: dict[str, str]) -> bytes:
        payment = self.bank.payments.get(fields["reference"])
        if payment is None:
            if service != "status":
                raise Broken(f"the bank is asked to {service} what nobody has paid: {fields['reference']}")
            state = self.bank.pages.get(fields["reference"])
            return f"<etatpaiement><etat>{state}</etat></etatpaiement>".encode() if state else _NEVER_SEEN
        day = fields["date" if service == "status" else "date_commande"]
        if (day, _cents(fields["montant"])) != (payment.ordered_on, payment.amount):
            raise Broken(f"the bank is asked about {fields['reference']} by another day or amount")
        if service == "status":
            return payment.document(self.bank.hub.now)
        if "stoprecurrence" not in fields:  # which moves no money
            self.asked.once(service, fields["reference"])
        if self.bank.hub.told is not None:
            self.bank.hub.told(f"bank: asked to {service} {fields['reference']}")
        refusal, number = (self._captured if service == "capture" else self._refunded)(payment, fields)
        return _lines((_REFUSED if refusal else _DONE)[service], refusal or "paiement accepte", number)

    def _captured(self, payment: Payment, fields: dict[str, str]) -> tuple[str, str]:
        take, taken, left = (_cents(fields[f"montant_{name}"]) for name in ("a_capturer", "deja_capture", "restant"))
        if "stoprecurrence" in fields:
            refusal, payment.stopped = "la recurrence est deja stoppee" if payment.stopped else "", True
            return refusal, ""
        now = self.bank.hub.now
        if payment.closed(now):
            return "commande expiree", ""
        if taken != payment.captured:
            return "montant errone", ""
        if take == left == 0:
            payment.cancelled = True
            return "", ""
        if not take or take + taken + left != payment.amount:
            return "montant errone", ""
        self.done[payment.reference] += 1
        return "", payment.take(take, now).authorization

    def _refunded(self, payment: Payment, fields: dict[str, str]) -> tuple[str, str]:
        back, possible = _cents(fields["montant_recredit"]), _cents(fields["montant_possible"])
        if possible != payment.captured - payment.refunded:
            return "montant possible errone", ""
        named = (fields.get("date_remise"), fields.get("num_autorisation"))
        fitting = [c for c in payment.captures if (f"{c.day:%d/%m/%Y}", c.authorization) == named]
        if named == (None, None) and len(payment.captures) == 1:
            fitting = payment.captures
        if not fitting:
            return "date de remise et numero d autorisation requis", ""
        if not 0 < back <= fitting[0].amount - fitting[0].back:
            return "la demande ne peut aboutir", ""
        fitting[0].back += back
        self.done[payment.reference] += 1
        return "", f"R{self.done[payment.reference]:05}"

    def _checked(self, service: str, platform: str, body: bytes) -> dict[str, str]:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
        fields = dict(pairs)
        contract = self.bank.contracts.get(fields.get("TPE", ""))
        whole = len(fields) == len(pairs) and fields.keys() in _ASKED[service]
        if not whole or platform != "test" or contract is None or not sealed(fields, contract.accepted):
            raise Broken(f"the bank cannot accept this call of {service}: {sorted(fields)}")
        return fields


def _lines(code: int, label: str, number: str) -> bytes:
    lines = ("version=1.0", "reference=000000012345", f"cdr={code}", f"lib={label}", f"aut={number}")
    return "".join(line + "\n" for line in lines).encode("ascii")


def _cents(text: str) -> int:
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise Broken(f"the bank reads no amount in {text!r}")
    return int((match[1] or "0") + (match[2] or "00"))
