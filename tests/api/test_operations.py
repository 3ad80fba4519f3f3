"""Captures, refunds and cancellations asked for over HTTP: what is taken, what is refused, the same answer again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from chalicelib.domain.decisions import decide
from chalicelib.domain.money import Money
from chalicelib.domain.reports import BankNotified, OperationAnswered, OperationAsked
from chalicelib.domain.vocabulary import Mode
from chalicelib.payments.reporting import report
from chalicelib.runtime.api import runtime
from tests.makers import a_customer, an_entry, an_order

SHOP = "https://shop.example.org"
SCOPES = {"captures": "payments:capture", "refunds": "payments:refund", "cancellation": "payments:cancel"}
KINDS = {"captures": "capture", "refunds": "refund", "cancellation": "cancellation"}
MODES = {"captures": Mode.PARTIAL, "refunds": Mode.IMMEDIATE, "cancellation": Mode.PARTIAL}
EVERY = pytest.mark.parametrize("path", KINDS)
_numbers = (f"OP{n}" for n in count())


def stored(mode=Mode.IMMEDIATE, paid=True, amount="100.00", currency="EUR"):
    """The number of an order in the record, paid or not."""
    order = an_order(number=next(_numbers), mode=mode, amount=Money.parse(amount, currency))
    order = replace(order, created_at=datetime.now(UTC))
    runtime().orders.create(order, a_customer())
    if paid:
        report(runtime().orders, order, BankNotified(an_entry(order)))
    return order.number


def ask(api, path, number, body=None, *, key="key", scope=None, **headers):
    named = {"Idempotency-Key": key} if key is not None else {}
    token = api.service(scope or SCOPES[path])
    return api.call("POST", f"/payments/{number}/{path}", body, **{**token, **named, **headers})


def done(number):
    """The bank has done the order's last operation."""
    orders, now = runtime().orders, datetime.now(UTC) + timedelta(minutes=1)
    order = orders.order(number)
    last = max(order.operations)
    order = report(orders, order, OperationAsked(last, "worker", now, timedelta(minutes=1)))
    return report(orders, order, OperationAnswered(last, True, now, now, "0", "recredit accepte", "A1"))


@EVERY
def test_what_is_asked_for_is_answered_with_the_operation(api, path):
    number = stored(MODES[path])

    answer = ask(api, path, number, {"reason": "broken"})

    assert answer.status == 202
    assert answer.headers["cache-control"] == "no-store"
    assert {name: value for name, value in answer.json.items() if name != "requested_at"} == {
        "id": f"{number}.1",
        "order": number,
        "kind": KINDS[path],
        "amount": "100.00",
        "currency": "EUR",
        "status": "requested",
        "reason": "broken",
    }
    assert api.read(number)["operations"] == [answer.json]
    assert datetime.fromisoformat(answer.json["requested_at"]).tzinfo is not None


@pytest.mark.parametrize("path", ["captures", "refunds"])
def test_an_amount_is_reserved_and_more_than_is_left_is_a_conflict(api, path):
    number = stored(MODES[path])

    assert ask(api, path, number, {"amount": "60.00"}).json["amount"] == "60.00"
    refused = ask(api, path, number, {"amount": "40.01"}, key="second")
    assert (refused.status, refused.problem) == (409, "not-enough-left")
    assert ask(api, path, number, {"amount": "40"}, key="third").json["amount"] == "40.00"
    assert len(api.read(number)["operations"]) == 2


@pytest.mark.parametrize(
    ("path", "mode", "paid"),
    [
        ("captures", Mode.IMMEDIATE, True),
        ("captures", Mode.PARTIAL, False),
        ("cancellation", Mode.IMMEDIATE, True),
        ("cancellation", Mode.DEFERRED, False),
        ("refunds", Mode.IMMEDIATE, False),
        ("refunds", Mode.PARTIAL, True),
    ],
)
def test_what_the_order_does_not_allow_is_a_conflict_and_changes_nothing(api, path, mode, paid):
    number = stored(mode, paid)
    before = api.read(number)

    answer = ask(api, path, number)

    assert (answer.status, answer.problem) == (409, "not-possible-now")
    assert api.read(number) == before


