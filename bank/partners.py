"""Means of payment that are no card: partners' methods, which a terminal may have bought (protocol sheet 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bank.cards import CardFacts
from bank.settings import Option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bank.settings import Terminal

OFFERED = ("paypal", "lyfpay", "1euro", "3xcb", "4xcb")
# The others a form may still hide or name; no page offers them by itself.
METHODS = (*OFFERED, "fivory", "sofort", "giropay")


@dataclass(frozen=True)
class PartnerFacts:
    """`behaviour` is what the partner answers: `partner-accepts`, `partner-refuses` or `partner-waits`."""

    method: str
    behaviour: str


Means = CardFacts | PartnerFacts


def offered(terminal: Terminal, fields: Mapping[str, str]) -> tuple[str, ...]:
    """The partners' methods of a form's page: those not hidden, or only the one that it goes straight to."""
    if Option.PARTNERS not in terminal.options:
        return ()
    if fields.get("protocole"):
        return (fields["protocole"],)
    hidden = fields.get("desactivemoyenpaiement", "").split(",")
    return tuple(method for method in OFFERED if method not in hidden)


def takes(means: Means, terminal: Terminal, fields: Mapping[str, str]) -> bool:
    """A form that goes straight to a partner shows no page for cards."""
    if isinstance(means, PartnerFacts):
        return means.method in offered(terminal, fields)
    return not fields.get("protocole")
