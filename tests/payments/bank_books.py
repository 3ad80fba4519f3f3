"""A bank of few words: it reads and checks what it is asked by its own rules, and keeps books of its own.

What it could not be asked rightly is an AssertionError; what its books do not allow is refused and noted.
"""

from __future__ import annotations

import hmac
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from chalicelib.domain.errors import BankSilent
from tests.makers import KEY
from tests.payments.bank_payment import Books

PARIS = ZoneInfo("Europe/Paris")
COMMON = {"version", "TPE", "date", "date_commande", "montant", "reference", "lgue", "societe", "MAC"}
TAKE = COMMON | {"montant_a_capturer", "montant_deja_capture", "montant_restant"}
GIVE = COMMON | {"montant_recredit", "montant_possible"}
ASKED = {
    "capture": [TAKE, TAKE | {"stoprecurrence"}],
    "refund": [GIVE, GIVE | {"date_remise", "num_autorisation"}],
    "status": [{"version", "TPE", "date", "montant", "reference", "societe", "MAC"}],
}
REFUSED = {"capture": 0, "refund": -52}
DONE = {"capture": 1, "refund": 0}
HTML = b"<!DOCTYPE html><html><body>Service momentan\xe9ment indisponible</body></html>"
NEVER_SEEN = "<etatpaiement><cdr>-1</cdr><lib>commande non authentifiee</lib></etatpaiement>"


class Killed(BaseException):
    """The process died here."""


@dataclass
class FakeBank:
    """Fulfils `payments.ports.Bank`. Mishaps are named; each call takes the next one.

    `before` and `after` the books are written, or not at all: silence, a page, a cut answer, the caller's death;
    or a lie: done and denied, or not done and claimed. A call whose caller gave up a `patience` ago is not done,
    unless it is then answered. `pages` are the states of what nobody has paid yet.
    """

    now: Callable[[], datetime]
    payments: dict[str, Books] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    mishaps: deque[str] = field(default_factory=deque)
    patience: timedelta = timedelta(seconds=60)
    ordered_on: str = "23/11/2026"
    meanwhile: Callable[[], None] = lambda: None

    def authorize(self, reference: str, amount: int, *, at_once: bool) -> Books:
        """Somebody paid, at once or within a week."""
        books = Books(self.ordered_on, amount, until=None if at_once else self.now() + timedelta(days=7))
        if at_once:
            books.take(amount, self.now())
        self.payments[reference] = books
        return books

    def call(self, service: str, platform: str, body: bytes) -> bytes:
        fields = self._checked(service, body)
        assert platform == "test"
        self.calls.append((service, fields))
        mishap = self.mishaps.popleft() if self.mishaps else ""
        begun = self.now()
        self.meanwhile()
        _strike(mishap, "before")
        gone = self.now() - begun >= self.patience
        if gone and mishap:
            _strike(mishap, "after")
            return HTML
        if mishap == "claimed before" and service != "status":
            return _lines(DONE[service], "paiement accepte", "")
        answer = self._answer(service, fields)
        self.meanwhile()
        _strike(mishap, "after")
        if mishap == "denied after" and service != "status":
            return _lines(REFUSED[service], "autorisation refusee", "")
        return {
            "page after": HTML,
            "error after": answer.replace(b"cdr=1", b"cdr=-1").replace(b"cdr=0", b"cdr=-1"),
            "cut after": answer[: answer.index(b"cdr=") + 4] if b"cdr=" in answer else answer[: len(answer) // 2],
            "both after": answer + b"cdr=1\ncdr=0\n",
        }.get(mishap, answer)

    def asked(self, service: str) -> list[dict[str, str]]:
        return [fields for name, fields in self.calls if name == service]

    def _answer(self, service: str, fields: dict[str, str]) -> bytes:
        books, day = self.payments.get(fields["reference"]), fields["date" if service == "status" else "date_commande"]
        if books is None:
            assert service == "status", "a payment that this bank never saw"
            state = self.pages.get(fields["reference"])
            return f"<etatpaiement><etat>{state}</etat></etatpaiement>".encode() if state else NEVER_SEEN.encode()
        assert day == books.ordered_on
        assert _cents(fields["montant"]) == books.amount
        if service == "status":
            return books.document(self.now()).encode()
        refusal, authorization = (self._captured if service == "capture" else self._refunded)(books, fields)
        if refusal:
            self.refusals.append(refusal)
        code = (REFUSED if refusal else DONE)[service]
        return _lines(code, refusal or "paiement accepte", authorization)

    def _captured(self, books: Books, fields: dict[str, str]) -> tuple[str, str]:
        take, taken, left = (_cents(fields[f"montant_{name}"]) for name in ("a_capturer", "deja_capture", "restant"))
        if "stoprecurrence" in fields:
            assert (fields["stoprecurrence"], take, taken, left, books.every is not None) == ("OUI", 0, 0, 0, True)
            refusal, books.stopped = "la recurrence est deja stoppee" if books.stopped else "", True
            return refusal, ""
        if books.closed(self.now()):
            return "commande expiree", ""
        if taken != books.captured:
            return "montant errone", ""
        if take == left == 0:
            books.cancelled = True
            return "", ""
        if not take or take + taken + left != books.amount:
            return "montant errone", ""
        return "", books.take(take, self.now()).authorization

    def _refunded(self, books: Books, fields: dict[str, str]) -> tuple[str, str]:
        back, possible = _cents(fields["montant_recredit"]), _cents(fields["montant_possible"])
        if possible != books.captured - books.refunded:
            return "montant possible errone", ""
        named = (fields.get("date_remise"), fields.get("num_autorisation"))
        fitting = [c for c in books.captures if (f"{c.remitted_on:%d/%m/%Y}", c.authorization) == named]
        if named == (None, None) and len(books.captures) == 1:
            fitting = books.captures
        if not fitting:
            return "date de remise et numero d autorisation requis", ""
        if not 0 < back <= fitting[0].amount - fitting[0].back:
            return "la demande ne peut aboutir", ""
        fitting[0].back += back
        return "", f"R{len(self.calls):05}"

    def _checked(self, service: str, body: bytes) -> dict[str, str]:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
        fields = dict(pairs)
        assert len(fields) == len(pairs)
        assert fields.keys() in ASKED[service]
        text = "*".join(f"{name}={fields[name]}" for name in sorted(fields) if name != "MAC")
        assert fields["MAC"] == hmac.digest(KEY, text.encode(), "sha1").hex()
        assert (fields["TPE"], fields["societe"]) == ("1234567", "monSite1")
        assert fields["version"] == ("2.0" if service == "status" else "3.0")
        if service != "status":
            assert fields["date"] == self.now().astimezone(PARIS).strftime("%d/%m/%Y:%H:%M:%S")
            assert fields["lgue"] == "FR"
        return fields


def _lines(code: int, label: str, authorization: str) -> bytes:
    lines = ("version=1.0", "reference=000000012345", f"cdr={code}", f"lib={label}", f"aut={authorization}")
    return "".join(line + "\n" for line in lines).encode("ascii")


def _strike(mishap: str, moment: str) -> None:
    if mishap == f"silence {moment}":
        raise BankSilent("ReadTimeoutError")
    if mishap == f"death {moment}":
        raise Killed
    if mishap == f"page {moment}" == "page before":
        raise BankSilent("HTTP status 502")


def _cents(text: str) -> int:
    match = re.fullmatch(r"(?:(\d{1,10})\.(\d\d)|0)EUR", text)
    assert match, text
    cents = int((match[1] or "0") + (match[2] or "00"))
    assert cents or text == "0EUR", text
    return cents
