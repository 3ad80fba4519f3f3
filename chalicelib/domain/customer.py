"""Who pays and what was bought: personal data, kept apart from the order so that it can be erased alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .money import Money

_ATOM = r"[A-Za-z0-9!#$%&'+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")

MAX_EMAIL = 254


def is_email(text: str) -> bool:
    """Whether a mail can be sent there: one plain ASCII address (RFC 5321 dot-string at a host name).

    An asterisk is left out of what RFC 5321 allows, since it separates fields in the bank's sealed text.
    """
    return len(text) <= MAX_EMAIL and _EMAIL.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what was bought, for the confirmation mail; the bank never sees it. `vat_rate` in percent."""

    label: str
    quantity: int
    unit_amount: Money
    vat_rate: str = ""


@dataclass(frozen=True, slots=True)
class PaymentForm:
    """The form that takes the shopper to the bank, exactly as first made."""

    action: str
    fields: dict[str, str]
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Customer:
    """`language` is one of the bank page's codes; addresses have the keys of the bank's order context."""

    email: str
    language: str
    billing: dict[str, Any]
    shipping: dict[str, Any] = field(default_factory=dict)
    return_url: str = ""
    lines: tuple[Line, ...] = ()
    form: PaymentForm | None = None
