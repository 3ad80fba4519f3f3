"""The members of the order claim that ask something of the bank's page, checked field by field."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StrictBool, StringConstraints, ValidationInfo, field_validator

from ..domain.options import Challenge, Display, Locality, PartnerMethod, PaymentOptions

MAX_LOCALITY = 32
"""Characters of `city\\zip\\CCC` (protocol sheet 4.2)."""

_CHALLENGES = (Challenge.PREFERRED, Challenge.MANDATED)


class LocalityClaim(BaseModel):
    """Where the statement says that the payment was made."""

    city: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 '-]+$")]
    postal_code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 -]+$")]
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class OptionsClaim(BaseModel):
    """What may be asked; the bank ignores or refuses what the terminal's contract does not have."""

    challenge: Challenge | None = None
    skip_authentication: StrictBool | None = None
    card_alias: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,64}$")] | None = None
    force_card_entry: StrictBool | None = None
    statement_label: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 ]{1,32}$")] | None = None
    statement_locality: LocalityClaim | None = None
    hidden_methods: Annotated[list[PartnerMethod], Field(max_length=len(PartnerMethod))] = []
    method: PartnerMethod | None = None
    display: Display = Display.PAGE

    @field_validator("skip_authentication")
    @classmethod
    def _no_challenge_is_asked(cls, value: bool | None, info: ValidationInfo) -> bool | None:
        if value and info.data.get("challenge") in _CHALLENGES:
            raise ValueError("contradicts the challenge that is asked for")
        return value

    @field_validator("force_card_entry")
    @classmethod
    def _card_is_stored(cls, value: bool | None, info: ValidationInfo) -> bool | None:
        if value is not None and info.data.get("card_alias") is None:
            raise ValueError("goes with a card_alias only")
        return value

    @field_validator("statement_label")
    @classmethod
    def _says_something(cls, value: str | None) -> str | None:
        if value is not None and value != value.strip():
            raise ValueError("neither begins nor ends with a space")
        return value

    @field_validator("statement_locality")
    @classmethod
    def _fits(cls, value: LocalityClaim | None) -> LocalityClaim | None:
        if value and len(value.city + value.postal_code + value.country) + 2 > MAX_LOCALITY:
            raise ValueError(f"has {MAX_LOCALITY - 2} characters in all, at most")
        return value

    @field_validator("method")
    @classmethod
    def _is_not_hidden(cls, value: PartnerMethod | None, info: ValidationInfo) -> PartnerMethod | None:
        if value in info.data.get("hidden_methods", ()):
            raise ValueError("is one of hidden_methods")
        return value

    def options(self) -> PaymentOptions:
        """The wishes as a value."""
        place = self.statement_locality
        return PaymentOptions(
            challenge=self.challenge,
            skip_authentication=self.skip_authentication,
            card_alias=self.card_alias or "",
            force_card_entry=self.force_card_entry,
            statement_label=self.statement_label or "",
            statement_locality=Locality(place.city, place.postal_code, place.country) if place else None,
            hidden_methods=tuple(dict.fromkeys(self.hidden_methods)),
            method=self.method,
            display=self.display,
        )
