"""The message that reports one attempt, field by field in the order of the wire (protocol sheet 5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bank.authentication import authentication
from bank.cards import CardFacts
from bank.paris import PARIS
from bank.seal import seal
from bank.wire import encode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bank.behaviours import Behaviour
    from bank.partners import Means


def report(
    form: Mapping[str, str],
    means: Means,
    behaviour: Behaviour,
    *,
    platform: str,
    attempt_id: str,
    at: datetime,
    shopper_ip: str,
) -> dict[str, str]:
    """The fields before sealing. `numauto` and the motifs each belong to one side of the answer only.

    A partner's method has none of a card's fields.
    """
    card = means if isinstance(means, CardFacts) else None
    preference = form.get("ThreeDSecureChallenge", "")
    return {
        "TPE": form["TPE"],
        "date": f"{at.astimezone(PARIS):%d/%m/%Y_a_%H:%M:%S}",
        "montant": form["montant"],
        **_first_instalment(form),
        "reference": form["reference"],
        "texte-libre": form.get("texte-libre", ""),
        "code-retour": _result(behaviour, platform),
        **({"cvx": "oui" if card.typed else "non", "vld": card.expiry, "brand": card.brand} if card else {}),
        **_decision(behaviour, platform, attempt_id),
        **(_card(card) if card else {}),
        "ipclient": shopper_ip,
        "originetr": "FRA",
        **({"cbmasquee": card.masked} if card else {}),
        "modepaiement": "CB" if isinstance(means, CardFacts) else means.method,
        **_express(form, card, behaviour),
        **_filter(behaviour),
        "authentification": authentication(behaviour.verdict, preference, attempt_id),
    }


def authorisation_number(platform: str, attempt_id: str) -> str:
    return "000000" if platform == "test" else f"{int(attempt_id, 16) % 1_000_000:06d}"


def _first_instalment(form: Mapping[str, str]) -> dict[str, str]:
    """A split payment is reported with the part that it charges at once."""
    return {"montantech": form["montantech1"]} if "nbrech" in form else {}


def _result(behaviour: Behaviour, platform: str) -> str:
    if behaviour.waits:
        return "attente_partenaire"
    if not behaviour.accepted:
        return "Annulation"
    return "payetest" if platform == "test" else "paiement"


def _decision(behaviour: Behaviour, platform: str, attempt_id: str) -> dict[str, str]:
    if behaviour.accepted:
        return {"numauto": authorisation_number(platform, attempt_id)}
    if behaviour.waits:
        return {}
    return {
        "motifrefus": behaviour.refusal,
        "motifrefusautorisation": behaviour.authorisation_refusal,
    }


def _card(card: CardFacts) -> dict[str, str]:
    return {
        "usage": card.usage,
        "typecompte": "particulier",
        "ecard": "non",
        "originecb": card.origin,
        "bincb": card.bin,
        "hpancb": card.hashed,
    }


def _express(form: Mapping[str, str], card: CardFacts | None, behaviour: Behaviour) -> dict[str, str]:
    """Only a card typed and accepted is stored under the alias."""
    if not form.get("aliascb"):
        return {}
    stored = card is not None and card.typed and behaviour.accepted
    named = {"nomcartesequestree": card.name} if card and card.name else {}
    return {"cbenregistree": "1" if stored else "0", **named}


def _filter(behaviour: Behaviour) -> dict[str, str]:
    if not behaviour.filter_cause:
        return {}
    return {"filtragecause": behaviour.filter_cause, "filtragevaleur": behaviour.filter_value}


def sealed_body(fields: Mapping[str, str], key: bytes) -> str:
    """The form body as it leaves, MAC last and in upper case."""
    return encode({**fields, "MAC": seal(fields, key).upper()})
