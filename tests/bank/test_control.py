from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bank.app import create_app
from bank.scenarios import SCENARIOS
from bank.transport import Answer, NotDelivered
from tests.bank.stage import KEY, form, mac

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from bank.settings import Settings
    from tests.bank.stage import Clock, Merchant


def play(client: FlaskClient, scenario: str, fields: dict[str, str] | None = None, status: int = 200) -> Any:
    response = client.post("/control", json={"fields": fields or form(), "scenario": scenario, "delay": 0})
    assert response.status_code == status, response.get_data(as_text=True)
    return response.get_json()


def well_sealed(message: dict[str, str]) -> bool:
    return message["MAC"] == mac(message).upper()


def test_paid_answers_with_what_was_sent_and_what_came_back(client: FlaskClient, merchant: Merchant) -> None:
    answer = play(client, "paid")

    (sent,) = answer["messages"]
    assert (answer["scenario"], answer["reference"], answer["outcome"]) == ("paid", "CMD482101", "paid")
    assert (sent["method"], sent["url"], sent["body"]) == merchant.received[0]
    assert sent["sealed"].startswith("TPE=0000001*authentification=")
    assert sent["acknowledgement"].pop("seconds") >= 0
    assert sent["acknowledgement"] == {"status": 200, "body": "version=2\ncdr=0\n", "verdict": "received"}
    assert "error" not in sent


@pytest.mark.parametrize(
    ("scenario", "outcome", "results"),
    [
        ("paid", "paid", ["payetest"]),
        ("paid-once", "paid", ["payetest"]),
        ("refused", "refused", ["Annulation"]),
        ("refused-then-paid", "paid", ["Annulation", "payetest"]),
        ("duplicate", "paid", ["payetest"] * 5),
        ("late-refusal", "paid", ["payetest", "Annulation"]),
        ("wrong-amount", "paid", ["payetest"]),
        ("wrong-key", "open", ["payetest"]),
        ("unknown-field", "paid", ["payetest"]),
        ("slow", "paid", ["payetest"]),
        ("lost", "paid", []),
        ("replay-by-get", "paid", ["payetest"]),
        ("stored-card", "paid", ["payetest"]),
        ("partner-accepts", "paid", ["payetest"]),
        ("partner-refuses", "refused", ["Annulation"]),
        ("partner-waits", "waiting", ["attente_partenaire"]),
        ("partner-waits-then-accepts", "paid", ["attente_partenaire", "payetest"]),
        ("partner-waits-then-refuses", "refused", ["attente_partenaire", "Annulation"]),
    ],
)
def test_each_scenario_tells_its_story(
    scenario: str, outcome: str, results: list[str], every_mode: FlaskClient, merchant: Merchant
) -> None:
    play(every_mode, "paid", form("CMD482100", aliascb="jeanne"))
    merchant.received.clear()

    answer = play(every_mode, scenario, form(aliascb="jeanne"))

    assert answer["outcome"] == outcome
    assert merchant.results == results
    assert all(well_sealed(message) for message in merchant.messages) is (scenario != "wrong-key")


def test_every_scenario_is_played_above() -> None:
    (played,) = [mark for mark in test_each_scenario_tells_its_story.pytestmark if mark.name == "parametrize"]

    assert [name for name, _, _ in played.args[1]] == list(SCENARIOS)


def test_a_scenario_that_the_form_gives_no_means_for_is_refused(every_mode: FlaskClient, client: FlaskClient) -> None:
    no_partner = form("CMD482103", desactivemoyenpaiement="paypal,lyfpay,1euro,3xcb,4xcb")

    refused = [
        play(every_mode, "paid", form(protocole="lyfpay"), status=422),
        play(every_mode, "stored-card", form("CMD482102", aliascb="nobody"), status=422),
        play(every_mode, "partner-accepts", no_partner, status=422),
    ]

    assert [answer["reasons"] for answer in refused] == [
        ["this page does not offer that means of payment"],
        ["no card is stored under the form's alias, or the form wants one typed"],
        ["this page offers no partner's method"],
    ]
    assert play(client, "partner-waits", status=422)["reasons"] == ["this page offers no partner's method"]


def test_production_is_played_where_only_production_is_open(
    settings: Settings, clock: Clock, merchant: Merchant
) -> None:
    only = type(settings)(0, settings.state.with_name("other.db"), settings.terminals[1:])

    play(create_app(only, clock=clock, send=merchant).test_client(), "paid")

    assert merchant.results == ["paiement"]


def test_duplicates_are_one_message(client: FlaskClient, merchant: Merchant) -> None:
    play(client, "duplicate")

    assert len(set(merchant.received)) == 1


def test_a_late_refusal_was_decided_before_the_acceptance(client: FlaskClient, merchant: Merchant) -> None:
    play(client, "late-refusal")

    accepted, refused = merchant.messages
    assert refused["date"] < accepted["date"]


@pytest.mark.parametrize(("asked", "sent"), [("62.73EUR", "1.00EUR"), ("1EUR", "2.00EUR"), ("1.00CHF", "2.00CHF")])
def test_a_wrong_amount_is_never_the_right_one(asked: str, sent: str, client: FlaskClient, merchant: Merchant) -> None:
    play(client, "wrong-amount", form(montant=asked))

    assert merchant.messages[0]["montant"] == sent


