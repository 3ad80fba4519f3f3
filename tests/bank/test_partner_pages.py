from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from tests.bank.services import Caller, order, told
from tests.bank.stage import ACCEPTED, REFUSED, form, mac

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.bank.stage import Clock, Merchant

OF_A_CARD = {
    *("cvx", "vld", "brand", "usage", "typecompte", "ecard", "originecb", "bincb", "hpancb", "cbmasquee"),
    *("cbenregistree", "nomcartesequestree"),
}


def arrive(client: FlaskClient, **changed: str) -> str:
    response = client.post("/test/paiement.cgi", data=form(**changed))
    assert response.status_code == 303, response.get_data(as_text=True)
    return response.location


def shown(client: FlaskClient, page: str) -> str:
    return client.get(page, follow_redirects=True).get_data(as_text=True)


def answer(client: FlaskClient, page: str, said: str, method: str = "paypal") -> str:
    """What the shopper sees afterwards."""
    response = client.post(f"{page}/partner/{method}", data={"answer": said})
    assert response.status_code == 303
    return shown(client, response.location)


def offered(client: FlaskClient, page: str) -> list[str]:
    return re.findall(r'id="partner-(\w+)" href', shown(client, page))


def test_the_page_offers_partners_but_those_hidden(every_mode: FlaskClient, client: FlaskClient) -> None:
    all_of_them = offered(every_mode, arrive(every_mode))
    some = offered(every_mode, arrive(every_mode, reference="CMD482102", desactivemoyenpaiement="paypal,3xcb"))
    none = offered(client, arrive(client))

    assert all_of_them == ["paypal", "lyfpay", "1euro", "3xcb", "4xcb"]
    assert some == ["lyfpay", "1euro", "4xcb"]
    assert none == []


def test_a_partner_s_acceptance_pays_and_has_no_field_of_a_card(every_mode: FlaskClient, merchant: Merchant) -> None:
    ticket = answer(every_mode, arrive(every_mode), "accepts", "3xcb")

    (message,) = merchant.messages
    assert not OF_A_CARD & message.keys()
    assert (message["code-retour"], message["modepaiement"], message["numauto"]) == ("payetest", "3xcb", "000000")
    assert message["authentification"] == "bnVsbAo="
    assert message["MAC"] == mac(message).upper()
    assert 'id="ticket"' in ticket
    assert "Cofidis en 3 fois" in ticket
    assert Caller(every_mode, "immediate").books()["state"] == "captured"


def test_a_partner_s_refusal_leaves_the_reference_payable(every_mode: FlaskClient, merchant: Merchant) -> None:
    page = arrive(every_mode)
    after = answer(every_mode, page, "refuses")
    partner = shown(every_mode, f"{page}/partner/paypal")
    other = shown(every_mode, f"{page}/partner/lyfpay")

    every_mode.post(page, data={"number": ACCEPTED, "expiry": "12/28", "cryptogram": "123"})

    refused, accepted = merchant.messages
    assert (refused["code-retour"], refused["motifrefus"], refused["modepaiement"]) == ("Annulation", "Refus", "paypal")
    assert accepted["code-retour"] == "payetest"
    assert not OF_A_CARD & refused.keys()
    assert 'id="attempts-left">3<' in after
    assert ('id="refused"' in partner, 'id="refused"' in other) == (True, False)


def test_a_partner_that_waits_says_so_first_and_answers_later_on_the_same_reference(
    every_mode: FlaskClient, merchant: Merchant
) -> None:
    page = arrive(every_mode, **{"texte-libre": "v1 one+two"})
    pending = answer(every_mode, page, "waits")

    after = every_mode.post(f"{page}/developer/partner", data={"answer": "accepts"}, follow_redirects=True)

    waiting, accepted = merchant.messages
    assert (waiting["code-retour"], accepted["code-retour"]) == ("attente_partenaire", "payetest")
    assert not {"numauto", "motifrefus", "motifrefusautorisation", *OF_A_CARD} & waiting.keys()
    for name in ("reference", "montant", "texte-libre", "modepaiement", "ipclient"):
        assert waiting[name] == accepted[name]
    assert waiting["date"] < accepted["date"]
    assert 'id="pending"' in pending
    assert "PayPal" in pending
    assert 'id="back" href="https://shop.example/ok"' in pending
    assert 'id="ticket"' in after.get_data(as_text=True)


def test_a_visit_that_waits_takes_no_card_and_does_not_expire(
    every_mode: FlaskClient, clock: Clock, merchant: Merchant
) -> None:
    page = arrive(every_mode)
    answer(every_mode, page, "waits")
    clock.wait(days=3)

    every_mode.post(page, data={"number": ACCEPTED, "expiry": "12/28", "cryptogram": "123"})

    assert merchant.results == ["attente_partenaire"]
    assert 'id="pending"' in shown(every_mode, page)
    assert 'id="pending"' in answer(every_mode, page, "accepts")
    assert Caller(every_mode, "immediate").books()["state"] == "waiting"


