"""Atelier Lumen, the merchant of the local stack: invented, complete, and plainly no real company.

Its SIREN is all zeros and its telephone number is one that Arcep reserves for fiction.
"""

from __future__ import annotations

import hmac

TPE = "0000001"
MODES = {
    "immediate": TPE,
    "deferred": "0000002",
    "partial": "0000003",
    "split": "0000004",
    "recurring": "0000005",
}
# What each terminal's contract with the bank has besides cards: express payment, partners' methods, the iframe.
OPTIONS = ["alias", "partners", "iframe"]
COMPANY = "atelierlumen"
NAME = "Atelier Lumen"
MAIL_FROM = "Atelier Lumen <commandes@atelier-lumen.example>"


def seller(website: str) -> dict[str, str]:
    return {
        "name": NAME,
        "address": "12 rue de l’Exemple, 69001 Lyon, France",
        "email": "bonjour@atelier-lumen.example",
        "phone": "04 65 71 00 00",
        "siren": "000 000 000",
        "rcs": "Lyon 000 000 000",
        "capital": "10 000 € (SARL)",
        "vat_number": "FR00 000 000 000",
        "mediator": "Médiation de l’Exemple, 1 place de l’Exemple, 75001 Paris, https://mediation.example",
        "website": website,
        "terms_url": f"{website}/mentions-legales",
    }


def terminals(key: str) -> dict[str, dict[str, str]]:
    """A terminal of each mode; the first one has the key itself, the others have keys derived from it."""
    return {
        mode: {"tpe": tpe, "key": key if tpe == TPE else _derived(key, tpe), "company": COMPANY, "platform": "test"}
        for mode, tpe in MODES.items()
    }


def _derived(key: str, tpe: str) -> str:
    return hmac.digest(bytes.fromhex(key), tpe.encode(), "sha1").hex()
