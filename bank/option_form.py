"""The fields of what a terminal must have bought: express payment, partners, the iframe (protocol sheet 4.2, 4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bank.partners import METHODS
from bank.settings import Option

if TYPE_CHECKING:
    from collections.abc import Mapping

# Each field's pattern, and what a value that does not fit it is told.
OPTION_FIELDS: Mapping[Option, Mapping[str, tuple[str, str]]] = {
    Option.ALIAS: {
        "aliascb": ("[a-zA-Z0-9]{1,64}", "not 1 to 64 letters and digits"),
        "forcesaisiecb": ("[01]", "neither 0 nor 1"),
    },
    Option.PARTNERS: {"protocole": ("|".join(METHODS), f"not one of {', '.join(METHODS)}")},
    Option.IFRAME: {"mode_affichage": ("iframe", "not iframe")},
}


def option_faults(fields: Mapping[str, str]) -> list[str]:
    """What one field of an option asks of the others."""
    if fields.get("mode_affichage") and not fields.get("mail"):
        return ["mail: missing or empty, and an iframe needs it"]
    return []
