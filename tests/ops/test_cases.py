from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.domain.record import Case
from chalicelib.domain.reports import Aside
from chalicelib.domain.vocabulary import CaseKind
from ops.cases import lines, listed
from ops.screen import Screen
from tests.fakes import MemoryOrders
from tests.makers import NOW, a_customer, an_entry, an_order

PLAIN = Screen({"NO_COLOR": "1"})


def with_case(number: str, minutes: int = 0, *, resolved: bool = False):
    opened = NOW + timedelta(minutes=minutes)
    case = Case(f"{number}.1", CaseKind.WRONG_AMOUNT, f"{number}01", opened,
                resolved_at=opened if resolved else None, note="seen" if resolved else "")  # fmt: skip
    return replace(an_order(number=number), cases=(case,))


def test_open_cases_are_listed_newest_first_over_all_pages():
    orders = MemoryOrders({f"C{n}": with_case(f"C{n}", n) for n in range(250)})

    assert [found.order for found in listed(orders, resolved=False)] == [f"C{n}" for n in reversed(range(250))]


def test_resolved_cases_are_listed_only_where_they_are_asked_for():
    orders = MemoryOrders({"OPEN": with_case("OPEN"), "DONE": with_case("DONE", resolved=True)})

    assert {found.order for found in listed(orders, resolved=False)} == {"OPEN"}
    assert {found.order for found in listed(orders, resolved=True)} == {"OPEN", "DONE"}


def test_each_kind_is_explained_once_below_the_table():
    orders = MemoryOrders({"A": with_case("A"), "B": with_case("B", 1)})

    printed = list(lines(listed(orders, resolved=False), PLAIN))

    assert printed[1].split() == ["2026-11-23", "10:31:00", "B", "B01", "wrong-amount", "B.1", "open"]
    assert printed[-1] == "wrong-amount: the bank's amount is not the order's"


def test_nothing_open_is_good_news():
    assert list(lines([], PLAIN)) == ["Nothing needs a person."]


def test_open_cases_in_the_table_give_status_1(ops, local_store, local_variables):
    order = an_order(number="CASES-1")
    local_store.create(order, a_customer())
    # Come in today: local AWS removes what has been kept for its time.
    entry = an_entry(order, identity="cases-1", reference="GONE01", received_at=datetime.now(UTC))
    local_store.set_aside(Aside(CaseKind.UNKNOWN_ORDER, entry))

    done = ops("cases", "--local", **local_variables)
    as_json = ops("cases", "--local", "--json", **local_variables)

    assert done.status == as_json.status == 1
    assert "unknown-order: a right seal, and no such order here" in done.out
    assert "_cases-1" in {case["id"] for case in json.loads(as_json.out)["cases"]}
