"""The mailbox's words, in French and English, and how each writes an instant."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime

LANGUAGES = ("fr", "en")
PARIS = ZoneInfo("Europe/Paris")

_WORDS = {
    "title": ("Boîte aux lettres", "Mailbox"),
    "about": (
        "Les courriels envoyés par la caisse locale. Rien ne quitte cette machine.",
        "The mails that the local stack sent. Nothing leaves this machine.",
    ),
    "empty": ("Aucun courriel pour l’instant.", "No mail yet."),
    "hint": (
        "Payez une commande de la boutique : sa confirmation arrivera ici. Rechargez la page pour la voir.",
        "Pay an order of the shop: its confirmation arrives here. Reload the page to see it.",
    ),
    "to": ("À", "To"),
    "from": ("De", "From"),
    "subject": ("Objet", "Subject"),
    "no_subject": ("(sans objet)", "(no subject)"),
    "order": ("Commande", "Order"),
    "date": ("Reçu", "Received"),
    "back": ("Tous les courriels", "All mails"),
    "html": ("Version mise en page", "Formatted version"),
    "text": ("Version texte", "Text version"),
    "none": ("Ce courriel n’a pas cette version.", "This mail has no such version."),
    "alone": ("Ouvrir seule", "Open alone"),
    "source": ("Télécharger la source (.eml)", "Download the source (.eml)"),
    "json": ("Les mêmes en JSON", "The same as JSON"),
}


def wording(language: str) -> dict[str, str]:
    column = LANGUAGES.index(language)
    return {name: words[column] for name, words in _WORDS.items()}


def instant(at: datetime, language: str) -> str:
    """In the hour of Paris."""
    local = at.astimezone(PARIS)
    return local.strftime("%d/%m/%Y à %H:%M:%S" if language == "fr" else "%Y-%m-%d at %H:%M:%S")
