"""Who orders and where it goes: the checkout form, its limits (protocol sheet 4.4) and its messages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTRIES = {"FR": "France", "BE": "Belgique", "LU": "Luxembourg", "MC": "Monaco"}
EMAIL = r"[^@\s*]+@[^@\s*]+\.[^@\s.*]+"  # the bank's form allows no asterisk in it
POSTAL_DIGITS = {"FR": 5, "MC": 5, "BE": 4, "LU": 4}


@dataclass(frozen=True)
class Customer:
    first_name: str
    last_name: str
    email: str
    address: str
    postal_code: str
    city: str
    country: str

    @property
    def country_name(self) -> str:
        return COUNTRIES[self.country]


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    missing: str
    longest: int
    autocomplete: str
    kind: str = "text"
    hint: str = ""
    example: str = ""


FIELDS = (
    Field("first_name", "Prénom", "Indiquez votre prénom.", 45, "given-name", example="Camille"),
    Field("last_name", "Nom", "Indiquez votre nom.", 45, "family-name", example="Moreau"),
    Field(
        "email",
        "Adresse e-mail",
        "Indiquez votre adresse e-mail.",
        254,
        "email",
        kind="email",
        hint="Elle sert à vous envoyer la confirmation de commande, et à rien d’autre.",
        example="camille.moreau@exemple.fr",
    ),
    Field(
        "address",
        "Adresse",
        "Indiquez le numéro et la rue.",
        50,
        "street-address",
        hint="Numéro et rue, 50 caractères au plus.",
        example="14 rue des Lanternes",
    ),
    Field("postal_code", "Code postal", "Indiquez le code postal.", 10, "postal-code", example="44000"),
    Field("city", "Ville", "Indiquez la ville.", 50, "address-level2", example="Nantes"),
)
EXAMPLE = {field.name: field.example for field in FIELDS} | {"country": "FR"}


class CustomerError(Exception):
    """The form needs corrections; `errors` has a French sentence for each field at fault."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def tidied(form: Mapping[str, str]) -> dict[str, str]:
    """The known fields, with runs of white space (no-break ones too) made single spaces."""
    return {name: " ".join(form.get(name, "").split()) for name in EXAMPLE}


def customer_from(entries: Mapping[str, str]) -> Customer:
    """Check tidied entries. Raises CustomerError."""
    errors = {field.name: fault for field in FIELDS if (fault := _fault(field, entries[field.name]))}
    digits = POSTAL_DIGITS.get(entries["country"])
    if digits is None:
        errors["country"] = "Choisissez un pays de la liste."
    elif "postal_code" not in errors and not re.fullmatch(f"[0-9]{{{digits}}}", entries["postal_code"]):
        where = COUNTRIES[entries["country"]]
        errors["postal_code"] = f"Le code postal compte {digits} chiffres ({where})."
    if errors:
        raise CustomerError(errors)
    return Customer(**entries)


def _fault(field: Field, entry: str) -> str:
    if not entry:
        return field.missing
    if len(entry) > field.longest:
        return f"{field.label} : {field.longest} caractères au plus."
    if not entry.isprintable():
        return f"{field.label} : retirez les caractères spéciaux."
    if field.kind == "email" and not re.fullmatch(EMAIL, entry):
        return "Cette adresse e-mail semble incomplète. Exemple : nom@exemple.fr."
    return ""
