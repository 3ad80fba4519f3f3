"""Who sells: the identity that a French shop's mails must carry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seller:
    """Texts as they are printed; empty ones are left out."""

    name: str
    address: str = ""
    email: str = ""
    phone: str = ""
    siren: str = ""
    rcs: str = ""
    capital: str = ""
    vat_number: str = ""
    website: str = ""
    terms_url: str = ""
    withdrawal_url: str = ""
    mediator: str = ""
