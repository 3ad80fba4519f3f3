"""The bank's answer about the state of a payment, read from XML with its limits (protocol sheet 6.4).

Its names are probable, not captured: whatever is not found counts as nothing known, never as nothing done.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from xml.etree import ElementTree

from ..domain.errors import InvalidValue
from ..domain.money import Money

MAX_ANSWER = 262_144

_AMOUNT = re.compile(r"([0-9]{1,10}(?:\.[0-9]{1,2})?)([A-Z]{3})?")


class UnclearStatus(ValueError):
    """The answer says nothing that can be relied on; the text says why."""


class State(StrEnum):
    """The bank's `etat`, in our words."""

    PAID = "paid"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    PENDING = "pending"


_STATES = {"PA": State.PAID, "AN": State.CANCELLED, "RE": State.REFUSED, "GR": State.REFUSED, "AP": State.REFUSED}


@dataclass(frozen=True, slots=True)
class BankStatus:
    """What the bank's books say; amounts in minor units of the payment's currency, None where they do not say."""

    state: State
    code: str
    captured: int | None
    refunded: int | None
    authorization: str


def read_status(answer: bytes, currency: str) -> BankStatus:
    """Raises UnclearStatus. Declarations are refused, so no entity is ever expanded."""
    # A zero byte: UTF-16, in which declarations would pass unseen.
    if len(answer) > MAX_ANSWER or b"<!" in answer or b"\0" in answer:
        raise UnclearStatus("too long, or with declarations")
    try:
        root = ElementTree.fromstring(answer)  # noqa: S314 - without declarations there is nothing to expand
    except (ElementTree.ParseError, ValueError, LookupError):
        raise UnclearStatus("not XML") from None
    code = (root.findtext("etat") or "").strip()
    if root.tag != "etatpaiement" or not code:
        raise UnclearStatus(f"an error answer, code {(root.findtext('cdr') or '?').strip()[:8]}")
    return BankStatus(
        state=_STATES.get(code.upper(), State.PENDING),
        code=code[:16],
        captured=_minor(root.findtext("montantrecouvre"), currency),
        refunded=_minor(root.findtext("recredits/total"), currency),
        authorization=(root.findtext("numauto") or "").strip()[:64],
    )


def _minor(text: str | None, currency: str) -> int | None:
    if text is None:
        return None
    match = _AMOUNT.fullmatch(text.strip())
    if match is None or match[2] not in (None, currency):
        raise UnclearStatus("an amount of another form")
    try:
        return Money.parse(match[1], currency).minor
    except InvalidValue:
        raise UnclearStatus("an amount that its currency cannot hold") from None
