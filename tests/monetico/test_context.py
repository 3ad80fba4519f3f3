from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from chalicelib.monetico.context import InvalidContext, checked_context, encode

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
PHONES = ("phone", "mobilePhone", "homePhone", "workPhone")


def an_address(**changes: Any) -> dict[str, Any]:
    """The smallest address that the bank takes, with changes; `...` takes a field out."""
    address = {"addressLine1": "12 rue des Lilas", "city": "Nantes", "postalCode": "44000", "country": "FR", **changes}
    return {key: value for key, value in address.items() if value is not ...}


def refusal_of(billing: dict[str, Any], shipping: dict[str, Any] | None = None) -> InvalidContext:
    with pytest.raises(InvalidContext) as refused:
        checked_context(billing, shipping or {})
    return refused.value


def decoded(value: str) -> str:
    return base64.b64decode(value, validate=True).decode("utf-8")


def test_the_smallest_address_is_taken_and_an_empty_shipping_left_out() -> None:
    assert checked_context(an_address(), {}) == {"billing": an_address()}


def test_empty_strings_and_nulls_are_left_out_of_both_addresses() -> None:
    untidy = an_address(addressLine2="", civility=None, phone="")

    assert checked_context(untidy, {**untidy, "name": ""}) == {"billing": an_address(), "shipping": an_address()}


def test_a_shipping_of_nothing_but_empty_values_is_left_out() -> None:
    assert checked_context(an_address(), {"city": "", "country": None}) == {"billing": an_address()}


def test_what_was_given_is_not_changed() -> None:
    billing = an_address(addressLine2="", phone="+33-612345678")
    before = dict(billing)

    checked_context(billing, {})

    assert billing == before


@pytest.mark.parametrize("key", ["addressLine1", "city", "postalCode", "country"])
@pytest.mark.parametrize("missing", [..., "", None])
def test_each_required_field_is_required(key: str, missing: Any) -> None:
    assert refusal_of(an_address(**{key: missing})).field == f"billing.{key}"
    assert refusal_of(an_address(), an_address(**{key: missing})).field == f"shipping.{key}"


def test_a_billing_address_is_required() -> None:
    assert refusal_of({}, an_address()).field == "billing.addressLine1"


@pytest.mark.parametrize("country", ["US", "CA"])
def test_a_state_is_required_where_states_are(country: str) -> None:
    there = an_address(country=country, stateOrProvince=f"{country}-CA")

    assert refusal_of(an_address(country=country)).field == "billing.stateOrProvince"
    assert refusal_of(an_address(), an_address(country=country)).field == "shipping.stateOrProvince"
    assert checked_context(there, there)["billing"] == there


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


@pytest.mark.parametrize("key", ["stateOrProvince", "countrySubdivision"])
def test_a_subdivision_is_one_of_iso_3166_2(key: str) -> None:
    for right in ("GB-ENG", "FR-75", "FR-6AE", "AT-9"):
        address = an_address(country=right[:2], **{key: right})
        assert checked_context(address, {})["billing"][key] == right
        assert refusal_of({**address, "country": "BE"}).field == f"billing.{key}"
    for wrong in ("CA", "US-", "us-ca", "US-CALI", "USCA", "US_CA"):
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
    for wrong in ("a@b", "a.b.fr", "a b@c.fr", "a@b@c.fr", "@b.fr", "a@", "a" + longest):
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
        "+352-12345678901234",
        "+1-123456789012345",
    ):
        assert refusal_of(an_address(**{key: wrong})).field == f"billing.{key}"


@pytest.mark.parametrize("key", ["middleName", "mobilePhone", "homePhone", "workPhone"])
def test_some_fields_are_of_the_billing_address_only(key: str) -> None:
    value = "+33-612345678" if key in PHONES else "Marie"

    assert checked_context(an_address(**{key: value}), {})["billing"][key] == value
    assert refusal_of(an_address(), an_address(**{key: value})).field == f"shipping.{key}"


@pytest.mark.parametrize("key", ["addressline1", "zip", "lines", "shoppingCart", "birthdate", "shipIndicator", ""])
def test_a_field_that_the_bank_does_not_know_is_refused(key: str) -> None:
    assert refusal_of(an_address(**{key: "x"})).field == f"billing.{key}"
    if key != "shipIndicator":
        assert refusal_of(an_address(), an_address(**{key: "x"})).field == f"shipping.{key}"


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        (
            "shipIndicator",
            [
                "digital_goods",
                "travel_and_event",
                "billing_address",
                "verified_address",
                "another_address",
                "pick-up",
                "other",
            ],
            ["pickup", "Other", 1],
        ),
        (
            "deliveryTimeframe",
            ["same_day", "overnight", "two_day", "three_day", "long", "other", "none"],
            ["two-day", "None", 2],
        ),
        ("firstUseDate", ["2026-11-23"], ["23/11/2026", "2026-11-23T09:30", "20261123", 2026]),
        ("matchBillingAddress", [True, False], ["true", 1, 0]),
    ],
)
def test_shipping_has_fields_of_its_own_with_the_banks_values(key: str, right: list[Any], wrong: list[Any]) -> None:
    for value in right:
        assert checked_context(an_address(), an_address(**{key: value}))["shipping"][key] is value
    for value in wrong:
        assert refusal_of(an_address(), an_address(**{key: value})).field == f"shipping.{key}"


def test_a_refusal_names_the_field_and_never_quotes_what_was_in_it() -> None:
    refused = refusal_of(an_address(phone="06 12 34 56 78"))

    assert str(refused) == "billing.phone: is not in the bank's form: +33-612345678"


def test_the_context_is_sent_as_compact_utf8_json_in_base64_on_one_line() -> None:
    sent = encode(checked_context(an_address(city="Évry", addressLine1="1 rue " + "é" * 40), {}))

    assert decoded(sent) == (
        '{"billing":{"addressLine1":"1 rue ' + "é" * 40 + '","city":"Évry","postalCode":"44000","country":"FR"}}'
    )
    assert sent.isascii()
    assert not set(sent) & set(" \r\n*&")


def test_nothing_empty_is_in_what_is_sent() -> None:
    sent = json.loads(decoded(encode(checked_context(an_address(addressLine2="", name=None), {"name": ""}))))

    assert sent == {"billing": an_address()}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"shipIndicator": ["other"]}, "shipping.shipIndicator"),
        ({"shipIndicator": {}}, "shipping.shipIndicator"),
        ({"firstUseDate": "2026-13-99"}, "shipping.firstUseDate"),
        ({"firstUseDate": "20261123"}, "shipping.firstUseDate"),
    ],
)
def test_a_shipping_value_of_an_impossible_kind_is_refused(changes: dict[str, Any], field: str) -> None:
    assert refusal_of(an_address(), an_address(**changes)).field == field


def test_half_a_character_is_refused() -> None:
    assert refusal_of(an_address(city="\ud800")).field == "billing.city"
