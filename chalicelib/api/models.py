"""What comes in as JSON: the order claim of a token, checked field by field."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from ..domain.customer import Customer, Line, is_email
from ..domain.errors import InvalidValue
from ..domain.money import Money
from ..domain.splitting import USUAL_COUNT, checked_parts, equal_parts
from ..domain.vocabulary import Mode
from ..monetico.codes import PAGE_LANGUAGES
from .option_claims import OptionsClaim
from .problems import Problem

_ADDRESS = re.compile(r"https?://[!#-;=?-\[\]_a-z~]+", re.IGNORECASE | re.ASCII)
"""What an address in a header may hold: visible ASCII without what RFC 3986 leaves out.

Without the second flag the first one takes the long s and the Kelvin sign for letters of ours.
"""

Amount = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$")]
SignedAmount = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,10}(\.[0-9]{1,2})?$")]
Rate = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}([.,][0-9]{1,2})?$")]


class LineClaim(BaseModel):
    """One line of what was bought, for the confirmation mail."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    label: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    quantity: Annotated[int, Field(ge=1, le=100_000)] = 1
    unit_amount: SignedAmount
    vat_rate: Rate | None = None


class OrderClaim(OptionsClaim):
    """The claim `order` of an order token. Unknown members are ignored, so that shops can be ahead of us."""

    amount: Amount
    currency: str
    email: Annotated[str, StringConstraints(max_length=254)]
    language: str = "FR"
    mode: Mode = Mode.IMMEDIATE
    instalments: int | list[str] | None = None
    billing: dict[str, Any]
    shipping: dict[str, Any] | None = None
    return_url: Annotated[str, StringConstraints(max_length=2048)] | None = None
    lines: list[LineClaim] = Field(default=[], max_length=200)

    @field_validator("instalments", mode="plain")
    @classmethod
    def _count_or_amounts(cls, value: Any) -> int | list[str] | None:
        amounts = isinstance(value, list) and all(isinstance(part, str) for part in value)
        if value is None or type(value) is int or amounts:
            return value  # type: ignore[no-any-return]
        raise ValueError('is a number, or a list of amounts such as "20.91"')

    @field_validator("language")
    @classmethod
    def _page_language(cls, value: str) -> str:
        if value.upper() not in PAGE_LANGUAGES:
            raise ValueError(f"is one of {', '.join(PAGE_LANGUAGES)}")
        return value.upper()

    @field_validator("email")
    @classmethod
    def _email(cls, value: str) -> str:
        if not is_email(value):
            raise ValueError("is not an e-mail address")
        return value

    @field_validator("return_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and not _is_web_address(value):
            raise ValueError("is not a web address in ASCII")
        return value

    def money(self) -> Money:
        """The amount, above zero; raises a Problem."""
        try:
            money = Money.parse(self.amount, self.currency)
        except InvalidValue as fault:
            raise order_not_valid("amount", str(fault)) from None
        if not money.minor:
            raise order_not_valid("amount", "must be above zero")
        return money

    def parts(self) -> tuple[int, ...]:
        """The instalments of a split payment in minor units, none of any other; raises a Problem."""
        given = self.instalments
        if self.mode is not Mode.SPLIT:
            if given is not None:
                raise order_not_valid("instalments", "go with the mode split only")
            return ()
        try:
            if isinstance(given, list):
                return checked_parts(self.money(), tuple(Money.parse(part, self.currency).minor for part in given))
            return equal_parts(self.money(), USUAL_COUNT if given is None else given)
        except InvalidValue as fault:
            raise order_not_valid("instalments", str(fault)) from None

    def customer(self) -> Customer:
        """The personal part; raises a Problem."""
        return Customer(
            email=self.email,
            language=self.language,
            billing=self.billing,
            shipping=self.shipping or {},
            return_url=self.return_url or "",
            lines=tuple(self._line(line) for line in self.lines),
        )

    def _line(self, line: LineClaim) -> Line:
        try:
            amount = Money.parse(line.unit_amount.removeprefix("-"), self.currency)
        except InvalidValue as fault:
            raise order_not_valid("lines", str(fault)) from None
        minor = -amount.minor if line.unit_amount.startswith("-") else amount.minor
        rate = (line.vat_rate or "").replace(",", ".")
        return Line(line.label, line.quantity, Money(minor, self.currency), rate)


def _is_web_address(text: str) -> bool:
    try:
        return _ADDRESS.fullmatch(text) is not None and bool(urlsplit(text).hostname)
    except ValueError:
        return False


def order_claim(claim: Any) -> OrderClaim:
    """The claim checked; raises a Problem that names every field at fault."""
    try:
        return OrderClaim.model_validate(claim)
    except ValidationError as error:
        faults = tuple(
            {"field": ".".join(map(str, fault["loc"])) or "order", "reason": fault["msg"]}
            for fault in error.errors(include_url=False, include_input=False, include_context=False)
        )
        raise Problem("order-not-valid", "see errors", faults) from None


def order_not_valid(field: str, reason: str) -> Problem:
    """The problem with one field of the order."""
    return Problem("order-not-valid", f"{field}: {reason}", ({"field": field, "reason": reason},))