def test_the_same_form_arriving_again_finds_the_visit_waiting(every_mode: FlaskClient) -> None:
    page = arrive(every_mode)
    answer(every_mode, page, "waits")

    assert arrive(every_mode) == page
    assert 'id="pending"' in shown(every_mode, page)


def test_a_wait_refused_is_payable_while_the_page_has_time_and_over_afterwards(
    every_mode: FlaskClient, clock: Clock
) -> None:
    page, late = arrive(every_mode), arrive(every_mode, reference="CMD482102")
    for place in (page, late):
        answer(every_mode, place, "waits")
    every_mode.post(f"{page}/developer/partner", data={"answer": "refuses"})
    in_time = shown(every_mode, page)
    clock.wait(minutes=46)

    every_mode.post(f"{late}/developer/partner", data={"answer": "refuses"})

    assert 'id="card-form"' in in_time
    assert 'id="refused"' in in_time
    assert every_mode.get(late).status_code == 410


@pytest.mark.parametrize(("answered", "state"), [("accepts", "PA"), ("refuses", "RE")])
def test_a_waiting_order_has_a_state_of_its_own_at_the_services(
    answered: str, state: str, every_mode: FlaskClient
) -> None:
    page = arrive(every_mode)
    every_mode.post(page, data={"number": REFUSED, "expiry": "12/28", "cryptogram": "123"})
    answer(every_mode, page, "waits")
    caller = Caller(every_mode, "immediate")

    waiting = ElementTree.fromstring(caller.status()).findtext("etat")  # noqa: S314 - our own bank's
    capture = caller.capture("62.73EUR", "0EUR", "0EUR")
    every_mode.post(f"{page}/developer/partner", data={"answer": answered})

    assert waiting == "EA"
    assert told(capture) == ("-1", "traitement en cours")
    assert ElementTree.fromstring(caller.status()).findtext("etat") == state  # noqa: S314


def test_protocole_leads_straight_to_the_partner(every_mode: FlaskClient, merchant: Merchant) -> None:
    page = arrive(every_mode, protocole="sofort", lgue="EN")

    first = every_mode.get(page)
    there = shown(every_mode, page)
    every_mode.post(page, data={"number": ACCEPTED, "expiry": "12/28", "cryptogram": "123"})
    after = answer(every_mode, page, "refuses", "sofort")

    assert (first.status_code, first.location) == (303, f"{page}/partner/sofort?lang=en")
    assert "Pay with Sofort" in there
    assert 'id="cancel"' in there
    assert 'id="card-form"' not in there + after
    assert 'id="refused"' in after
    assert merchant.results == ["Annulation"]


def test_a_method_not_offered_and_an_answer_unheard_of_are_not_found(
    every_mode: FlaskClient, client: FlaskClient
) -> None:
    page = arrive(every_mode, desactivemoyenpaiement="paypal")
    plain = arrive(client)

    assert every_mode.get(f"{page}/partner/paypal").status_code == 404
    assert every_mode.post(f"{page}/partner/paypal", data={"answer": "accepts"}).status_code == 404
    assert every_mode.get(f"{page}/partner/bitcoin").status_code == 404
    assert every_mode.post(f"{page}/partner/lyfpay", data={"answer": "maybe"}).status_code == 404
    assert every_mode.post(f"{page}/developer/partner", data={"answer": "waits"}).status_code == 404
    assert client.get(f"{plain}/partner/lyfpay").status_code == 404


def test_a_partner_s_page_of_a_visit_that_is_over_leads_on(every_mode: FlaskClient, merchant: Merchant) -> None:
    page = arrive(every_mode)
    answer(every_mode, page, "accepts")

    assert every_mode.get(f"{page}/partner/paypal").location.startswith(page)
    assert 'id="ticket"' in answer(every_mode, page, "refuses")
    every_mode.post(f"{page}/developer/partner", data={"answer": "refuses"})
    assert merchant.results == ["payetest"]


@pytest.mark.parametrize("scenario", ["partner-accepts", "partner-waits-then-accepts"])
def test_a_renewal_is_charged_to_the_partner_too(scenario: str, every_mode: FlaskClient, merchant: Merchant) -> None:
    every_mode.post("/control", json={"fields": order("recurring"), "scenario": scenario})
    merchant.received.clear()

    every_mode.post("/control/clock", json={"advance_days": 31})

    (renewal,) = merchant.messages
    assert (renewal["code-retour"], renewal["modepaiement"]) == ("payetest", "paypal")
    assert not OF_A_CARD & renewal.keys()
