from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bank.services import Caller, order
from tests.bank.stage import NOON

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.bank.stage import Clock


def test_the_books_tell_everything_of_a_paid_order(every_mode: FlaskClient) -> None:
    caller = Caller(every_mode, "partial").paid()
    answer = caller.capture("20EUR", "0EUR", "42.73EUR")
    refund = caller.refund("5EUR", "20EUR")

    assert every_mode.get("/control/books").get_json() == {
        "now": NOON.isoformat(),
        "orders": [
            {
                "platform": "test",
                "tpe": "0000003",
                "reference": "CMD482101",
                "mode": "partial",
                "state": "partly_captured",
                "currency": "EUR",
                "amount": "62.73",
                "authorized": "62.73",
                "captured": "20.00",
                "refunded": "5.00",
                "left_to_capture": "42.73",
                "refundable": "15.00",
                "authorisation": "000000",
                "expires_at": "2026-03-17T11:00:00+00:00",
                "cancelled": False,
                "lapsed": False,
                "stopped": False,
                "captures": [
                    {
                        "amount": "20.00",
                        "at": "2026-03-10T11:00:01+00:00",
                        "date_remise": "2026-03-10",
                        "num_autorisation": answer["aut"],
                        "origin": "service",
                        "refunds": [{"amount": "5.00", "at": "2026-03-10T11:00:02+00:00", "aut": refund["aut"]}],
                    }
                ],
                "instalments": [],
                "renewals": [],
            }
        ],
    }


def test_orders_not_paid_are_there_with_the_same_keys_in_the_order_they_came(
    every_mode: FlaskClient, clock: Clock
) -> None:
    every_mode.post("/test/paiement.cgi", data=order("immediate", "OPEN01"))
    Caller(every_mode, "immediate", "RE01").paid("refused")
    for _ in range(4):
        Caller(every_mode, "immediate", "GR01").paid("refused")
    Caller(every_mode, "immediate", "PA01").paid()

    Caller(every_mode, "immediate", "WA01").paid("refused").paid("partner-waits")
    early = every_mode.get("/control/books").get_json()["orders"]
    clock.wait(hours=1)
    late = every_mode.get("/control/books").get_json()["orders"]

    assert [one["reference"] for one in early] == ["OPEN01", "RE01", "GR01", "PA01", "WA01"]
    assert [one["state"] for one in early] == ["open", "refused", "blocked", "captured", "waiting"]
    assert [one["state"] for one in late] == ["expired", "refused", "blocked", "captured", "waiting"]
    assert len({tuple(sorted(one)) for one in early}) == 1
    assert (early[0]["amount"], early[0]["authorized"], early[0]["captures"]) == ("62.73", "0.00", [])


def test_a_split_order_tells_its_schedule(every_mode: FlaskClient) -> None:
    books = Caller(every_mode, "split").paid().books()

    assert books["instalments"] == [
        {"number": 1, "due_on": "2026-03-10", "amount": "22.73", "state": "paid"},
        {"number": 2, "due_on": "2026-04-10", "amount": "20.00", "state": "due"},
        {"number": 3, "due_on": "2026-05-10", "amount": "20.00", "state": "due"},
    ]
    assert (books["amount"], books["authorized"], books["captured"]) == ("62.73", "22.73", "22.73")


def test_nobody_yet_is_an_empty_book(every_mode: FlaskClient) -> None:
    assert every_mode.get("/control/books").get_json()["orders"] == []
