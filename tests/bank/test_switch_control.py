from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bank.app import create_app
from tests.bank.services import Caller, order, settings_of_every_mode

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from tests.bank.stage import Clock, Merchant


def test_with_notifications_off_the_bank_decides_and_nothing_leaves(
    every_mode: FlaskClient, merchant: Merchant
) -> None:
    assert every_mode.post("/control/notifications", json={"on": False}).get_json() == {"on": False}
    paid = every_mode.post("/control", json={"fields": order("immediate"), "scenario": "paid"}).get_json()
    every_mode.post("/control", json={"fields": order("immediate"), "scenario": "duplicate"})

    assert merchant.results == []
    assert (paid["outcome"], paid["messages"][0]["error"]) == ("paid", "never sent; kept for replay")
    assert Caller(every_mode, "immediate").books()["state"] == "captured"
    every_mode.post("/control/notifications", json={"on": True})
    every_mode.post("/control", json={"fields": order("immediate"), "scenario": "replay-by-get"})
    assert merchant.results == ["payetest"]


def test_with_notifications_off_everything_still_advances_in_the_books(
    every_mode: FlaskClient, merchant: Merchant
) -> None:
    every_mode.post("/control/notifications", json={"on": False})
    for mode in ("immediate", "deferred", "partial", "split", "recurring"):
        Caller(every_mode, mode, mode).paid()
    Caller(every_mode, "split", "once").paid("paid-once")
    Caller(every_mode, "partial", "partial").capture("20EUR", "0EUR", "42.73EUR")

    happened = every_mode.post("/control/clock", json={"advance_days": 62}).get_json()["happened"]

    books = {one["reference"]: one for one in every_mode.get("/control/books").get_json()["orders"]}
    assert merchant.received == []
    assert {one.get("acknowledgement") for one in happened} == {None}
    assert {name: (one["state"], one["captured"]) for name, one in books.items()} == {
        "immediate": ("captured", "62.73"),
        "deferred": ("lapsed", "0.00"),
        "partial": ("captured", "20.00"),
        "split": ("captured", "62.73"),
        "recurring": ("captured", "188.19"),
        "once": ("captured", "22.73"),
    }
    assert [one["state"] for one in books["split"]["instalments"]] == ["paid"] * 3
    assert [one["state"] for one in books["once"]["instalments"]] == ["paid", "refused", "refused"]
    assert [one["accepted"] for one in books["recurring"]["renewals"]] == [True, True]
    assert (books["partial"]["lapsed"], books["partial"]["left_to_capture"]) == (True, "0.00")


def test_a_switch_holds_after_a_restart(tmp_path: Path, clock: Clock, merchant: Merchant) -> None:
    settings = settings_of_every_mode(tmp_path)
    before = create_app(settings, clock=clock, send=merchant).test_client()
    before.post("/control/notifications", json={"on": False})
    before.post("/control/addresses", json={"declared": []})

    caller = Caller(create_app(settings, clock=clock, send=merchant).test_client(), "immediate").paid()

    assert merchant.results == []
    assert caller.refund("1EUR", "62.73EUR")["cdr"] == "-30"


def test_addresses_are_answered_as_they_now_hold(every_mode: FlaskClient) -> None:
    answer = every_mode.post("/control/addresses", json={"declared": ["127.0.0.1", "2001:DB8::1"]})

    assert answer.get_json() == {"declared": ["127.0.0.1", "2001:db8::1"]}


@pytest.mark.parametrize("call", [{}, {"on": 1}, {"on": "false"}, {"on": None}, [], {"on": True, "off": True}])
def test_a_malformed_switch_of_notifications_is_400(call: object, every_mode: FlaskClient, merchant: Merchant) -> None:
    assert every_mode.post("/control/notifications", json=call).status_code == 400
    Caller(every_mode, "immediate").paid()
    assert merchant.results == ["payetest"]


@pytest.mark.parametrize(
    "call", [{}, {"declared": "127.0.0.1"}, {"declared": ["localhost"]}, {"declared": [1]}, [], {"addresses": []}]
)
def test_a_malformed_list_of_addresses_is_400(call: object, every_mode: FlaskClient) -> None:
    assert every_mode.post("/control/addresses", json=call).status_code == 400
    assert Caller(every_mode, "immediate").paid().refund("1EUR", "62.73EUR")["cdr"] == "0"


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ([], "a JSON object"),
        ({"service": "capture"}, "a JSON object"),
        ({"service": "capture", "next": "slow", "when": 1}, "a JSON object"),
        ({"service": "payment", "next": "slow"}, "unknown service 'payment'"),
        ({"service": ["capture"], "next": "slow"}, "unknown service"),
        ({"service": "capture", "next": "magic"}, "unknown fault 'magic'"),
        ({"service": "status", "next": "contradictory"}, "a status tells the truth"),
        ({"service": "capture", "next": "slow", "seconds": -1}, "seconds: between"),
        ({"service": "capture", "next": "slow", "seconds": True}, "seconds: between"),
        ({"service": "capture", "next": "slow", "seconds": 601}, "seconds: between"),
    ],
)
def test_a_malformed_fault_is_400_and_names_what_there_is(call: object, error: str, every_mode: FlaskClient) -> None:
    response = every_mode.post("/control/services", json=call)

    assert response.status_code == 400
    assert error in response.get_json()["error"]
    assert response.get_json()["services"] == ["capture", "refund", "status"]
    assert "lost-before" in response.get_json()["faults"]


def test_a_fault_is_answered_as_it_was_understood(every_mode: FlaskClient) -> None:
    slow = every_mode.post("/control/services", json={"service": "status", "next": "slow"}).get_json()
    cut = every_mode.post("/control/services", json={"service": "status", "next": "cut"}).get_json()

    assert slow == {"service": "status", "next": "slow", "seconds": 5.0}
    assert cut == {"service": "status", "next": "cut"}
