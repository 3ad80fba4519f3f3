"""The form of each field of an address, and how long it may be; what is refused is told with the right form."""

from __future__ import annotations

from typing import Any

import pytest
from babel import Locale

from chalicelib.monetico.context import COUNTRIES, checked_context
from tests.monetico.addresses import PHONES, an_address, refusal_of

LIMITS = {
    "addressLine1": 50,
    "addressLine2": 50,
    "addressLine3": 50,
    "city": 50,
    "postalCode": 10,
    "civility": 32,
    "name": 45,
    "firstName": 45,
    "lastName": 45,
    "middleName": 150,
    "address": 255,
}
NO_COUNTRIES = set("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())
"""Codes for more or less than a country, which ISO 3166-1 has only reserved, or not at all."""


@pytest.mark.parametrize(("key", "limit"), LIMITS.items())
def test_each_text_is_taken_up_to_its_limit_in_characters(key: str, limit: int) -> None:
    longest = an_address(**{key: "é" * limit})

    assert checked_context(longest, {}) == {"billing": longest}
    refused = refusal_of(an_address(**{key: "é" * (limit + 1)}))
    assert (refused.field, refused.reason) == (f"billing.{key}", f"has {limit + 1} characters, {limit} at most")


@pytest.mark.parametrize(
    "text", [" ", "\u00a0", "Nantes\n", "a\rb", "a\x00b", "a\tb", "\x7f", 7, True, ["Nantes"], {"a": 1}]
)
def test_a_text_is_one_line_of_something(text: Any) -> None:
    assert refusal_of(an_address(city=text)).field == "billing.city"


@pytest.mark.parametrize("country", ["fr", "FRA", "F", "F1", "FR ", "France"])
def test_a_country_is_two_capitals(country: str) -> None:
    assert refusal_of(an_address(country=country)).field == "billing.country"


def test_the_countries_are_those_of_iso_3166_1() -> None:
    codes = {code for code in Locale("en").territories if len(code) == 2 and code.isalpha()}

    assert codes - NO_COUNTRIES == COUNTRIES
    for code in NO_COUNTRIES:
        assert str(refusal_of(an_address(country=code))) == "billing.country: is not a country of ISO 3166-1"
    assert all(checked_context(an_address(country=code), {}) for code in COUNTRIES - {"CA", "US"})


@pytest.mark.parametrize("key", ["stateOrProvince", "countrySubdivision"])
def test_a_subdivision_is_one_of_iso_3166_2(key: str) -> None:
    for right in ("GB-ENG", "FR-75", "FR-6AE", "AT-9"):
        address = an_address(country=right[:2], **{key: right})
        assert checked_context(address, {})["billing"][key] == right
        assert refusal_of({**address, "country": "BE"}).field == f"billing.{key}"
    for wrong in ("CA", "US-", "us-ca", "US-CALI", "USCA", "US_CA", "FR-", "FR-é", "FR-7-"):
        assert refusal_of(an_address(**{key: wrong})).field == f"billing.{key}"


def test_a_civility_is_words_without_punctuation() -> None:
    for right in ("Mr", "Mme", "Maître", "Docteur en droit"):
        assert checked_context(an_address(civility=right), {})["billing"]["civility"] == right
    for wrong in ("Mr.", "M.", "Mme/M", "Mr 2", "M_e", " Mr", "Mr ", "M-me"):
        assert refusal_of(an_address(civility=wrong)).field == "billing.civility"


def test_an_email_has_one_at_sign_and_a_domain_with_a_dot() -> None:
    longest = "a" * 242 + "@exemple.org"
    for right in ("a@b.fr", "camille.martin+lampe@example.org", longest):
        assert checked_context(an_address(email=right), {})["billing"]["email"] == right
    for wrong in ("a@b", "a.b.fr", "a b@c.fr", "a@b@c.fr", "@b.fr", "a@", "a@.fr", "a@b.", "a" + longest):
        assert refusal_of(an_address(email=wrong)).field == "billing.email"


@pytest.mark.parametrize("key", PHONES)
def test_a_phone_number_is_country_code_hyphen_digits(key: str) -> None:
    for right in ("+33-612345678", "+1-2025550123", "+352-1234", "+33-12345678901234"):
        assert checked_context(an_address(**{key: right}), {})["billing"][key] == right
    for wrong in (
        "0612345678",
        "+33612345678",
        "+33-6 12 34 56 78",
        "+33-06.12",
        "0033-612345678",
        "+33-",
        "+1234-612345678",
        "+352-12345678901234",
        "+1-123456789012345",
    ):
        assert refusal_of(an_address(**{key: wrong})).field == f"billing.{key}"


def test_half_a_character_is_refused() -> None:
    assert refusal_of(an_address(city="\ud800")).field == "billing.city"


HINTS = {
    "country": ("fr", "two capitals such as FR"),
    "stateOrProvince": ("FR75", "ISO 3166-2 such as US-CA"),
    "countrySubdivision": ("FR75", "ISO 3166-2 such as FR-75"),
    "civility": ("M.", "letters only, such as Mme"),
    "email": ("a@b", "an address such as nom@exemple.fr"),
    **dict.fromkeys(PHONES, ("0612345678", "+33-612345678")),
}


@pytest.mark.parametrize("key", HINTS)
def test_a_value_of_another_form_is_refused_with_one_of_the_right_form(key: str) -> None:
    wrong, right = HINTS[key]

    assert refusal_of(an_address(**{key: wrong})).reason == f"is not in the bank's form: {right}"
