"""What `etatpaiement.cgi` tells of an order, in XML (protocol sheet 6.4).

The sheet gives five states and leaves the rest open. This bank fills it so: `EC` nobody has paid yet, `EN`
authorised and nothing captured, `PP` a part captured and more to come, `EA` a partner has not decided yet.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bank.account import Account, AccountState, Capture
from bank.money import Money
from bank.visits import AttemptState, Visit, VisitState

if TYPE_CHECKING:
    from datetime import datetime

    from bank.service_words import Lib

_OF_ACCOUNT = {
    AccountState.AUTHORIZED: "EN",
    AccountState.PARTLY_CAPTURED: "PP",
    AccountState.CAPTURED: "PA",
    AccountState.CANCELLED: "AN",
    AccountState.LAPSED: "AN",
}


def status_document(visit: Visit, account: Account | None, now: datetime) -> str:
    root = Element("etatpaiement")
    if account is None:
        _add(root, "etat", _unpaid(visit, now))
        return _written(root)
    _add(root, "etat", _OF_ACCOUNT[account.state(now)])
    _add(root, "numauto", account.authorisation)
    _add(root, "montantrecouvre", Money(account.captured, account.currency))
    captures = SubElement(root, "recouvrements")
    for capture in account.captures:
        _add_capture(captures, capture, account.currency)
    _add(SubElement(root, "recredits"), "total", Money(account.refunded, account.currency))
    return _written(root)


def error_document(code: int, lib: Lib) -> str:
    root = Element("etatpaiement")
    _add(root, "cdr", code)
    _add(root, "lib", lib)
    return _written(root)


def _unpaid(visit: Visit, now: datetime) -> str:
    """A refusal is told at once, although the page may still be open: it is not the last word then."""
    state = visit.state(now)
    if state is VisitState.WAITING:
        return "EA"
    if state is VisitState.BLOCKED:
        return "GR"
    if any(attempt.state is AttemptState.REFUSED for attempt in visit.decided):
        return "RE"
    return "AP" if state is VisitState.EXPIRED else "EC"


def _add_capture(captures: Element, capture: Capture, currency: str) -> None:
    entry = SubElement(captures, "recouvrement")
    _add(entry, "resultat", "OK")
    _add(entry, "montant", Money(capture.amount, currency))
    _add(entry, "date_remise", capture.remitted_on)
    _add(entry, "numero_autorisation", capture.authorisation)
    refunds = SubElement(entry, "recredits")
    for made in capture.refunds:
        refund = SubElement(refunds, "recredit")
        _add(refund, "date_GMT", f"{made.at.astimezone(UTC):%Y-%m-%d}")
        _add(refund, "heure_GMT", f"{made.at.astimezone(UTC):%H:%M:%S}")
        _add(refund, "montant_recredite", Money(made.amount, currency))
        _add(refund, "methode", "IP")


def _add(parent: Element, name: str, value: object) -> None:
    SubElement(parent, name).text = str(value)


def _written(root: Element) -> str:
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'
