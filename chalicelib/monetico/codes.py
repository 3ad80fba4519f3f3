"""The bank's codes in our words: one table, which the documentation prints too (protocol sheet 4.1, 5.3, 5.4)."""

from __future__ import annotations

import re

from ..domain.vocabulary import Platform, Result

PAGE_LANGUAGES = ("FR", "EN", "DE", "ES", "IT", "JA", "NL", "PT", "SV")
"""Languages of the payment page; the ones of mails follow them."""

RESULTS: dict[str, tuple[Result, Platform | None]] = {
    "payetest": (Result.ACCEPTED, Platform.TEST),
    "paiement": (Result.ACCEPTED, Platform.PRODUCTION),
    "annulation": (Result.REFUSED, None),
    "attente_partenaire": (Result.WAITING, None),
    "paiement_pf2": (Result.ACCEPTED, None),
    "paiement_pf3": (Result.ACCEPTED, None),
    "paiement_pf4": (Result.ACCEPTED, None),
    "annulation_pf2": (Result.REFUSED, None),
    "annulation_pf3": (Result.REFUSED, None),
    "annulation_pf4": (Result.REFUSED, None),
}
"""`code-retour`, compared without case, to what it means and the only platform that may send it.

The first instalment comes under the plain code; how the sandbox words the later ones is not documented.
"""

_INSTALMENT = re.compile(r"(?:paiement|annulation)_pf([2-4])")


def result_of(code: str) -> tuple[Result, Platform | None]:
    """What a result code means; an unknown one means `Result.UNKNOWN`, on any platform."""
    return RESULTS.get(_plain(code), (Result.UNKNOWN, None))


def instalment_in(code: str) -> int:
    """The number of the instalment that a result code names, 2 to 4; 0 where it names none."""
    match = _INSTALMENT.fullmatch(_plain(code))
    return int(match[1]) if match else 0


def _plain(code: str) -> str:
    """Without case, and without the brackets that the documentation prints and one integration has parsed."""
    return code.casefold().replace("[", "").replace("]", "")
