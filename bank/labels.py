"""What test cards, their brands and partners' methods are called, in French and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bank.texts import LANGUAGES

if TYPE_CHECKING:
    from bank.cards import TestCard

OUTCOMES: dict[str, tuple[str, str]] = {
    "accepted": ("Acceptée, sans 3-D Secure", "Accepted, without 3-D Secure"),
    "accepted-once": ("Acceptée, échéances suivantes refusées", "Accepted, later instalments refused"),
    "frictionless": ("Acceptée, 3-D Secure sans saisie", "Accepted, 3-D Secure without a challenge"),
    "challenge": ("Acceptée après un code 3-D Secure", "Accepted after a 3-D Secure code"),
    "challenge-failed": ("Code demandé, authentification échouée", "Code asked for, authentication failed"),
    "authentication-rejected": (
        "Authentification rejetée par la banque",
        "Authentication rejected by the issuer",
    ),
    "refused": ("Refusée (Refus test)", "Refused (Refus test)"),
    "refused-bank": ("Refusée (Refus banque)", "Refused (Refus banque)"),
    "refused-issuer": ("Refusée (Refus emetteur)", "Refused (Refus emetteur)"),
    "refused-critical": ("Refusée définitivement (Refus critique)", "Refused for good (Refus critique)"),
    "refused-soft-decline": (
        "Authentification exigée (Refus repli VADS)",
        "Authentication demanded (Refus repli VADS)",
    ),
    "refused-for-now": ("Refusée pour l’instant (Refus temporaire)", "Refused for now (Refus temporaire)"),
    "refused-technical": ("Refusée (Refus technique)", "Refused (Refus technique)"),
    "refused-other": ("Refusée (Refus autres)", "Refused (Refus autres)"),
    "call-the-issuer": ("Refusée (Appel Phonie)", "Refused (Appel Phonie)"),
    "forbidden": ("Refusée (Interdit)", "Refused (Interdit)"),
    "filtered": ("Bloquée par un filtre (filtrage)", "Stopped by a filter (filtrage)"),
    "scored": ("Bloquée par le score (scoring)", "Stopped by its score (scoring)"),
}
BRANDS = {
    "VI": ("Visa", "Visa"),
    "MC": ("Mastercard", "Mastercard"),
    "AM": ("Amex, étrangère", "Amex, foreign"),
}
# As `desactivemoyenpaiement` and `protocole` know them (protocol sheet 4.2).
PARTNERS = {
    "paypal": ("PayPal", "PayPal"),
    "lyfpay": ("Lyf Pay", "Lyf Pay"),
    "1euro": ("1euro.com", "1euro.com"),
    "3xcb": ("Cofidis en 3 fois", "Cofidis in 3 parts"),
    "4xcb": ("Cofidis en 4 fois", "Cofidis in 4 parts"),
    "fivory": ("Fivory", "Fivory"),
    "sofort": ("Sofort", "Sofort"),
    "giropay": ("giropay", "giropay"),
}


def outcome(card: TestCard, language: str) -> str:
    return OUTCOMES[card.behaviour][LANGUAGES.index(language)]


def brand(card: TestCard, language: str) -> str:
    return BRANDS[card.brand][LANGUAGES.index(language)]


def partner(method: str, language: str) -> str:
    return PARTNERS[method][LANGUAGES.index(language)]
