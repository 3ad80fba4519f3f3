"""The form that takes the shopper's browser to the bank's page (protocol sheet 4.1 to 4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..domain.money import Money
from ..domain.options import NO_OPTIONS, Display, Locality, PaymentOptions
from .context import encode
from .seal import seal, sealed_text

if TYPE_CHECKING:
    from datetime import datetime

    from ..domain.record import Instalment

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
    instalments: tuple[Instalment, ...] = ()
    options: PaymentOptions = NO_OPTIONS


def sealed_fields(request: PaymentRequest, key: bytes) -> dict[str, str]:
    """The form's fields with their MAC. Nothing that is empty is sent, and nothing of what was bought."""
    fields = {
        "version": VERSION,
        "TPE": request.terminal,
        "date": request.date.strftime("%d/%m/%Y:%H:%M:%S"),
        "montant": _amount(request.amount),
        "reference": request.reference,
        "texte-libre": request.free_text,
        "lgue": request.language,
        "societe": request.company,
        "contexte_commande": encode(request.context),
        "mail": request.email,
        "url_retour_ok": request.return_ok,
        "url_retour_err": request.return_error,
        **_instalment_fields(request),
        **_option_fields(request.options),
    }
    sent = {name: value for name, value in fields.items() if value}
    text = sealed_text((name.encode(), value.encode()) for name, value in sent.items())
    return {**sent, "MAC": seal(key, text)}


def form_method(options: PaymentOptions) -> str:
    """How the browser sends the form: the page in a frame comes by GET (protocol sheet 4.2)."""
    return "GET" if options.display is Display.IFRAME else "POST"


def _instalment_fields(request: PaymentRequest) -> dict[str, str]:
    fields = {"nbrech": str(len(request.instalments))} if request.instalments else {}
    for part in request.instalments:
        fields[f"dateech{part.number}"] = part.due_on.strftime("%d/%m/%Y")
        fields[f"montantech{part.number}"] = _amount(Money(part.amount, request.amount.currency))
    return fields


def _option_fields(options: PaymentOptions) -> dict[str, str]:
    return {
        "ThreeDSecureChallenge": options.challenge or "",
        "3dsdebrayable": _flag(options.skip_authentication),
        "aliascb": options.card_alias,
        "forcesaisiecb": _flag(options.force_card_entry),
        "libelleMonetique": options.statement_label,
        "libelleMonetiqueLocalite": _locality(options.statement_locality),
        "desactivemoyenpaiement": ",".join(options.hidden_methods),
        "protocole": options.method or "",
        "mode_affichage": "iframe" if options.display is Display.IFRAME else "",
    }


def _amount(amount: Money) -> str:
    return f"{amount}{amount.currency}"


def _flag(wish: bool | None) -> str:
    return "" if wish is None else str(int(wish))


def _locality(place: Locality | None) -> str:
    return rf"{place.city}\{place.postal_code}\{place.country}" if place else ""
