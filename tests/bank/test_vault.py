from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.bank.services import order
from tests.bank.stage import ACCEPTED, CHALLENGE, REFUSED, form

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.bank.stage import Clock, Merchant

TYPED = {"number": ACCEPTED, "expiry": "12/28", "cryptogram": "123"}


def arrive(client: FlaskClient, fields: dict[str, str], folder: str = "/test") -> str:
    response = client.post(f"{folder}/paiement.cgi", data=fields)
    assert response.status_code == 303, response.get_data(as_text=True)
    return response.location


def shown(client: FlaskClient, page: str) -> str:
    return client.get(page).get_data(as_text=True)


def stored(client: FlaskClient, reference: str = "CMD482101", **changed: str) -> None:
    client.post(arrive(client, form(reference, aliascb="jeanne")), data={**TYPED, **changed})


def test_a_card_typed_and_accepted_is_stored_under_the_alias(every_mode: FlaskClient, merchant: Merchant) -> None:
    page = arrive(every_mode, form(aliascb="jeanne"))
    asked = shown(every_mode, page)

    every_mode.post(page, data={**TYPED, "name": "Carte_du foyer-1."})

    (told,) = merchant.messages
    assert (told["cbenregistree"], told["nomcartesequestree"], told["cvx"]) == ("1", "Carte_du foyer-1.", "oui")
    assert 'id="card-name"' in asked
    assert 'id="storing"' in asked
    assert "pay-stored" not in asked


def test_the_next_payment_proposes_it_and_nothing_is_typed(every_mode: FlaskClient, merchant: Merchant) -> None:
    stored(every_mode, name="Foyer")
    page = arrive(every_mode, form("CMD482102", aliascb="jeanne"))
    proposal = re.search(r'id="stored-card">(.*?)</p>', shown(every_mode, page), re.DOTALL)

    ticket = shown(every_mode, every_mode.post(page, data={"stored": "1"}).location)

    first, second = merchant.messages
    assert proposal
    assert re.sub(r"<[^>]+>", "", proposal[1]) == "Foyer •••• ••02 Expire fin 12/28"
    assert 'id="ticket"' in ticket
    same = ("cbmasquee", "hpancb", "bincb", "vld", "brand", "nomcartesequestree", "modepaiement")
    assert [first[name] for name in same] == [second[name] for name in same]
    assert (second["code-retour"], second["cbenregistree"], second["cvx"]) == ("payetest", "0", "non")


def test_forcesaisiecb_has_the_card_typed_again(every_mode: FlaskClient, merchant: Merchant) -> None:
    stored(every_mode)
    page = arrive(every_mode, form("CMD482102", aliascb="jeanne", forcesaisiecb="1"))

    assert "pay-stored" not in shown(every_mode, page)
    assert 'id="card-form"' in shown(every_mode, page)
    every_mode.post(page, data={"stored": "1"})
    assert len(merchant.messages) == 1
    every_mode.post(page, data=TYPED)
    assert merchant.messages[1]["cbenregistree"] == "1"


def test_a_stored_card_may_still_be_asked_for_a_code(every_mode: FlaskClient, merchant: Merchant) -> None:
    page = arrive(every_mode, form(aliascb="jeanne"))
    challenge = every_mode.post(page, data={**TYPED, "number": CHALLENGE}).location
    every_mode.post(challenge, data={"code": re.findall(r'code" value="(\d{6})"', shown(every_mode, challenge))[0]})

    again = every_mode.post(arrive(every_mode, form("CMD482102", aliascb="jeanne")), data={"stored": "1"}).location

    assert "/challenge/" in again
    assert merchant.results == ["payetest"]


def test_a_refused_card_is_not_stored(every_mode: FlaskClient, merchant: Merchant) -> None:
    stored(every_mode, number=REFUSED)

    assert merchant.messages[0]["cbenregistree"] == "0"
    assert "pay-stored" not in shown(every_mode, arrive(every_mode, form("CMD482102", aliascb="jeanne")))


@pytest.mark.parametrize(
    ("fields", "folder"),
    [
        (form("CMD482102", aliascb="paul"), "/test"),
        (form("CMD482102"), "/test"),
        (form("CMD482102", aliascb="jeanne"), ""),
        (order("deferred", "CMD482102", aliascb="jeanne"), "/test"),
    ],
)
def test_an_alias_is_one_terminal_s_on_one_platform(
    fields: dict[str, str], folder: str, every_mode: FlaskClient
) -> None:
    stored(every_mode)

    assert "pay-stored" not in shown(every_mode, arrive(every_mode, fields, folder))


def test_a_stored_card_that_has_expired_is_proposed_no_more(every_mode: FlaskClient, clock: Clock) -> None:
    stored(every_mode, expiry="03/26")
    clock.wait(days=20)
    before = shown(every_mode, arrive(every_mode, form("CMD482102", aliascb="jeanne", date="30/03/2026:12:00:00")))
    clock.wait(days=2)

    after = shown(every_mode, arrive(every_mode, form("CMD482103", aliascb="jeanne", date="01/04/2026:12:00:00")))

    assert ("pay-stored" in before, "pay-stored" in after) == (True, False)


def test_a_typing_error_opens_the_other_card_s_form(every_mode: FlaskClient) -> None:
    stored(every_mode)
    page = arrive(every_mode, form("CMD482102", aliascb="jeanne"))

    wrong = every_mode.post(page, data={**TYPED, "name": "Carte d’été"})

    assert 'id="other-card">' in shown(every_mode, page)
    assert 'id="other-card" open>' in wrong.get_data(as_text=True)
    assert 'id="name-fault"' in wrong.get_data(as_text=True)


def test_without_an_alias_nothing_is_named_or_stored(every_mode: FlaskClient, merchant: Merchant) -> None:
    every_mode.post(arrive(every_mode, form()), data={**TYPED, "name": "<not on this page>"})

    told: dict[str, Any] = merchant.messages[0]
    assert not {"cbenregistree", "nomcartesequestree"} & told.keys()
    assert "pay-stored" not in shown(every_mode, arrive(every_mode, form("CMD482102")))


def test_a_renewal_stores_no_card_again(every_mode: FlaskClient, merchant: Merchant) -> None:
    fields = order("recurring", aliascb="jeanne")
    every_mode.post("/control", json={"fields": fields, "scenario": "paid"})

    every_mode.post("/control/clock", json={"advance_days": 31})

    assert [told["cbenregistree"] for told in merchant.messages] == ["1", "0"]