@EVERY
@pytest.mark.parametrize("scope", ["payments:read", "pay", "", "payments:capture2", "cases:resolve payments:read"])
def test_the_scope_must_be_the_one_of_the_operation(api, path, scope):
    number = stored(MODES[path])
    others = " ".join(named for other, named in SCOPES.items() if other != path)

    for given in (scope or "none", others):
        answer = ask(api, path, number, scope=given)
        assert (answer.status, answer.problem) == (403, "missing-scope")
    assert api.read(number)["operations"] == []


@EVERY
def test_without_a_token_nothing_is_told(api, path):
    for headers in ({}, {"Authorization": "Bearer x.y.z"}):
        answer = api.call("POST", f"/payments/{stored()}/{path}", {}, **headers, **{"Idempotency-Key": "k"})
        assert answer.status == 401


@EVERY
def test_an_order_token_asks_for_nothing(api, path):
    number = stored(MODES[path])
    token = {"Authorization": f"Bearer {api.order_token(number)}", "Idempotency-Key": "k"}

    assert api.call("POST", f"/payments/{number}/{path}", {}, **token).problem == "missing-scope"


@EVERY
@pytest.mark.parametrize("key", [None, "", " ", "two words", "k" * 256, "cl\xe9", "tab\tkey"])
def test_an_operation_needs_a_key_of_visible_characters(api, path, key):
    answer = ask(api, path, stored(MODES[path]), key=key)

    assert (answer.status, answer.problem) == (400, "idempotency-key-missing")


def test_a_key_may_be_long_and_odd(api):
    assert ask(api, "refunds", stored(), key='"!~' + "k" * 252).status == 202


@EVERY
def test_the_same_key_and_body_is_the_same_answer_byte_for_byte_even_once_it_is_done(api, path):
    number = stored(MODES[path])
    first = ask(api, path, number, {"reason": "abîmé"})

    assert ask(api, path, number, {"reason": "abîmé"}).body == first.body
    assert done(number).operations[1].status == "done"
    again = ask(api, path, number, {"reason": "abîmé"})
    assert (again.status, again.body) == (202, first.body)
    [operation] = api.read(number)["operations"]
    assert (operation["status"], operation["answer"]["label"]) == ("done", "recredit accepte")


def test_the_order_and_spacing_of_the_body_s_members_is_no_other_request(api):
    number = stored()
    first = ask(api, "refunds", number, b'{"amount": "1.00", "reason": "x"}')

    assert ask(api, "refunds", number, b'{"reason":"x","amount":"1.00"}').body == first.body


@pytest.mark.parametrize("body", [{"amount": "2.00"}, {"amount": "1.00", "reason": "y"}, {}, {"amount": "1.0"}])
def test_a_key_with_another_body_is_refused(api, body):
    number = stored()
    ask(api, "refunds", number, {"amount": "1.00"})

    answer = ask(api, "refunds", number, body)
    assert (answer.status, answer.problem) == (422, "idempotency-key-reused")


def test_a_key_for_another_kind_of_operation_is_refused_and_for_another_order_is_another_key(api):
    number, other = stored(Mode.PARTIAL), stored(Mode.PARTIAL)
    ask(api, "captures", number)

    assert ask(api, "cancellation", number).problem == "idempotency-key-reused"
    assert ask(api, "cancellation", other).status == 202


@pytest.mark.parametrize("path", ["captures", "refunds"])
@pytest.mark.parametrize(
    "amount",
    [
        *(
            "0",
            "0.00",
            "-1.00",
            "+1",
            "1,00",
            "1.005",
            "",
            " 1",
            "1 ",
            "1e2",
            "12345678901",
            "1.",
            ".5",
            "\u0661",
            "1\n",
        ),
        *(1, 1.5, True, [], {}, ["1.00"]),
    ],
)
def test_amounts_that_are_none_are_not_valid(api, path, amount):
    answer = ask(api, path, stored(MODES[path]), {"amount": amount})

    assert (answer.status, answer.problem) == (422, "amount-not-valid")


