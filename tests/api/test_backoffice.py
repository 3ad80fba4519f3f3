"""The list of orders, and cases that a person has dealt with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from urllib.parse import urlencode

import pytest

from chalicelib.domain.reports import Aside, BankNotified
from chalicelib.domain.vocabulary import CaseKind
from chalicelib.payments.reporting import report
from chalicelib.runtime.api import runtime
from tests.counter import accepted
from tests.makers import a_customer, an_entry, an_order, euros

SHOP = "https://shop.example.org"
_numbers = (f"BO{n}" for n in count())


def stored(created_at=None, *entries):
    """An order in the record with what the bank said, each as changes of an acceptance."""
    order = replace(an_order(number=next(_numbers)), created_at=created_at or datetime.now(UTC))
    runtime().orders.create(order, a_customer())
    for number, changes in enumerate(entries):
        order = report(
            runtime().orders,
            order,
            BankNotified(an_entry(order, **{"identity": f"{order.number}-{number}", **changes})),
        )
    return order


def listed(api, **query):
    return api.call("GET", f"/payments?{urlencode(query)}", **api.service())


def walked(api, **query):
    found, pages = [], 0
    while True:
        answer = listed(api, **query)
        assert answer.status == 200, answer.body
        found += answer.json["payments"]
        pages += 1
        if "cursor" not in answer.json:
            return found, pages
        query["cursor"] = answer.json["cursor"]


def test_orders_of_several_days_come_once_each_newest_first_over_pages(api):
    now = datetime.now(UTC).replace(microsecond=0)
    own = [stored(now - timedelta(hours=1.7 * n)).number for n in range(60)]

    found, pages = walked(api, since=(now - timedelta(days=5)).isoformat())

    numbers = [payment["order"] for payment in found]
    assert [number for number in numbers if number in own] == own
    assert len(set(numbers)) == len(numbers)
    assert pages >= 2
    times = [payment["created_at"] for payment in found]
    assert sorted(times, reverse=True) == times


def test_the_list_shows_the_money_and_never_who_pays(api):
    order = stored(None, {})

    found, _ = walked(api, status="paid")

    [payment] = [payment for payment in found if payment["order"] == order.number]
    assert payment.pop("paid_at")
    assert payment.pop("created_at")
    assert payment.pop("expires_at")
    assert payment == {
        "order": order.number,
        "reference": order.number + "01",
        "status": "paid",
        "amount": "62.73",
        "currency": "EUR",
        "mode": "immediate",
        "authorized": "62.73",
        "captured": "62.73",
        "refunded": "0.00",
        "open_cases": 0,
    }


def test_a_status_filters(api):
    paid, pending, odd = stored(None, {}), stored(), stored(None, {"amount": euros("1.00")})

    found = {status: walked(api, status=status)[0] for status in ("paid", "pending", "refunded")}

    assert all(payment["status"] == status for status in found for payment in found[status])
    assert paid.number in [payment["order"] for payment in found["paid"]]
    pendings = {payment["order"]: payment["open_cases"] for payment in found["pending"]}
    assert (pendings[pending.number], pendings[odd.number]) == (0, 1)
    assert pending.number not in [payment["order"] for payment in found["paid"]]


def test_since_leaves_out_what_is_older_in_whatever_zone_and_the_default_is_thirty_days(api):
    now = datetime.now(UTC).replace(microsecond=0)
    old, older = stored(now - timedelta(days=29)), stored(now - timedelta(days=31))
    numbers = [payment["order"] for payment in walked(api)[0]]
    assert (old.number in numbers, older.number in numbers) == (True, False)

    for since in (
        older.created_at.isoformat(),
        f"{older.created_at:%Y-%m-%dT%H:%M:%SZ}",
        f"{older.created_at:%Y-%m-%d}",
    ):
        assert older.number in [payment["order"] for payment in walked(api, since=since)[0]]
    ahead = (older.created_at + timedelta(seconds=1)).isoformat()
    assert older.number not in [payment["order"] for payment in walked(api, since=ahead)[0]]


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"status": "unknown"}, "filter-not-valid"),
        ({"status": "PAID"}, "filter-not-valid"),
        ({"since": "yesterday"}, "filter-not-valid"),
        ({"since": "2026-13-01"}, "filter-not-valid"),
        ({"since": "0001-01-01T00:00:00+14:00"}, "filter-not-valid"),
        ({"cursor": "x"}, "cursor-not-valid"),
        ({"cursor": "0001-01-01T00:00:00.000000Z#", "since": "0001-01-01"}, "cursor-not-valid"),
    ],
)
def test_filters_and_cursors_that_are_none_are_refused(api, query, problem):
    answer = listed(api, **query)

    assert (answer.status, answer.problem) == (422, problem)


@pytest.mark.parametrize(("method", "path"), [("GET", "/payments"), ("GET", "/cases")])
def test_lists_are_for_those_who_may_read(api, method, path):
    for scope in ("pay", "payments:capture", "cases:resolve"):
        answer = api.call(method, path, **api.service(scope))
        assert (answer.status, answer.problem) == (403, "missing-scope")
    assert api.call(method, path).status == 401


def resolve(api, case, body=None, scope="cases:resolve"):
    return api.call("POST", f"/cases/{case}/resolution", body, **api.service(scope))


def a_case(api):
    return stored(None, {"amount": euros("1.00")}).cases[0].id


def test_a_case_is_resolved_with_a_note_and_the_first_resolution_stands(api):
    case = a_case(api)

    first = resolve(api, case, {"note": "appelé la banque"})
    again = resolve(api, case, {"note": "something else"})

    assert (first.status, first.json["state"], first.json["note"]) == (200, "resolved", "appelé la banque")
    assert (first.json["id"], first.json["kind"], first.json["order"]) == (case, "wrong-amount", case.partition(".")[0])
    assert datetime.fromisoformat(first.json["resolved_at"]).tzinfo is not None
    assert (again.status, again.body) == (200, first.body)
    [seen] = api.read(first.json["order"])["cases"]
    assert (seen["state"], seen["note"]) == ("resolved", "appelé la banque")


def test_of_several_cases_only_the_one_named_is_resolved(api):
    order = stored(None, {"amount": euros("1.00")}, {"amount": euros("2.00")})

    resolve(api, order.cases[1].id)

    assert [case["state"] for case in api.read(order.number)["cases"]] == ["open", "resolved"]


def test_a_resolved_case_leaves_the_open_ones(api):
    case = a_case(api)
    open_before = cases(api)
    assert open_before[case] == "open"

    resolve(api, case)

    assert cases(api)[case] == "resolved"


def cases(api):
    found, cursor = {}, ""
    while True:
        answer = api.call("GET", f"/cases?{urlencode({'cursor': cursor} if cursor else {})}", **api.service())
        found.update({case["id"]: case["state"] for case in answer.json["cases"]})
        cursor = answer.json.get("cursor")
        if not cursor:
            return found


def test_a_case_without_an_order_is_resolved_alike(api):
    # Come in today: local AWS removes what has been kept for its time.
    entry = an_entry(an_order(number="NOBODY"), identity=next(_numbers), received_at=datetime.now(UTC))
    runtime().orders.set_aside(Aside(CaseKind.UNKNOWN_ORDER, entry))
    case = f"_{entry.identity}"
    assert cases(api)[case] == "open"

    first = resolve(api, case, {"note": "a test of the bank"})

    assert (first.status, first.json["state"], first.json["order"]) == (200, "resolved", "NOBODY")
    assert resolve(api, case, {"note": "other"}).body == first.body
    assert cases(api)[case] == "resolved"


@pytest.mark.parametrize(
    "case", ["NONE.1", "BO0.99", "BO0", "x", "_x", "_2020-01-01", ".1", "A" * 3000 + ".1", "A_B.1"]
)
def test_a_case_that_is_not_there_is_unknown(api, case):
    stored()
    answer = resolve(api, case)

    assert (answer.status, answer.problem) == (404, "case-unknown")


@pytest.mark.parametrize("scope", ["payments:read", "payments:refund", "pay"])
def test_resolving_needs_its_scope(api, scope):
    case = a_case(api)

    answer = resolve(api, case, scope=scope)

    assert (answer.status, answer.problem) == (403, "missing-scope")
    assert cases(api)[case] == "open"
    assert api.call("POST", f"/cases/{case}/resolution", {}).status == 401


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"note": "x" * 501}, "reason-not-valid"),
        ({"note": 5}, "reason-not-valid"),
        ({"note": None}, "reason-not-valid"),
        (b"[]", "malformed-request"),
        (b'{"note": "\\udc00"}', "malformed-request"),
    ],
)
def test_a_note_is_a_short_text(api, body, problem):
    assert resolve(api, a_case(api), body).problem == problem


@pytest.mark.parametrize("path", ["/payments", "/cases", "/cases/A.1/resolution"])
def test_browsers_of_the_shop_and_no_others_may_ask(api, path):
    for origin, allowed in ((SHOP, SHOP), ("https://evil.example.org", None)):
        answer = api.call("OPTIONS", path, Origin=origin)
        assert (answer.status, answer.headers.get("access-control-allow-origin")) == (204, allowed)
        assert "Authorization" in answer.headers["access-control-allow-headers"]


def test_a_resolved_case_stays_in_the_list_after_the_open_ones(api):
    one, other = (api.new_order() for _ in range(2))
    for started in (one, other):
        api.notify(accepted(started, montant="1.00EUR"))
    resolved = f"{other['order']}.1"

    api.call("POST", f"/cases/{resolved}/resolution", {"note": "refunded"}, **api.service("cases:resolve"))

    ids = [case["id"] for case in all_cases(api)]
    assert ids.index(f"{one['order']}.1") < ids.index(resolved)


def all_cases(api):
    found, cursor = [], ""
    while True:
        page = api.call("GET", f"/cases?cursor={cursor}", **api.service()).json
        found += page["cases"]
        cursor = page.get("cursor")
        if not cursor:
            return found
