"""The order context: who pays and where it goes, as compact base64 JSON without empty values (sheet 4.4).

The page fails on empty strings, on ill-formed phone numbers and on punctuation in a civility, so they are
refused here, with the name of the field, before a shopper could meet that page.
"""

from __future__ import annotations

import base64
import json
import re
from datetime import date
from typing import Any

COUNTRIES = frozenset(
    """AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO
    JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR
    MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO
    RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV
    TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW""".split()
)
_LIMITS = {
    "addressLine1": 50, "addressLine2": 50, "addressLine3": 50, "city": 50, "postalCode": 10, "country": 2,
    "stateOrProvince": 6, "countrySubdivision": 6, "civility": 32, "name": 45, "firstName": 45, "lastName": 45,
    "middleName": 150, "address": 255, "email": 254, "phone": 18, "mobilePhone": 18, "homePhone": 18,
    "workPhone": 18,
}  # fmt: skip
_BILLING_ONLY = {"middleName", "mobilePhone", "homePhone", "workPhone"}
_REQUIRED = ("addressLine1", "city", "postalCode", "country")
_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_PHONE = re.compile(r"\+[0-9]{1,3}-[0-9]{4,14}")
_PATTERNS = {
    "country": re.compile(r"[A-Z]{2}"),
    "stateOrProvince": _SUBDIVISION,
    "countrySubdivision": _SUBDIVISION,
    "civility": re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*"),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "phone": _PHONE,
    "mobilePhone": _PHONE,
    "homePhone": _PHONE,
    "workPhone": _PHONE,
}
_SHIPPING = {
    "shipIndicator": {"digital_goods", "travel_and_event", "billing_address", "verified_address",
                      "another_address", "pick-up", "other"},
    "deliveryTimeframe": {"same_day", "overnight", "two_day", "three_day", "long", "other", "none"},
}  # fmt: skip
_UNSENDABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
"""Control characters, and halves of characters, which have no UTF-8."""


class InvalidContext(ValueError):
    """The bank would not accept this context. `field` is its path, such as `billing.phone`."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def checked_context(billing: dict[str, Any], shipping: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The context to send, without empty values; raises InvalidContext at the first field the bank refuses."""
    context = {"billing": _address("billing", billing), "shipping": _address("shipping", shipping)}
    return {name: block for name, block in context.items() if block}


def encode(context: dict[str, Any]) -> str:
    """The value of `contexte_commande`: compact UTF-8 JSON in base64, on one line."""
    return base64.b64encode(json.dumps(context, ensure_ascii=False, separators=(",", ":")).encode()).decode()


def _address(block: str, given: dict[str, Any]) -> dict[str, Any]:
    address = {key: value for key, value in given.items() if value not in ("", None)}
    for key, value in address.items():
        _check(f"{block}.{key}", block, key, value)
    if block == "billing" or address:
        for key in _REQUIRED:
            if key not in address:
                raise InvalidContext(f"{block}.{key}", "is required")
        _check_country(block, address)
    return address


def _check_country(block: str, address: dict[str, Any]) -> None:
    country = address["country"]
    if country not in COUNTRIES:
        raise InvalidContext(f"{block}.country", "is not a country of ISO 3166-1")
    if country in ("CA", "US") and "stateOrProvince" not in address:
        raise InvalidContext(f"{block}.stateOrProvince", "is required in this country")
    for key in ("stateOrProvince", "countrySubdivision"):
        if key in address and not address[key].startswith(f"{country}-"):
            raise InvalidContext(f"{block}.{key}", "is of another country")


def _check(path: str, block: str, key: str, value: Any) -> None:
    if block == "shipping" and key in ("matchBillingAddress", "firstUseDate", *_SHIPPING):
        return _check_shipping(path, key, value)
    if key not in _LIMITS or (block == "shipping" and key in _BILLING_ONLY):
        raise InvalidContext(path, "is not a field of the bank's order context")
    if not isinstance(value, str) or not value.strip() or _UNSENDABLE.search(value):
        raise InvalidContext(path, "must be text without line breaks")
    if len(value) > _LIMITS[key]:
        raise InvalidContext(path, f"has {len(value)} characters, {_LIMITS[key]} at most")
    pattern = _PATTERNS.get(key)
    if pattern and not pattern.fullmatch(value):
        raise InvalidContext(path, f"is not in the bank's form{_HINTS.get(key, '')}")
    return None


def _check_shipping(path: str, key: str, value: Any) -> None:
    if key == "matchBillingAddress":
        fits = isinstance(value, bool)
    elif key == "firstUseDate":
        fits = isinstance(value, str) and _is_date(value)
    else:
        fits = isinstance(value, str) and value in _SHIPPING[key]
    if not fits:
        raise InvalidContext(path, "is not one of the bank's values")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_HINTS = {
    "country": ": two capitals such as FR",
    "stateOrProvince": ": ISO 3166-2 such as US-CA",
    "countrySubdivision": ": ISO 3166-2 such as FR-75",
    "civility": ": letters only, such as Mme",
    "email": ": an address such as nom@exemple.fr",
    **dict.fromkeys(("phone", "mobilePhone", "homePhone", "workPhone"), ": +33-612345678"),
}
