"""The bank's codes in our words: one table, which the documentation prints too (protocol sheet 4.1, 5.3, 5.4)."""

from __future__ import annotations

from ..domain.vocabulary import Platform, Result

PAGE_LANGUAGES = ("FR", "EN", "DE", "ES", "IT", "JA", "NL", "PT", "SV")
"""Languages of the payment page; the ones of mails follow them."""

RESULTS: dict[str, tuple[Result, Platform | None]] = {
    "payetest": (Result.ACCEPTED, Platform.TEST),
    "paiement": (Result.ACCEPTED, Platform.PRODUCTION),
    "annulation": (Result.REFUSED, None),
    "attente_partenaire": (Result.WAITING, None),
}
"""`code-retour`, compared without case, to what it means and the only platform that may send it."""


def result_of(code: str) -> tuple[Result, Platform | None]:
    """What a result code means; an unknown one means `Result.UNKNOWN`, on any platform."""
    return RESULTS.get(code.casefold(), (Result.UNKNOWN, None))
