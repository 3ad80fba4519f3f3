from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import pytest

from bank.transport import NotDelivered
from tests.bank.stage import ACCEPTED, CHALLENGE, REFUSED, form, query

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.bank.stage import Clock, Merchant


def arrive(client: FlaskClient, path: str = "/test/paiement.cgi", **changed: str) -> str:
    """The address of the payment page."""
    response = client.post(path, data=form(**changed))
    assert response.status_code == 303, response.get_data(as_text=True)
    return response.location


def pay(client: FlaskClient, page: str, number: str = ACCEPTED, **changed: str) -> TestResponse:
    return client.post(page, data={"number": number, "expiry": "12/28", "cryptogram": "123", **changed})


def text_of(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def page_text(client: FlaskClient, page: str) -> str:
    return text_of(client.get(page))


def test_a_form_opens_a_page_with_amount_reference_merchant_and_date(client: FlaskClient) -> None:
    shown = page_text(client, arrive(client))

    for told in ("62,73\u00a0€", "CMD482101", "Atelier Lumen", "10/03/2026", "45 min", 'id="attempts-left">4<'):
        assert told in shown
    assert '<html lang="fr">' in shown
    assert "Payer 62,73\u00a0€" in shown


def test_a_form_in_a_query_opens_the_same_page(client: FlaskClient) -> None:
    by_get = client.get(f"/test/paiement.cgi?{query(form())}")

    assert by_get.status_code == 303
    assert by_get.location == arrive(client)


def test_the_language_follows_the_form_and_then_the_switch(client: FlaskClient) -> None:
    english = arrive(client, lgue="DE")

    assert "Pay €62.73" in page_text(client, english)
    assert "Payer 62,73" in page_text(client, f"{english}?lang=fr")
    assert pay(client, f"{english}?lang=fr", REFUSED).location.endswith("lang=fr")


def test_no_data_is_an_error_page_in_two_languages(client: FlaskClient) -> None:
    for response in (client.get("/test/paiement.cgi"), client.post("/paiement.cgi")):
        assert response.status_code == 400
        assert response.mimetype == "text/html"
        assert "le serveur n’a reçu aucune donnée" in text_of(response)
        assert "the server received no data" in text_of(response)


@pytest.mark.parametrize(
    ("fields", "status", "reason"),
    [
        ({**form(), "montant": "1.00EUR"}, 403, "MAC: wrong seal"),
        (form(surprise="1"), 400, "surprise: unknown field"),
        (form(contexte_commande="e30="), 400, "contexte_commande: empty object"),
        (form(TPE="7654321"), 403, "TPE: unknown terminal"),
    ],
)
def test_a_refused_form_tells_the_shopper_little_and_the_developer_why(
    fields: dict[str, str], status: int, reason: str, client: FlaskClient, merchant: Merchant
) -> None:
    response = client.post("/test/paiement.cgi", data=fields)

    shopper, developer = text_of(response).split('id="developer"')
    assert response.status_code == status
    assert "Un problème technique est survenu" in shopper
    assert "A technical problem occurred" in shopper
    assert reason not in shopper
    assert reason in developer
    assert merchant.received == []


def test_markup_in_a_refused_form_is_shown_as_text(client: FlaskClient) -> None:
    shown = text_of(client.post("/test/paiement.cgi", data={**form(), "reference": "<script>alert(1)</script>"}))

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_another_content_type_is_refused(client: FlaskClient) -> None:
    response = client.post("/test/paiement.cgi", data=query(form()), content_type="text/plain")

    assert response.status_code == 400
    assert "content type" in text_of(response)


def test_a_form_too_large_is_an_error_page(client: FlaskClient) -> None:
    response = client.post("/test/paiement.cgi", data={"TPE": "x" * 300_000})

    assert response.status_code == 413
    assert "Un problème technique" in text_of(response)


def test_an_accepted_card_is_notified_before_the_ticket_is_shown(client: FlaskClient, merchant: Merchant) -> None:
    page = arrive(client)
    seen_meanwhile = []
    merchant.while_asked = lambda: seen_meanwhile.append(page_text(client.application.test_client(), page))

    answer = pay(client, page)
    ticket = page_text(client, answer.location)

    assert merchant.results == ["payetest"]
    assert 'id="waiting"' in seen_meanwhile[0]
    assert 'id="ticket"' not in seen_meanwhile[0]
    assert 'id="ticket"' in ticket
    assert "Paiement accepté" in ticket


def test_the_ticket_leads_back_without_a_word_from_the_bank(client: FlaskClient) -> None:
    ticket = page_text(client, pay(client, arrive(client)).location)

    assert 'id="back" href="https://shop.example/ok"' in ticket
    assert '<meta http-equiv="refresh" content="20;url=https://shop.example/ok">' in ticket


def test_the_automatic_return_can_be_stopped_and_needs_a_mail(client: FlaskClient) -> None:
    with_mail = pay(client, arrive(client)).location
    without = pay(client, arrive(client, reference="CMD482102", mail="")).location
    nowhere = pay(client, arrive(client, reference="CMD482103", url_retour_ok="")).location

    assert 'id="stay"' in page_text(client, with_mail)
    assert "http-equiv" not in page_text(client, f"{with_mail}&stay=1")
    assert "http-equiv" not in page_text(client, without)
    assert 'id="back"' not in page_text(client, nowhere)


def test_the_label_on_the_statement_is_on_the_ticket(client: FlaskClient) -> None:
    labelled = page_text(client, pay(client, arrive(client, libelleMonetique="ATELIER LUMEN LYON")).location)
    plain = page_text(client, pay(client, arrive(client, reference="CMD482102")).location)

    assert 'id="statement">ATELIER LUMEN LYON<' in labelled
    assert 'id="statement"' not in plain


def test_six_test_cards_are_shown_and_the_others_folded(client: FlaskClient) -> None:
    page = arrive(client)
    first, folded = page_text(client, page).split('id="more-cards"')
    chosen = page_text(client, f"{page}?card=0000010000000024")

    assert (first.count("data-card="), folded.count("data-card=")) == (6, 15)
    assert "Toutes les autres cartes (15)" in folded
    assert 'id="more-cards" open>' in chosen
    assert '<details id="more-cards">' in page_text(client, f"{page}?card={ACCEPTED}")


def test_a_refusal_leaves_three_attempts_and_tells_no_reason(client: FlaskClient) -> None:
    page = arrive(client)

    shopper = page_text(client, pay(client, page, REFUSED).location).split('id="developer"')[0]

    assert 'id="refused"' in shopper
    assert 'id="attempts-left">3<' in shopper
    assert "Refus test" not in shopper.split('id="test-cards"')[0]


def test_the_fourth_refusal_ends_with_the_way_back(client: FlaskClient, merchant: Merchant) -> None:
    page = arrive(client)
    for _ in range(4):
        pay(client, page, REFUSED)

    ended = page_text(client, page)
    assert 'id="card-form"' not in ended
    assert 'id="back" href="https://shop.example/err"' in ended
    assert pay(client, page).status_code == 303
    assert merchant.results == ["Annulation"] * 4


def test_a_page_left_open_expires(client: FlaskClient, clock: Clock, merchant: Merchant) -> None:
    page = arrive(client)
    clock.wait(minutes=45)

    assert client.get(page).status_code == 410
    assert "https://shop.example/err" in page_text(client, page)
    assert client.get(pay(client, page).location).status_code == 410
    assert pay(client, page, "x").status_code == 303
    assert merchant.received == []


def test_a_typing_error_costs_no_attempt_and_gives_no_number_back(client: FlaskClient, merchant: Merchant) -> None:
    page = arrive(client)

    response = pay(client, page, "4111111111111111", expiry="01/20", cryptogram="9")

    assert response.status_code == 422
    assert text_of(response).count("aria-invalid") == 3
    assert "4111" not in text_of(response)
    assert 'id="attempts-left">4<' in text_of(response)
    assert merchant.received == []


def test_a_challenge_asks_for_the_code_that_its_page_shows(client: FlaskClient, merchant: Merchant) -> None:
    page = arrive(client)
    challenge = pay(client, page, CHALLENGE).location
    shown = page_text(client, challenge)
    (code,) = re.findall(r'id="challenge-code" value="(\d{6})"', shown)

    wrong = client.post(challenge, data={"code": "x"})
    assert "aria-invalid" in page_text(client, wrong.location)
    assert "Il vous reste 2 essais." in page_text(client, wrong.location)
    assert "C’est votre dernier essai." in page_text(client, client.post(challenge, data={"code": "x"}).location)
    assert merchant.received == []

    done = client.post(challenge, data={"code": code})
    assert 'id="ticket"' in page_text(client, done.location)
    assert client.get(challenge).status_code == 303


def test_giving_up_a_challenge_is_a_refused_attempt(client: FlaskClient, merchant: Merchant) -> None:
    challenge = pay(client, arrive(client), CHALLENGE).location

    back = client.post(challenge, data={"give-up": "1", "code": ""})

    assert merchant.messages[0]["motifrefus"] == "3DSecure"
    assert 'id="refused"' in page_text(client, back.location)


def test_an_empty_code_is_a_wrong_code(client: FlaskClient, merchant: Merchant) -> None:
    challenge = pay(client, arrive(client), CHALLENGE).location

    client.post(challenge, data={"code": ""})

    assert merchant.received == []
    assert 'id="code-fault"' in page_text(client, challenge)


def test_leaving_asks_first_notifies_nobody_and_may_be_resumed(client: FlaskClient, merchant: Merchant) -> None:
    page = arrive(client)

    leaving = page_text(client, f"{page}/leave")

    assert 'id="back" href="https://shop.example/err"' in leaving
    assert 'id="resume"' in leaving
    assert merchant.received == []
    assert 'id="card-form"' in page_text(client, page)


def test_a_paid_reference_arriving_again_is_an_error_that_promises_nothing(client: FlaskClient) -> None:
    pay(client, arrive(client))

    again = client.post("/test/paiement.cgi", data=form())

    assert again.status_code == 409
    assert "reference: CMD482101 is paid at the bank" in text_of(again)
    assert "Rien n’a été débité" not in text_of(again)


def test_the_ticket_shows_although_the_merchant_is_silent(client: FlaskClient, merchant: Merchant) -> None:
    merchant.answer = NotDelivered("no answer within 30 seconds")

    shown = page_text(client, pay(client, arrive(client)).location)

    assert 'id="ticket"' in shown
    assert "no answer within 30 seconds" in shown


def test_production_notifies_as_production_and_has_no_test_banner(client: FlaskClient, merchant: Merchant) -> None:
    page = arrive(client, "/paiement.cgi")

    pay(client, page)

    assert merchant.results == ["paiement"]
    assert "test-banner" not in page_text(client, page)


def test_every_test_card_is_listed_with_a_link_that_fills_the_form_without_script(client: FlaskClient) -> None:
    page = arrive(client)
    shown = page_text(client, page)

    assert shown.count('class="test-card"') == 21
    filled = page_text(client, f"{page}?card={ACCEPTED}")
    assert 'value="0000 0100 0000 0002"' in filled
    assert 'value="12/28"' in filled
    assert 'value="4111' not in page_text(client, f"{page}?card=4111111111111111")


def test_no_page_needs_anything_inline_or_from_elsewhere(client: FlaskClient) -> None:
    page = arrive(client)
    challenge = pay(client, page, CHALLENGE).location
    pages = [client.get(address) for address in (page, challenge, f"{page}/leave", "/", "/nothing", "/paiement.cgi")]
    pages.append(client.get(pay(client, page).location))

    for response in pages:
        shown = text_of(response)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=\"/static/)", shown)
        assert not re.search(r"(?:src|action)=\"(?!/)", shown)
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"


def test_unknown_pages_are_not_found(client: FlaskClient) -> None:
    page = arrive(client)

    assert client.get("/payment/nothing").status_code == 404
    assert client.post("/payment/nothing").status_code == 404
    assert client.get(f"{page}/challenge/nothing").location.startswith(page)


def test_a_whole_payment_logs_no_card_digit(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    pay(client, arrive(client))

    assert "000001" not in caplog.text
