from __future__ import annotations

import json

import pytest

from ops.day_book import DayBook
from ops.screen import Screen
from ops.stop import CannotLook
from tests.makers import a_customer, an_order
from tests.ops.books import a_capture, a_view, an_acceptance, an_operation, export

PLAIN = Screen({"NO_COLOR": "1"})
DAY = "2026-11-23"


def day_book(*views, day: str = DAY) -> DayBook:
    book = DayBook(day)
    for view in views:
        book.add(view)
    return book


def test_paid_orders_are_summed_by_currency_and_brand():
    book = day_book(
        a_view("A"),
        a_view("B", amount="10.00"),
        a_view("C", entries=[an_acceptance(brand="MC")]),
        a_view("D", currency="USD"),
        a_view("E", entries=[an_acceptance(method="paypal", brand="")]),
    )

    assert book.document()["paid"] == [
        {"currency": "EUR", "means": "Mastercard", "orders": 1, "amount": "62.73"},
        {"currency": "EUR", "means": "Visa", "orders": 2, "amount": "72.73"},
        {"currency": "EUR", "means": "paypal", "orders": 1, "amount": "62.73"},
        {"currency": "USD", "means": "Visa", "orders": 1, "amount": "62.73"},
    ]


@pytest.mark.parametrize(
    ("paid_at", "counted"),
    [
        ("2026-11-22T22:59:59+00:00", 0),
        ("2026-11-22T23:00:00+00:00", 1),
        ("2026-11-23T22:59:59+00:00", 1),
        ("2026-11-23T23:00:00+00:00", 0),
        (None, 0),
    ],
)
def test_a_day_runs_from_midnight_to_midnight_in_paris(paid_at, counted):
    assert sum(row["orders"] for row in day_book(a_view(paid_at=paid_at)).document()["paid"]) == counted


def test_captures_and_refunds_count_on_the_day_the_bank_did_them():
    operations = [
        an_operation("refund", "10.00"),
        an_operation("refund", "5.00"),
        an_operation("capture", "20.00"),  # its capture tells of it
        an_operation("refund", "7.00", status="refused"),
        an_operation("refund", "8.00", status="requested", answered_at=None),
        an_operation("refund", "9.00", answered_at="2026-11-25T09:00:00+00:00"),
    ]

    captures = [a_capture("20.00", "2026-11-24"), a_capture("42.73", "2026-11-25")]
    view = a_view(mode="partial", operations=operations, captures=captures)

    document = day_book(view, day="2026-11-24").document()

    assert document["captures"] == [{"mode": "partial", "currency": "EUR", "count": 1, "amount": "20.00"}]
    assert document["refunds"] == [{"currency": "EUR", "count": 2, "amount": "15.00"}]


def test_instalments_and_renewals_count_on_their_own_days():
    split = a_view("A", mode="split", captures=[a_capture("31.37", "2026-10-23"), a_capture("31.36", DAY)])
    recurring = [a_view(n, mode="recurring", captures=[a_capture(day="2026-10-23"), a_capture()]) for n in ("B", "C")]

    assert day_book(split, *recurring).document()["captures"] == [
        {"mode": "recurring", "currency": "EUR", "count": 2, "amount": "125.46"},
        {"mode": "split", "currency": "EUR", "count": 1, "amount": "31.36"},
    ]


def test_what_was_captured_and_given_back_is_added_up_by_currency():
    refund = an_operation("refund", "70.00", answered_at="2026-11-23T09:00:00+00:00")
    printed = list(day_book(a_view("A", operations=[refund]), a_view("B", currency="USD")).lines(PLAIN))

    assert [line.split()[-3:] for line in printed if line.startswith(("refunded", "together"))] == [
        ["1", "-70.00", "EUR"],
        ["(solde)", "-7.27", "EUR"],
        ["(solde)", "62.73", "USD"],
    ]


def test_a_day_on_which_no_money_moved_says_so():
    assert "Nothing was captured or refunded (ni recouvrement, ni recrédit)." in list(day_book().lines(PLAIN))


def test_refusals_of_the_day_are_counted_with_the_orders_they_fell_on():
    refused = an_acceptance(result="refused")
    elsewhere = an_acceptance(result="refused", received_at="2026-11-22T09:00:00+00:00")

    document = day_book(a_view(entries=[refused, refused, elsewhere]), a_view("B", entries=[refused])).document()

    assert (document["refusals"], document["orders_refused"]) == (3, 2)


def test_a_person_reads_a_table_with_totals():
    printed = list(day_book(a_view("A"), a_view("B", entries=[an_acceptance(brand="MC")])).lines(PLAIN))

    assert printed[0] == "Takings of 2026-11-23 (recette du jour), hour of Paris"
    assert [line.split() for line in printed if line.startswith(("Mastercard", "Visa", "all"))] == [
        ["Mastercard", "1", "62.73", "EUR"],
        ["Visa", "1", "62.73", "EUR"],
        ["all", "2", "125.46", "EUR"],
    ]


def test_a_day_without_payments_says_so():
    assert "No order was paid (aucune commande payée)." in list(day_book().lines(PLAIN))


def test_a_document_that_is_no_order_is_told_by_its_number():
    with pytest.raises(CannotLook, match="order ODD"):
        day_book({"order": "ODD", "currency": "EUR"})


def test_takings_are_read_from_an_export(ops, tmp_path):
    file = tmp_path / "orders.jsonl"
    file.write_text(export(a_view()))

    done = ops("takings", "--day", DAY, "--orders", file, "--json")

    assert done.status == 0
    assert json.loads(done.out)["paid"][0]["amount"] == "62.73"


def test_the_table_is_exported_as_lines_of_json_and_without_personal_data(ops, local_store, local_variables, tmp_path):
    customer = a_customer()
    for number in ("EXPORT-1", "EXPORT-2"):
        local_store.create(an_order(number=number), customer)
    file = tmp_path / "orders.jsonl"

    done = ops("export", "--local", "--out", file, "--json", **local_variables)

    exported = {document["order"]: document for document in map(json.loads, file.read_text().splitlines())}
    assert (done.status, json.loads(done.out)) == (0, {"orders": len(exported)})
    assert {"EXPORT-1", "EXPORT-2"} <= exported.keys()
    assert exported["EXPORT-1"]["attempts"][0]["terminal"] == "1234567"
    assert customer.email not in file.read_text()


def test_an_export_goes_to_standard_output_and_into_takings(ops, local_store, local_variables):
    local_store.create(an_order(number="EXPORT-3"), a_customer())

    printed = ops("export", "--local", **local_variables).out
    takings = ops("takings", "--day", "2001-01-01", "--local", **local_variables)

    assert "EXPORT-3" in {json.loads(line)["order"] for line in printed.splitlines()}
    assert (takings.status, "No order was paid" in takings.out) == (0, True)