def test_an_amount_has_no_more_decimals_than_its_currency(api):
    number = stored(amount="5000", currency="JPY")

    assert ask(api, "refunds", number, {"amount": "10.50"}).problem == "amount-not-valid"
    assert ask(api, "refunds", number, {"amount": "10.00"}).json["amount"] == "10"


@pytest.mark.parametrize("reason", ["x" * 201, 5, [], {}])
def test_a_reason_is_a_short_text(api, reason):
    assert ask(api, "refunds", stored(), {"reason": reason}).problem == "reason-not-valid"
    assert ask(api, "refunds", stored(), {"reason": "é" * 200}).status == 202


@pytest.mark.parametrize("body", [b"[]", b"x", b'"a"', b"{", b"\xff", b'{"reason": "\\ud800"}', b"[" * 100_000])
def test_a_body_that_is_no_object_or_no_text_is_malformed(api, body):
    answer = ask(api, "refunds", stored(), body)

    assert (answer.status, answer.problem) == (400, "malformed-request")


@EVERY
@pytest.mark.parametrize("number", ["NONE1", "N" * 49, "A_B", "N" * 3000, "%20"])
def test_an_unknown_order_is_told_as_such(api, path, number):
    answer = ask(api, path, number)

    assert (answer.status, answer.problem) == (404, "order-unknown")


@EVERY
def test_browsers_of_the_shop_and_no_others_may_ask(api, path):
    for origin, allowed in ((SHOP, SHOP), ("https://evil.example.org", None)):
        answer = api.call(
            "OPTIONS", f"/payments/X/{path}", Origin=origin, **{"Access-Control-Request-Method": "POST"}
        )  # fmt: skip
        assert (answer.status, answer.headers.get("access-control-allow-origin")) == (204, allowed)
        assert "Idempotency-Key" in answer.headers["access-control-allow-headers"]
        assert "POST" in answer.headers["access-control-allow-methods"]
        assert answer.headers["vary"] == "Origin"
        refused = ask(api, path, "NONE1", Origin=origin)
        assert refused.headers.get("access-control-allow-origin") == allowed


def test_the_same_request_many_times_at_once_is_one_operation(api):
    number = stored()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(api, "refunds", number, {"amount": "1.00"}), range(16)))

    assert {answer.status for answer in answers} == {202}
    assert len({answer.body for answer in answers}) == 1
    assert len(api.read(number)["operations"]) == 1


def test_an_order_shows_its_money_and_status_as_operations_are_done(api):
    number = stored(Mode.PARTIAL)
    seen = []
    part, some = {"amount": "60.00"}, {"amount": "10.00"}
    for path, body in (("captures", part), ("cancellation", {}), ("refunds", some), ("refunds", {})):
        assert ask(api, path, number, body, key=f"{path}-{len(seen)}").status == 202
        done(number)
        view = api.read(number)
        seen.append((view["status"], view["authorized"], view["captured"], view["refunded"]))

    assert seen == [
        ("authorized", "100.00", "60.00", "0.00"),
        ("paid", "100.00", "60.00", "0.00"),
        ("partially_refunded", "100.00", "60.00", "10.00"),
        ("refunded", "100.00", "60.00", "60.00"),
    ]


def test_a_refund_that_no_longer_fits_one_capture_is_not_possible_now(api):
    number = stored(Mode.PARTIAL)
    for amount in ("60.00", "40.00"):
        ask(api, "captures", number, {"amount": amount}, key=amount)
        done(number)

    assert ask(api, "refunds", number, {"amount": "60.01"}).problem == "not-possible-now"
    assert ask(api, "refunds", number, {"amount": "60.00"}).status == 202


def test_a_second_acceptance_after_a_cancellation_is_a_case_in_the_view(api):
    number = stored(Mode.PARTIAL)
    ask(api, "cancellation", number)
    order = done(number)
    entry = an_entry(order, identity="second")
    assert decide(order, BankNotified(entry)).order is not order
    report(runtime().orders, order, BankNotified(entry))

    view = api.read(number)
    assert (view["status"], [case["kind"] for case in view["cases"]]) == ("cancelled", ["accepted-after-cancellation"])
