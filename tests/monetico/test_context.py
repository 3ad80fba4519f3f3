"""The order context as a whole: what has to be in it, what may be, and the bytes that are sent."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from chalicelib.monetico.context import checked_context, encode
from tests.monetico.addresses import PHONES, an_address, refusal_of


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


@pytest.mark.parametrize("key", ["middleName", "mobilePhone", "homePhone", "workPhone"])
def test_some_fields_are_of_the_billing_address_only(key: str) -> None:
    value = "+33-612345678" if key in PHONES else "Marie"

    assert checked_context(an_address(**{key: value}), {})["billing"][key] == value
    assert refusal_of(an_address(), an_address(**{key: value})).field == f"shipping.{key}"


@pytest.mark.parametrize("key", ["addressline1", "zip", "lines", "shoppingCart", "birthdate", "shipIndicator", ""])
def test_a_field_that_the_bank_does_not_know_is_refused(key: str) -> None:
    assert refusal_of(an_address(**{key: "x"})).field == f"billing.{key}"
    assert refusal_of(an_address(**{key: "other"})).field == f"billing.{key}"
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
