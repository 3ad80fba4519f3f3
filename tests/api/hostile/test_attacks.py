"""Attacks that were thought of, each against the running API or the seal itself."""

from __future__ import annotations

import base64
import json
from itertools import pairwise

import pytest

from chalicelib.domain.vocabulary import Mode, Platform, Status
from chalicelib.monetico.services import Payment, capture_body, refund_body
from chalicelib.payments.record_notification import record_notification
from chalicelib.payments.terminals import BadSeal
from tests.counter import accepted
from tests.fakes import MemoryOrders
from tests.hostile.reference import fields_of
from tests.hostile.slices import USUAL, sealed
from tests.makers import KEY, NOW, OTHER_KEY, a_customer, a_terminal, an_order, euros, terminals

USUAL_PAIRS = fields_of(sealed(USUAL, KEY))
"""A sealed acceptance, with its MAC."""


def check(fields, *given):
    return terminals(*given).check(tuple(fields.items()))


@pytest.mark.parametrize(
    "mac",
    [b"", b"0" * 40, b"0" * 64, USUAL_PAIRS[b"MAC"][:-1], USUAL_PAIRS[b"MAC"] + b"0", b" " + USUAL_PAIRS[b"MAC"],
     USUAL_PAIRS[b"MAC"] + b"\n", bytes.fromhex(USUAL_PAIRS[b"MAC"].decode()), b"\xff" * 40],
)  # fmt: skip
def test_a_seal_of_another_form_is_none(mac):
    with pytest.raises(BadSeal):
        check({**USUAL_PAIRS, b"MAC": mac})


@pytest.mark.parametrize("name", [b"Montant", b"montant ", b"montant\0", b"code_retour", b"mac", b"TPE2"])
def test_a_field_beside_the_sealed_ones_under_nearly_their_name_breaks_the_seal(name):
    with pytest.raises(BadSeal):
        check({**USUAL_PAIRS, name: b"1.00EUR"})


def test_a_key_seals_for_its_own_terminal_only():
    two = a_terminal(), a_terminal(tpe="7654321", mode=Mode.DEFERRED, keys=(OTHER_KEY,))

    assert check(USUAL_PAIRS, *two).platforms == {Platform.TEST}
    with pytest.raises(BadSeal):
        check(fields_of(sealed(USUAL, OTHER_KEY)), *two)
    with pytest.raises(BadSeal):
        check(fields_of(sealed({**USUAL, b"TPE": b"7654321"}, KEY)), *two)


def test_what_we_seal_ourselves_for_the_banks_services_is_no_notification(api):
    payment = Payment("1234567", "monSite1", "CMD482101", "FR", euros("62.73"), NOW.date())
    asked = capture_body(payment, NOW, KEY, take=euros("62.73"), taken=euros("0.00"), left=euros("0.00"))
    back = refund_body(payment, NOW, KEY, back=euros("1.00"), possible=euros("62.73"), capture=None)

    for body in (asked, back):
        orders = MemoryOrders()
        with pytest.raises(Exception, match="code-retour"):
            record_notification(
                tuple(fields_of(body).items()),
                terminals=terminals(),
                orders=orders,
                now=NOW,
                keep_masked_number=False,
            )
        assert not orders.requests


def reread(fields):
    """Every other message that the seal of this one fits: two neighbours of the sealed text read as one field."""
    mac, text = fields[b"MAC"], sorted((name, value) for name, value in fields.items() if name != b"MAC")
    for (name, value), (swallowed, rest) in pairwise(text):
        others = {n: v for n, v in fields.items() if n not in (name, swallowed)}
        yield {**others, name: value + b"*" + swallowed + b"=" + rest, b"MAC": mac}


@pytest.mark.parametrize("code", ["annulation", "attente_partenaire", "payetest"])
def test_a_seal_that_fits_two_messages_never_makes_a_payment_of_the_second(code):
    # The sealed text does not say where a value ends: its borders can be moved without the key.
    messages = list(reread(fields_of(sealed({**USUAL, b"code-retour": code.encode()}, KEY))))
    paid = 0
    for fields in messages:
        orders = MemoryOrders()
        orders.create(an_order(), a_customer())
        try:
            record_notification(
                tuple(fields.items()), terminals=terminals(), orders=orders, now=NOW, keep_masked_number=False
            )
        except (BadSeal, ValueError):
            continue
        order = orders.stored["CMD4821"]
        paid += order.status is Status.PAID
        assert order.captured in (0, 6273)
    assert len(messages) > 10
    assert paid == 0 or code == "payetest"


