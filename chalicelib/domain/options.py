"""What a shop may ask of the bank for one payment, in the words of the trade. All of it is optional, and none of it
is part of what may not change under an order number.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Challenge(StrEnum):
    """Which authentication the shop would like (EMV 3-D Secure 2); the card's issuer decides."""

    NO_PREFERENCE = "no_preference"
    PREFERRED = "challenge_preferred"
    MANDATED = "challenge_mandated"
    NONE_REQUESTED = "no_challenge_requested"
    ALREADY_AUTHENTICATED = "no_challenge_requested_strong_authentication"
    TRUSTED_BY_CARDHOLDER = "no_challenge_requested_trusted_third_party"
    RISK_ANALYSED = "no_challenge_requested_risk_analysis"


class PartnerMethod(StrEnum):
    """A means of payment that a partner of the bank decides on."""

    ONE_EURO = "1euro"
    THREE_TIMES = "3xcb"
    FOUR_TIMES = "4xcb"
    PAYPAL = "paypal"
    LYF_PAY = "lyfpay"
    SOFORT = "sofort"
    GIROPAY = "giropay"
    FIVORY = "fivory"


class Display(StrEnum):
    """Where the shopper sees the payment page: in the whole window, or in a frame of the shop's page."""

    PAGE = "page"
    IFRAME = "iframe"


@dataclass(frozen=True, slots=True)
class Locality:
    """Where the statement says that the payment was made; `country` is three letters of ISO 3166-1."""

    city: str
    postal_code: str
    country: str


@dataclass(frozen=True, slots=True)
class PaymentOptions:
    """None or empty leaves it to the terminal's contract, which must have most of these.

    `skip_authentication` asks for a payment without 3-D Secure, for which the shop bears the risk. A card is stored
    under `card_alias` once and proposed from then on, unless `force_card_entry`.
    """

    challenge: Challenge | None = None
    skip_authentication: bool | None = None
    card_alias: str = ""
    force_card_entry: bool | None = None
    statement_label: str = ""
    statement_locality: Locality | None = None
    hidden_methods: tuple[PartnerMethod, ...] = ()
    method: PartnerMethod | None = None
    display: Display = Display.PAGE


NO_OPTIONS = PaymentOptions()
