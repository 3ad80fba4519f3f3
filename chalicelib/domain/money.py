"""Amounts in minor units with their currency; text to money and back, without floats."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import InvalidValue

_WITHOUT_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
_TWO_DECIMALS = frozenset(
    """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG
    HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR
    MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK
    SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD
    XCG YER ZAR ZMW ZWG""".split()
)

_DECIMAL_TEXT = re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,2}))?")


def decimals_of(currency: str) -> int:
    """Decimals of an ISO 4217 currency, 0 or 2; raises InvalidValue for any other currency."""
    if currency in _TWO_DECIMALS:
        return 2
    if currency in _WITHOUT_DECIMALS:
        return 0
    raise InvalidValue(f"currency {currency[:8]!r} is not supported: ISO 4217 codes with at most two decimals are")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (euro cents) of an ISO 4217 currency."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read `62.73`, `62.7` or `62`; raises InvalidValue where the currency cannot hold the decimals."""
        match = _DECIMAL_TEXT.fullmatch(text)
        if match is None:
            raise InvalidValue(f"amount {text[:24]!r} is not a decimal such as 62.73")
        decimals = decimals_of(currency)
        units, fraction = match[1], (match[2] or "").ljust(2, "0")
        if fraction[decimals:].strip("0"):
            raise InvalidValue(f"amount {text!r} has more decimals than {currency} has")
        return cls(int(units + fraction[:decimals]), currency)

    def __str__(self) -> str:
        """The decimal text without currency, always with the currency's decimals: `62.70`."""
        decimals = decimals_of(self.currency)
        if not decimals:
            return str(self.minor)
        sign = "-" if self.minor < 0 else ""
        units, fraction = divmod(abs(self.minor), 10**decimals)
        return f"{sign}{units}.{fraction:0{decimals}}"
