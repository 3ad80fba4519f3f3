from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bank.services import Caller, told

if TYPE_CHECKING:
    from flask.testing import FlaskClient

DONE = ("0", "recredit accepte")


@pytest.fixture
def paid(every_mode: FlaskClient) -> Caller:
    return Caller(every_mode, "immediate").paid()


@pytest.fixture
def captured_twice(every_mode: FlaskClient) -> Caller:
    caller = Caller(every_mode, "partial").paid()
    caller.capture("20EUR", "0EUR", "42.73EUR")
    caller.capture("42.73EUR", "20EUR", "0EUR")
    return caller


def remittance(caller: Caller, number: int) -> dict[str, str]:
    capture = caller.books()["captures"][number]
    year, month, day = capture["date_remise"].split("-")
    return {"date_remise": f"{day}/{month}/{year}", "num_autorisation": capture["num_autorisation"]}


def test_money_goes_back_in_parts_until_none_is_left(paid: Caller) -> None:
    first, second = paid.refund("20EUR", "62.73EUR"), paid.refund("42.73EUR", "42.73EUR")

    assert (told(first), told(second)) == (DONE, DONE)
    assert len({first["aut"], second["aut"], ""}) == 3
    assert (paid.books()["refunded"], paid.books()["refundable"]) == ("62.73", "0.00")
    assert paid.refund("1EUR", "0EUR")["cdr"] == "-46"


def test_what_could_still_be_refunded_must_be_known(paid: Caller) -> None:
    paid.refund("20EUR", "62.73EUR")

    for possible in ("62.73EUR", "42.72EUR", "42.74EUR"):
        assert paid.refund("1EUR", possible)["cdr"] == "-52"
    assert paid.books()["refunded"] == "20.00"


def test_more_than_is_left_is_refused(paid: Caller) -> None:
    assert paid.refund("62.74EUR", "62.73EUR")["cdr"] == "-48"
    assert paid.books()["refunded"] == "0.00"


@pytest.mark.parametrize(
    ("now", "possible", "changed"),
    [
        ("0EUR", "62.73EUR", {}),
        ("1GBP", "62.73EUR", {}),
        ("1EUR", "62.73GBP", {}),
        ("1EUR", "62.73EUR", {"montant": "62.74EUR"}),
    ],
)
def test_amounts_that_contradict_the_order_are_an_error(
    now: str, possible: str, changed: dict[str, str], paid: Caller
) -> None:
    assert told(paid.refund(now, possible, **changed)) == ("-1", "montant errone")
    assert paid.books()["refunded"] == "0.00"


@pytest.mark.parametrize("mode", ["deferred", "partial"])
def test_nothing_captured_gives_nothing_back(mode: str, every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, mode).paid()

    assert told(caller.refund("1EUR", "0EUR")) == ("-1", "la demande ne peut aboutir")


def test_one_capture_of_several_is_named_by_its_remittance_date_and_number(captured_twice: Caller) -> None:
    second = remittance(captured_twice, 1)

    assert captured_twice.refund("20EUR", "62.73EUR")["cdr"] == "-51"
    assert captured_twice.refund("20EUR", "62.73EUR", date_remise=second["date_remise"])["cdr"] == "-51"
    assert captured_twice.refund("20EUR", "62.73EUR", num_autorisation=second["num_autorisation"])["cdr"] == "-51"
    assert captured_twice.refund("20EUR", "62.73EUR", **{**second, "num_autorisation": "999999"})["cdr"] == "-51"
    assert captured_twice.refund("20EUR", "62.73EUR", **{**second, "date_remise": "11/03/2026"})["cdr"] == "-51"
    assert captured_twice.books()["refunded"] == "0.00"
    assert told(captured_twice.refund("30EUR", "62.73EUR", **second)) == DONE
    assert [[one["amount"] for one in capture["refunds"]] for capture in captured_twice.books()["captures"]] == [
        [],
        ["30.00"],
    ]


def test_a_capture_gives_back_no_more_than_itself(captured_twice: Caller) -> None:
    first = remittance(captured_twice, 0)

    assert captured_twice.refund("20.01EUR", "62.73EUR", **first)["cdr"] == "-48"
    assert told(captured_twice.refund("20EUR", "62.73EUR", **first)) == DONE
    assert captured_twice.refund("0.01EUR", "42.73EUR", **first)["cdr"] == "-48"


def test_a_single_capture_may_be_named_but_not_wrongly(paid: Caller) -> None:
    assert paid.refund("1EUR", "62.73EUR", date_remise="10/03/2026", num_autorisation="123456")["cdr"] == "-51"
    assert told(paid.refund("1EUR", "62.73EUR", **remittance(paid, 0))) == DONE


def test_an_address_that_is_not_declared_is_refused_until_it_is(paid: Caller) -> None:
    paid.client.post("/control/addresses", json={"declared": ["192.0.2.1"]})
    refused = paid.refund("1EUR", "62.73EUR")
    captured = paid.capture("62.73EUR", "0EUR", "0EUR")
    paid.client.post("/control/addresses", json={"declared": ["192.0.2.1", "127.0.0.1"]})

    assert told(refused) == ("-30", "adresse IP non autorisee")
    assert captured["lib"] == "paiement deja accepte"
    assert "<etat>PA</etat>" in paid.status()
    assert told(paid.refund("1EUR", "62.73EUR")) == DONE
    assert paid.books()["refunded"] == "1.00"
