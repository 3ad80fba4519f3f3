"""The form that takes the shopper's browser to the bank's page (protocol sheet 4.1, 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .context import encode
from .seal import seal, sealed_text

if TYPE_CHECKING:
    from datetime import datetime

    from ..domain.money import Money

VERSION = "3.0"


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """What the bank is told. `date` is in the hour of Paris; `free_text` comes back with every notification."""

    terminal: str
    company: str
    date: datetime
    amount: Money
    reference: str
    language: str
    context: dict[str, Any]
    free_text: str
    email: str
    return_ok: str
    return_error: str


def sealed_fields(request: PaymentRequest, key: bytes) -> dict[str, str]:
    """The form's fields with their MAC. Nothing that is empty is sent, and nothing of what was bought."""
    fields = {
        "version": VERSION,
        "TPE": request.terminal,
        "date": request.date.strftime("%d/%m/%Y:%H:%M:%S"),
        "montant": f"{request.amount}{request.amount.currency}",
        "reference": request.reference,
        "texte-libre": request.free_text,
        "lgue": request.language,
        "societe": request.company,
        "contexte_commande": encode(request.context),
        "mail": request.email,
        "url_retour_ok": request.return_ok,
        "url_retour_err": request.return_error,
    }
    sent = {name: value for name, value in fields.items() if value}
    text = sealed_text((name.encode(), value.encode()) for name, value in sent.items())
    return {**sent, "MAC": seal(key, text)}