@pytest.mark.parametrize(
    "head",
    [
        {"jwk": {"kty": "oct", "k": base64.urlsafe_b64encode(b"x" * 32).decode()}},
        {"jku": "http://127.0.0.1:1/keys"},
        {"x5u": "http://127.0.0.1:1/cert"},
        {"kid": "../../dev/null"},
        {"kid": ""},
        {"alg": "none"},
        {"alg": "hs256"},
        {"alg": "HS256 "},
        {"kid": ["shop-1"]},
    ],
    ids=json.dumps,
)
def test_a_token_brings_neither_its_key_nor_its_algorithm(api, head):
    token = api.token(key=b"x" * 32, header=head, sub="x", scope="payments:read")

    assert api.call("GET", "/cases", Authorization=f"Bearer {token}").status == 401


def test_a_view_token_and_an_order_token_are_no_service_tokens(api):
    started = api.new_order()
    for token, status in ((started["view_token"], 401), (api.order_token(started["order"]), 403)):
        for method, path in (
            ("GET", "/cases"),
            ("GET", "/payments"),
            ("POST", f"/payments/{started['order']}/refunds"),
        ):
            answer = api.call(method, path, Authorization=f"Bearer {token}", Idempotency_Key="k")
            assert answer.status == status


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "//evil.example", "https:evil.example", "https:///evil", "data:text/html,x", "https://",
     "https://a.example/\r\nSet-Cookie: a=b", "https://a.example/\0", "https://a.example/\u017f",
     "https://\u212a.example/",
     "https://é.example", "https://[", "https://a.example/\\evil", " https://a.example", "https://a.example/\ud800"],
)  # fmt: skip
def test_an_address_to_return_to_is_one_that_a_header_can_hold(api, address):
    answer = api.start("ADDRESS1", {"return_url": address})

    assert (answer.status, answer.problem) == (422, "order-not-valid")


def test_a_claim_with_half_a_character_in_a_name_is_refused_in_words_that_can_be_sent(api):
    answer = api.start("HALF1", {"billing": {"\ud800": "x"}})

    assert (answer.status, answer.problem) == (422, "order-not-valid")


def test_half_a_character_in_what_the_bank_seals_does_not_lose_the_payment(api):
    started = api.new_order()
    verdict = base64.b64encode(b'{"status": "\\ud800", "version": "2.2.0"}').decode()

    assert b"cdr=0" in api.notify(accepted(started, authentification=verdict)).body

    order = api.read(started["order"])
    assert (order["status"], order["entries"][0]["authentication"]["status"]) == ("paid", "?")


@pytest.mark.parametrize(
    "key",
    [
        {"pk": {"S": 5}},
        {"pk": {"S": ""}},
        {"pk": {"S": "x" * 3000}},
        {"pk": {"S": "\ud800"}},
        {"pk": {"S": {"S": "x"}}},
        {"case_at": {"N": "1"}},
        {"more": {"S": "x"}},
    ],
    ids=str,
)
def test_a_cursor_that_was_changed_never_reaches_the_store(api, key):
    ours = {"pk": {"S": "order#A1"}, "case_state": {"S": "open"}, "case_at": {"S": "2026-11-23T00:00:00.000000Z"}}
    cursor = base64.urlsafe_b64encode(json.dumps(["open", {**ours, **key}]).encode()).decode()

    assert api.call("GET", f"/cases?cursor={cursor}", **api.service()).problem == "cursor-not-valid"


@pytest.mark.parametrize("case", ["_" + "x" * 3000, "_%00", "_é", "_a.b"])
def test_a_case_that_no_key_could_hold_is_unknown(api, case):
    answer = api.call("POST", f"/cases/{case.replace('é', '%C3%A9')}/resolution", {}, **api.service("cases:resolve"))

    assert (answer.status, answer.problem) == (404, "case-unknown")


@pytest.mark.parametrize(
    "origin",
    ["null", "https://shop.example.org.evil.example", "https://SHOP.example.org", "http://shop.example.org", "*",
     "https://shop.example.org, https://evil.example", "https://shop.example.org/"],
)  # fmt: skip
def test_an_origin_that_only_looks_like_the_shops_is_given_nothing(api, origin):
    for method in ("GET", "OPTIONS"):
        assert "access-control-allow-origin" not in api.call(method, "/payments", Origin=origin).headers
