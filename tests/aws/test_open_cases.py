"""What waits for a person, counted in one bounded query."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from chalicelib.aws import open_cases
from chalicelib.aws.open_cases import OpenCases, count_open_cases
from chalicelib.domain.decisions import decide
from chalicelib.domain.reports import Aside, BankNotified, CaseResolved, TimePassed
from chalicelib.domain.vocabulary import CaseKind, Mode
from tests.aws.patience import eventually
from tests.makers import NOW, a_customer, an_entry, an_order


def counted(store):
    return count_open_cases(store.client, store.table)


def stored(store, order, *reports):
    store.create(order, a_customer())
    for report in reports:
        after = decide(order, report).order
        store.write(order, after)
        order = after
    return order


def warned(store, number="CMD1"):
    order = an_order(number=number, mode=Mode.DEFERRED)
    return stored(store, order, BankNotified(an_entry(order)), TimePassed(NOW + timedelta(days=6)))


def test_nothing_waits_where_nothing_is_open(store):
    paid = an_order()
    stored(store, paid, BankNotified(an_entry(paid)))

    eventually(OpenCases(0, 0), lambda: counted(store))


def test_open_cases_are_counted_with_or_without_an_order_and_resolved_ones_are_not(store):
    odd = {"result": "unknown", "code": "never heard of"}
    first, second = an_order(number="CMD1"), an_order(number="CMD2")
    stored(store, first, BankNotified(an_entry(first, **odd)), BankNotified(an_entry(first, identity="2", **odd)),
           CaseResolved("CMD1.1", "looked at", NOW))  # fmt: skip
    stored(store, second, BankNotified(an_entry(second, **odd)), CaseResolved("CMD2.1", "looked at", NOW))
    store.set_aside(Aside(CaseKind.UNKNOWN_ORDER, an_entry(first)))

    eventually(OpenCases(2, 0), lambda: counted(store))


def test_an_authorization_ends_only_while_money_is_left_to_be_captured(store):
    order = warned(store)
    eventually(OpenCases(1, 1), lambda: counted(store))

    store.write(order, replace(order, captured=order.authorized, version=order.version + 1))

    eventually(OpenCases(1, 0), lambda: counted(store))


def test_a_warning_that_a_person_has_resolved_is_no_longer_counted(store):
    order = warned(store)
    store.write(order, decide(order, CaseResolved(order.cases[0].id, "let it end", NOW)).order)

    eventually(OpenCases(0, 0), lambda: counted(store))


def test_the_count_ends_at_the_most_that_is_looked_at(store, requests_made, monkeypatch):
    monkeypatch.setattr(open_cases, "MOST", 3)
    for n in range(5):
        store.set_aside(Aside(CaseKind.UNKNOWN_ORDER, an_entry(an_order(), identity=f"message-{n}")))
    eventually(OpenCases(3, 0), lambda: counted(store))
    requests_made.clear()

    assert counted(store) == OpenCases(3, 0)
    assert requests_made == {"Query": 1}
