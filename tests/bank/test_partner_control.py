from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.bank.services import Caller, order

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.bank.stage import Clock, Merchant


def wait(client: FlaskClient, mode: str = "immediate", reference: str = "CMD482101") -> None:
    played = client.post("/control", json={"fields": order(mode, reference), "scenario": "partner-waits"}).get_json()
    assert played["outcome"] == "waiting"


def end(client: FlaskClient, status: int = 200, **call: object) -> Any:
    response = client.post("/control/partner", json={"reference": "CMD482101", "answer": "accepts", **call})
    assert response.status_code == status, response.get_data(as_text=True)
    return response.get_json()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("accepts", ("paid", "payetest", "captured")), ("refuses", ("refused", "Annulation", "refused"))],
)
def test_a_wait_ends_when_it_is_told_to(
    answer: str, expected: tuple[str, str, str], every_mode: FlaskClient, merchant: Merchant, clock: Clock
) -> None:
    outcome, result, state = expected
    wait(every_mode)
    clock.wait(days=40)

    ended = end(every_mode, answer=answer)

    assert (ended["reference"], ended["outcome"]) == ("CMD482101", outcome)
    (message,) = ended["messages"]
    assert (message["url"], message["body"]) == merchant.received[1][1:]
    assert message["acknowledgement"]["verdict"] == "received"
    assert merchant.results == ["attente_partenaire", result]
    assert Caller(every_mode, "immediate").books()["state"] == state


def test_it_ends_in_the_books_although_nothing_is_sent(every_mode: FlaskClient, merchant: Merchant) -> None:
    every_mode.post("/control/notifications", json={"on": False})
    wait(every_mode, "partial")

    (message,) = end(every_mode)["messages"]

    assert merchant.received == []
    assert message["error"] == "never sent; kept for replay"
    assert "code-retour=payetest" in message["body"]
    assert Caller(every_mode, "partial").books()["state"] == "authorized"


def test_a_reference_that_waits_for_nobody_is_422(every_mode: FlaskClient, merchant: Merchant) -> None:
    wait(every_mode)
    end(every_mode)

    assert "0 visits" in end(every_mode, 422, answer="refuses")["error"]
    assert "0 visits" in end(every_mode, 422, reference="NOBODY")["error"]
    assert merchant.results == ["attente_partenaire", "payetest"]


def test_two_terminals_that_wait_under_one_reference_are_told_apart(every_mode: FlaskClient) -> None:
    wait(every_mode)
    wait(every_mode, "deferred")

    assert "2 visits" in end(every_mode, 422)["error"]
    end(every_mode, tpe="0000002")
    end(every_mode, answer="refuses")

    states = {one["tpe"]: one["state"] for one in every_mode.get("/control/books").get_json()["orders"]}
    assert states == {"0000001": "refused", "0000002": "authorized"}


@pytest.mark.parametrize("call", [{"answer": "waits"}, {"answer": True}, {"reference": 1}, {"when": "now"}, {"tpe": 2}])
def test_a_malformed_call_is_400_and_ends_nothing(call: dict[str, object], every_mode: FlaskClient) -> None:
    wait(every_mode)

    assert "needed: reference, answer" in end(every_mode, 400, **call)["error"]
    assert every_mode.post("/control/partner", json=[]).status_code == 400
    assert Caller(every_mode, "immediate").books()["state"] == "waiting"
