from __future__ import annotations

import base64
import json

import pytest

from bank.order_context import context_faults
from tests.bank.stage import BILLING, context

PATH = "contexte_commande"


def faults_of(document: object) -> list[str]:
    return context_faults(context(document))


def test_the_smallest_document_and_a_full_one_are_taken() -> None:
    full = {
        "billing": {
            **BILLING,
            "civility": "Mme",
            "firstName": "Éloïse",
            "email": "a@b.fr",
            "mobilePhone": "+33-612345678",
            "middleName": None,
        },
        "shipping": {**BILLING, "shipIndicator": "pick-up", "matchBillingAddress": True, "firstUseDate": "2026-01-31"},
        "shoppingCart": {"giftCardCount": 0, "shoppingCartItems": [{"unitPrice": 6273, "quantity": 1}]},
        "client": {"authenticationMethod": "guest", "authenticationTimestamp": "2026-03-10T11:00:00Z"},
    }

    assert faults_of({"billing": BILLING}) == []
    assert faults_of(full) == []


@pytest.mark.parametrize("key", ["addressLine1", "city", "postalCode", "country"])
def test_billing_lacks_nothing_that_it_needs(key: str) -> None:
    without = {name: value for name, value in BILLING.items() if name != key}

    assert faults_of({"billing": without}) == [f"{PATH}.billing.{key}: missing"]


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("city", "", "empty string"),
        ("city", "x" * 51, "longer than 50"),
        ("city", 44, "not a text"),
        ("postalCode", "12345678901", "longer than 10"),
        ("lastName", "x" * 46, "longer than 45"),
        ("email", "nobody", "not an e-mail"),
        ("civility", "M.", "letters only"),
        ("civility", "", "letters only"),
        ("country", "fr", "country code"),
        ("country", "UK", "country code"),
        ("phone", "0612345678", r"\+33-612345678"),
        ("mobilePhone", "+33 612345678", r"\+33-612345678"),
        ("workPhone", "+33-6123456789012345", "longer than 18"),
        ("stateOrProvince", "CA", "ISO 3166-2"),
        ("stateOrProvince", "US-CA", "not a subdivision of FR"),
        ("shoeSize", "42", "unknown key"),
    ],
)
def test_each_ill_formed_value_is_named(key: str, value: object, fault: str) -> None:
    faults = faults_of({"billing": {**BILLING, key: value}})

    assert len(faults) == 1
    assert faults[0].startswith(f"{PATH}.billing.{key}: ")
    assert fault.replace("\\", "") in faults[0]


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"shipping": {}}, "shipping: empty object"),
        ({"shipping": {"city": "Nantes"}}, "shipping.addressLine1: missing"),
        ({"shipping": {**BILLING, "shipIndicator": "drone"}}, "shipping.shipIndicator: not one of"),
        ({"shipping": {**BILLING, "matchBillingAddress": "yes"}}, "shipping.matchBillingAddress: neither"),
        ({"shipping": {**BILLING, "firstUseDate": "31/01/2026"}}, "shipping.firstUseDate: not a date"),
        ({"client": "me"}, "client: not an object"),
        ({"client": {"authenticationTimestamp": "yesterday"}}, "client.authenticationTimestamp: not of the form"),
        ({"shoppingCart": {"shoppingCartItems": []}}, "shoppingCart.shoppingCartItems: not a list"),
        ({"shoppingCart": {"shoppingCartItems": [{"quantity": 1}]}}, "shoppingCartItems[0].unitPrice: missing"),
        ({"shoppingCart": {"giftCardCount": True}}, "shoppingCart.giftCardCount: not a whole number"),
        ({"shoppingCart": {"giftCardCount": 100}}, "shoppingCart.giftCardCount: not a whole number"),
        ({"basket": {"a": 1}}, "contexte_commande.basket: unknown key"),
    ],
)
def test_the_other_parts_are_held_to_their_shapes_too(more: dict[str, object], fault: str) -> None:
    assert any(fault in found for found in faults_of({"billing": BILLING, **more}))


def test_the_united_states_and_canada_need_their_state() -> None:
    american = {**BILLING, "country": "US"}

    assert faults_of({"billing": american}) == [f"{PATH}.billing.stateOrProvince: missing, and US needs it"]
    assert faults_of({"billing": {**american, "stateOrProvince": "US-CA"}}) == []


@pytest.mark.parametrize(
    ("encoded", "fault"),
    [
        (context({"billing": BILLING})[:76] + "\n" + context({"billing": BILLING})[76:], "not base64 on one line"),
        (base64.urlsafe_b64encode(b'{"a":"\xc3\xbf\xc3\xbf?"}').decode(), "not base64 on one line"),
        ("e3", "not base64 on one line"),
        ("e31=", "loose bits"),
        (base64.b64encode('{"billing": "é"}'.encode("latin-1")).decode(), "not JSON in UTF-8"),
        (base64.b64encode(b'{"a": 1, "a": 2}').decode(), "a key is given twice"),
        (base64.b64encode(b'{"a": NaN}').decode(), "NaN is not JSON"),
        (base64.b64encode(b"[]").decode(), "not an object"),
        (base64.b64encode(json.dumps({}).encode()).decode(), "empty object"),
        (context({"shipping": BILLING}), "billing: missing"),
    ],
)
def test_the_envelope_is_checked_first(encoded: str, fault: str) -> None:
    assert fault in " ".join(context_faults(encoded))
