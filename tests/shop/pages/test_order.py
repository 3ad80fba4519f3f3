import html
import re

import pytest

from shop.statuses import STANDINGS
from shop.typography import french_spaces
from tests.shop.shopper import ADDRESS, claims_of

PERSONAL = [ADDRESS[name] for name in ("first_name", "last_name", "email", "address", "city")]


@pytest.fixture
def number(shopper):
    shopper.fill_cart()
    return shopper.order()


@pytest.mark.parametrize("status", STANDINGS)
def test_each_status_has_its_page(shopper, api, number, status):
    api.statuses[number] = status

    answer = shopper.get(f"/commande/{number}")

    words = STANDINGS[status]
    text = html.unescape(answer.text)
    assert answer.status_code == 200
    assert french_spaces(f"<h1>{words.title}</h1>") in text
    assert french_spaces(words.text) in text
    assert not re.search(r"échou|échec", text, re.I)
    assert ('data-watch="' in text) == words.watched
    assert ('http-equiv="refresh"' in text) == words.watched
    assert ('id="try-again"' in text) == (status in {"refused", "expired"})
    assert ('id="mail-sent"' in text) == (status in {"paid", "authorized"})


def test_a_paid_order_shows_number_amount_and_where_the_mail_goes(shopper, api, number):
    api.statuses[number] = "paid"

    page = shopper.get(f"/commande/{number}").text

    assert f'<dd id="order-number">{number}</dd>' in page
    assert '<dd id="order-amount">62,73\u202f€</dd>' in page
    assert f'<dd id="bank-reference">{number}01</dd>' in page
    assert f'Un courriel de confirmation est envoyé à <strong class="breakable">{ADDRESS["email"]}' in page


def test_the_api_is_asked_with_the_order_s_own_token(shopper, api, number):
    shopper.get(f"/commande/{number}")

    claims = claims_of(api.tokens[-1])
    assert (claims["sub"], claims["scope"]) == (number, "pay")


def test_an_order_never_sent_to_the_bank_goes_back_to_payment(shopper, number):
    assert shopper.get(f"/commande/{number}").location == f"/commande/{number}/paiement"


@pytest.mark.parametrize(
    ("status", "kept"),
    [("pending", True), ("refused", True), ("expired", True), ("paid", False), ("authorized", False)],
)
def test_the_cart_is_kept_until_the_order_is_paid(shopper, api, number, status, kept):
    api.statuses[number] = status
    shopper.get(f"/commande/{number}")

    assert ("Bougie Figuier" in shopper.get("/panier").text) == kept


def test_the_same_purchase_after_a_paid_one_is_a_new_order(shopper, api, number):
    api.statuses[number] = "paid"
    shopper.get(f"/commande/{number}")
    shopper.fill_cart()

    assert shopper.order() != number


@pytest.mark.parametrize("status", ["pending", "paid"])
def test_a_stranger_sees_nothing_of_the_order(new_shopper, api, number, status):
    api.statuses[number] = status

    stranger = new_shopper()
    answer = stranger.get(f"/commande/{number}")

    assert answer.status_code == 403
    assert not [text for text in [*PERSONAL, "62,73", "Figuier", number] if text in answer.text]
    assert stranger.get(f"/commande/{number}/etat").status_code == 403
    assert stranger.get("/commande/LUM1").text == answer.text
    assert api.tokens == []


def test_another_shopper_of_the_shop_is_a_stranger_too(new_shopper, api, number):
    api.statuses[number] = "paid"
    other = new_shopper()
    other.fill_cart()
    other.order()

    assert other.get(f"/commande/{number}").status_code == 403


def test_a_forged_cookie_is_nobody_s(new_shopper, number):
    stranger = new_shopper()
    stranger.client.set_cookie("atelier_lumen", "eyJzaG9wcGVyIjoieCJ9.x.x", domain="127.0.0.1")

    assert stranger.get(f"/commande/{number}").status_code == 403


def test_the_watching_script_reads_the_status(shopper, api, number):
    api.statuses[number] = "pending"

    answer = shopper.get(f"/commande/{number}/etat")

    assert (answer.status_code, answer.json) == (200, {"status": "pending"})


def test_with_the_api_down_the_page_reassures_and_keeps_watching(shopper, api, number):
    api.up = False

    answer = shopper.get(f"/commande/{number}")

    assert answer.status_code == 503
    assert "Nous ne pouvons pas afficher votre commande pour l’instant" in answer.text
    assert 'data-watch="' in answer.text
    assert "Bougie Figuier" in shopper.get("/panier").text
    assert shopper.get(f"/commande/{number}/etat").status_code == 503


def test_the_reload_without_javascript_can_be_stopped(shopper, api, number):
    api.statuses[number] = "pending"

    assert 'http-equiv="refresh"' not in shopper.get(f"/commande/{number}?actualisation=non").text
