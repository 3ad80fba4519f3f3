"""The bank's services, server to server: sealed requests, and each service's own rule of success (sheet 6).

Capture answers 1 for done, refund answers 0 for done: the rules live here and nowhere else. An answer that is late,
cut, too long, HTML or otherwise not of the documented form says nothing about what was done: it is unclear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from .payment_form import VERSION
from .seal import seal, sealed_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from ..domain.money import Money

MAX_ANSWER = 65_536

ADDRESS_NOT_DECLARED = "-30"
_ADVICE = "the bank does not know the address that called: declare it to the bank's support"
"""Addresses that ask for refunds must be declared beforehand (protocol sheet 1, 6.3)."""

_CODE = re.compile(r"0|-?[1-9][0-9]*")
_STOPPED_BEFORE = re.compile(r"recurrence est deja stoppee", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Payment:
    """The payment that a service is asked about. `ordered_on` is the order date's day, in the hour of Paris."""

    terminal: str
    company: str
    reference: str
    language: str
    amount: Money
    ordered_on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; `done` is None where it cannot be understood."""

    done: bool | None
    code: str = ""
    label: str = ""
    authorization: str = ""


def capture_body(payment: Payment, now: datetime, key: bytes, *, take: Money, taken: Money, left: Money) -> bytes:
    """Capture `take` after `taken`, with `left` still to come. To cancel what is left, take and leave nothing."""
    return _sealed(
        {
            **_common(payment, now),
            "montant_a_capturer": _text(take),
            "montant_deja_capture": _text(taken),
            "montant_restant": _text(left),
        },
        key,
    )


def stop_body(payment: Payment, now: datetime, key: bytes) -> bytes:
    """End a recurrence; the documentation's own example gives nothing as captured before (protocol sheet 6.2)."""
    nothing = f"0{payment.amount.currency}"
    amounts = dict.fromkeys(("montant_a_capturer", "montant_deja_capture", "montant_restant"), nothing)
    return _sealed({**_common(payment, now), **amounts, "stoprecurrence": "OUI"}, key)


def refund_body(
    payment: Payment, now: datetime, key: bytes, *, back: Money, possible: Money, capture: tuple[date, str] | None
) -> bytes:
    """Refund `back` where `possible` could still be; `capture` is remittance date and authorization number."""
    fields = {**_common(payment, now), "montant_recredit": _text(back), "montant_possible": _text(possible)}
    if capture is not None:
        fields |= {"date_remise": capture[0].strftime("%d/%m/%Y"), "num_autorisation": capture[1]}
    return _sealed(fields, key)


def status_body(payment: Payment, key: bytes) -> bytes:
    """Ask for the state of a payment."""
    fields = {
        "version": "2.0",
        "TPE": payment.terminal,
        "date": payment.ordered_on.strftime("%d/%m/%Y"),
        "montant": _text(payment.amount),
        "reference": payment.reference,
        "societe": payment.company,
    }
    return _sealed(fields, key)


def read_capture(answer: bytes) -> Answer:
    """`cdr` 1 is done, 0 is refused, -1 is an error of which nothing is known."""
    return _read(answer, done="1", refused=lambda code: code == "0")


def read_refund(answer: bytes) -> Answer:
    """`cdr` 0 is done; positive and negative codes are refusals, but for -1, an error of which nothing is known."""
    return _read(answer, done="0", refused=lambda code: code != "-1")


def read_stop(answer: bytes) -> Answer:
    """As of a capture; that it is stopped already is what was wanted, too."""
    said = read_capture(answer)
    stopped = said.done is False and _STOPPED_BEFORE.search(said.label)
    return replace(said, done=True) if stopped else said


def _read(answer: bytes, done: str, refused: Callable[[str], bool]) -> Answer:
    fields = _lines(answer)
    code, label = fields.get("cdr", ""), fields.get("lib", "")[:80]
    label = _ADVICE if code == ADDRESS_NOT_DECLARED else label
    # With its label there, the code before it was not cut.
    documented = {"version", "reference", "cdr", "lib"} <= fields.keys()
    if not documented or not _CODE.fullmatch(code):
        return Answer(None, label="the answer has not the documented form")
    if code != done and not refused(code):
        return Answer(None, code, label)
    return Answer(code == done, code, label, fields.get("aut", "")[:64])


def _lines(answer: bytes) -> Mapping[str, str]:
    """The lines `name=value` of an answer; accents are removed by the bank, so Latin-1 only ever guards."""
    if len(answer) > MAX_ANSWER:
        return {}
    lines = [line.partition("=") for line in answer.decode("latin-1").splitlines() if line]
    fields = {name.strip(): value.strip() for name, _, value in lines}
    # What says a thing twice says nothing.
    return fields if len(fields) == len(lines) else {}


def _common(payment: Payment, now: datetime) -> dict[str, str]:
    return {
        "version": VERSION,
        "TPE": payment.terminal,
        "date": now.strftime("%d/%m/%Y:%H:%M:%S"),
        "date_commande": payment.ordered_on.strftime("%d/%m/%Y"),
        "montant": _text(payment.amount),
        "reference": payment.reference,
        "lgue": payment.language,
        "societe": payment.company,
    }


def _text(money: Money) -> str:
    return f"{money}{money.currency}" if money.minor else f"0{money.currency}"


def _sealed(fields: Mapping[str, str], key: bytes) -> bytes:
    text = sealed_text((name.encode(), value.encode()) for name, value in fields.items())
    return urlencode({**fields, "MAC": seal(key, text)}).encode()