def test_a_wrong_key_is_a_forgery_that_leaves_the_reference_payable(client: FlaskClient, merchant: Merchant) -> None:
    play(client, "wrong-key")
    play(client, "paid")

    forged, real = merchant.messages
    other = bytes(byte ^ 0xFF for byte in KEY)
    assert forged["MAC"] == mac(forged, other).upper()
    assert well_sealed(real)


def test_an_unknown_field_is_sealed_with_the_rest(client: FlaskClient, merchant: Merchant) -> None:
    play(client, "unknown-field")

    (message,) = merchant.messages
    assert (message["champ-nouveau"], message["motifrefus"]) == ("valeur nouvelle", "Motif nouveau")


def test_a_lost_message_is_listed_as_never_sent(client: FlaskClient) -> None:
    (kept,) = play(client, "lost")["messages"]

    assert (kept["acknowledgement"], kept["url"], kept["error"]) == (None, None, "never sent; kept for replay")
    assert "reference=CMD482101" in kept["body"]


@pytest.mark.parametrize(("scenario", "methods"), [("replay-by-get", ["GET"]), ("duplicate", ["POST"] * 5)])
def test_a_paid_reference_has_its_stored_acceptance_sent_again(
    scenario: str, methods: list[str], client: FlaskClient, merchant: Merchant
) -> None:
    (kept,) = play(client, "lost")["messages"]

    again = play(client, scenario)

    assert [message["method"] for message in again["messages"]] == methods
    assert {body for _, _, body in merchant.received} == {kept["body"]}


def test_a_replay_by_get_has_the_fields_in_its_address(client: FlaskClient, merchant: Merchant) -> None:
    play(client, "replay-by-get")

    ((method, url, body),) = merchant.received
    assert (method, url) == ("GET", f"http://shop.example/notify?{body}")


def test_refused_then_paid_on_the_same_form_is_one_visit(client: FlaskClient, merchant: Merchant) -> None:
    first, second = play(client, "refused"), play(client, "paid")

    assert [len(answer["messages"]) for answer in (first, second)] == [1, 1]
    assert merchant.results == ["Annulation", "payetest"]


@pytest.mark.parametrize("scenario", [name for name, scenario in SCENARIOS.items() if not scenario.resends])
def test_a_paid_reference_takes_no_other_scenario(scenario: str, client: FlaskClient, merchant: Merchant) -> None:
    play(client, "paid")

    refused = play(client, scenario, status=422)

    assert refused["reasons"] == ["reference: CMD482101 is paid at the bank"]
    assert len(merchant.received) == 1


def test_a_scenario_that_runs_out_of_attempts_is_refused(client: FlaskClient) -> None:
    for _ in range(3):
        play(client, "refused")

    refused = play(client, "refused-then-paid", status=422)

    assert refused["reasons"] == ["this visit takes no more cards"]


def test_a_refused_form_is_422_with_every_reason(client: FlaskClient, merchant: Merchant) -> None:
    refused = play(client, "paid", form(lgue="xx", montant="1"), status=422)

    assert [reason.split(":")[0] for reason in refused["reasons"]] == ["montant", "lgue"]
    assert merchant.received == []


def test_what_the_merchant_says_or_fails_to_say_is_reported(client: FlaskClient, merchant: Merchant) -> None:
    merchant.answer = Answer(200, "version=2\ncdr=1\n")
    negative = play(client, "refused")["messages"][0]
    merchant.answer = NotDelivered("ConnectionRefusedError: nobody")
    silent = play(client, "paid")

    assert negative["acknowledgement"]["verdict"] == "refused by the merchant (cdr=1)"
    assert (silent["outcome"], silent["messages"][0]["acknowledgement"]) == ("paid", None)
    assert silent["messages"][0]["error"] == "ConnectionRefusedError: nobody"


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ([], "a JSON object"),
        ({"fields": {}, "scenario": "magic"}, "unknown scenario 'magic'"),
        ({"fields": {}, "scenario": ["paid"]}, "unknown scenario"),
        ({"fields": [], "scenario": "paid"}, "fields: an object of texts"),
        ({"fields": {"TPE": 1}, "scenario": "paid"}, "fields: an object of texts"),
        ({"fields": {}, "scenario": "slow", "delay": "5"}, "delay: seconds"),
        ({"fields": {}, "scenario": "slow", "delay": -1}, "delay: seconds"),
        ({"fields": {}, "scenario": "slow", "delay": True}, "delay: seconds"),
    ],
)
def test_a_malformed_call_is_400_and_names_the_scenarios(call: object, error: str, client: FlaskClient) -> None:
    response = client.post("/control", json=call)

    assert response.status_code == 400
    assert error in response.get_json()["error"]
    assert response.get_json()["scenarios"] == list(SCENARIOS)


def test_a_call_that_is_no_json_is_400(client: FlaskClient) -> None:
    assert client.post("/control", data="{}", content_type="text/plain").status_code == 400
    assert client.post("/control", data="{", content_type="application/json").status_code == 400


def test_health_is_json(client: FlaskClient) -> None:
    assert client.get("/health").get_json() == {"status": "ok"}
