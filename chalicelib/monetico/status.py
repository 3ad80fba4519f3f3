"""The bank's answer about the state of a payment, read from XML with its limits (protocol sheet 6.4).

Its names are probable, not captured: whatever is not found counts as nothing known, never as nothing done.
"""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

from ..domain.errors import InvalidValue
from ..domain.money import Money
from ..domain.reports import BookedCapture, Books
from ..domain.vocabulary import BookState

MAX_ANSWER = 262_144
MOST = 2000
"""Captures read of one payment."""

_NEVER_SEEN = "commande non authentifiee"
"""What the bank says of a reference that no shopper has come to its page with (protocol sheet 6.1)."""
_AMOUNT = re.compile(r"([0-9]{1,10}(?:\.[0-9]{1,2})?)([A-Z]{3})?")


class UnclearStatus(ValueError):
    """The answer says nothing that can be relied on; the text says why."""


_STATES = {
    "PA": BookState.PAID,
    "EN": BookState.AUTHORIZED,
    "PP": BookState.AUTHORIZED,
    "AN": BookState.CANCELLED,
    "RE": BookState.REFUSED,
    "GR": BookState.BLOCKED,
    "AP": BookState.EXPIRED,
}
"""`EN` and `PP` are read as the portal's "enregistré" and "partiellement payé" (protocol sheet 9)."""


def read_books(answer: bytes, currency: str) -> Books:
    """Amounts in minor units of the payment's currency. Raises UnclearStatus.

    Declarations are refused, so no entity is ever expanded.
    """
    # A zero byte: UTF-16, in which declarations would pass unseen.
    if len(answer) > MAX_ANSWER or b"<!" in answer or b"\0" in answer:
        raise UnclearStatus("too long, or with declarations")
    try:
        root = ElementTree.fromstring(answer)  # noqa: S314 - without declarations there is nothing to expand
    except (ElementTree.ParseError, ValueError, LookupError):
        raise UnclearStatus("not XML") from None
    code = (root.findtext("etat") or "").strip()
    if root.tag == "etatpaiement" and _text(root, "lib").casefold() == _NEVER_SEEN:
        return Books(BookState.UNSEEN, "", None, None)
    if root.tag != "etatpaiement" or not code:
        raise UnclearStatus(f"an error answer, code {(root.findtext('cdr') or '?').strip()[:8]}")
    return Books(
        state=_STATES.get(code.upper(), BookState.PENDING),
        code=code[:16],
        captured=_minor(root.findtext("montantrecouvre"), currency),
        refunded=_minor(root.findtext("recredits/total"), currency),
        authorization=_text(root, "numauto"),
        captures=tuple(_capture(element, currency) for element in root.findall("recouvrements/recouvrement")[:MOST]),
    )


def _capture(element: ElementTree.Element, currency: str) -> BookedCapture:
    refunds = (_minor(text.text, currency) for text in element.findall("recredits/recredit/montant_recredite"))
    try:
        day = date.fromisoformat(_text(element, "date_remise"))
    except ValueError:
        day = None
    return BookedCapture(
        amount=_minor(element.findtext("montant"), currency) or 0,
        captured_on=day,
        authorization=_text(element, "numero_autorisation"),
        refunded=sum(refund or 0 for refund in refunds),
    )


def _text(element: ElementTree.Element, path: str) -> str:
    return (element.findtext(path) or "").strip()[:64]


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
