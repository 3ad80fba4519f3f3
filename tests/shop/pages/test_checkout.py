import html
import re

from tests.shop.shopper import ADDRESS, claims_of


def fields_of(page, form):
    found = re.search(rf'<form id="{form}".*?</form>', page, re.S)[0]
    return found, {
        name: html.unescape(value) for name, value in re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', found)
    }


def test_the_form_comes_filled_with_an_address_that_works(shopper):
    shopper.fill_cart()

    _, fields = fields_of(shopper.get("/commande").text, "checkout-form")
    answer = shopper.post("/commande", {**fields, "country": "FR"})

    assert answer.status_code == 303


def test_an_empty_cart_cannot_be_ordered(shopper):
    assert shopper.get("/commande").location == "/panier"
    assert shopper.post("/commande", ADDRESS).location == "/panier"


def test_faults_are_told_beside_their_fields_and_what_was_typed_is_kept(shopper):
    shopper.fill_cart()

    answer = shopper.post("/commande", {**ADDRESS, "email": "camille", "city": 'Saint-"Malo"'})

    assert answer.status_code == 422
    assert re.search(
        r'<input id="email"[^>]*aria-describedby="email-fault email-hint" aria-invalid="true"', answer.text
    )
    assert '<p class="fault" id="email-fault">Cette adresse e-mail semble incomplète.' in answer.text
    assert 'value="Saint-&#34;Malo&#34;"' in answer.text
    assert 'id="city-fault"' not in answer.text


def test_every_field_has_its_label(shopper):
    shopper.fill_cart()
    page = shopper.get("/commande").text

    for name in ADDRESS:
        assert f'<label for="{name}">' in page
        assert re.search(rf'<(input|select) id="{name}" name="{name}"', page)


def test_a_reload_or_a_second_click_orders_nothing_twice(shopper):
    shopper.fill_cart()

    assert shopper.order() == shopper.order()


def test_a_changed_cart_or_address_is_another_order(shopper):
    shopper.fill_cart("chandelles")
    first = shopper.order()
    elsewhere = shopper.order(city="Rennes")
    shopper.fill_cart("lampe-aube")

    assert len({first, elsewhere, shopper.order()}) == 3


def test_the_last_look_states_the_obligation_to_pay_and_the_whole_order(shopper):
    shopper.fill_cart()
    page = shopper.get(f"/commande/{shopper.order()}/paiement").text

    button = re.search(r'<button[^>]*id="pay">(.*?)</button>', page, re.S)[1]
    assert " ".join(re.sub("<[^>]+>", " ", button).split()) == ("Commande avec obligation de paiement Payer 62,73 €")
    for text in ("Bougie Figuier", "Livraison à domicile", "10,46\u202f€", "14 rue des Lanternes", ADDRESS["email"]):
        assert text in page


def test_without_javascript_the_button_posts_the_token_to_the_api(shopper):
    shopper.fill_cart()
    number = shopper.order()

    form, fields = fields_of(shopper.get(f"/commande/{number}/paiement").text, "payment-form")

    assert 'method="post" action="http://127.0.0.1:8000/checkout"' in form
    assert list(fields) == ["order_token"]
    claims = claims_of(fields["order_token"])
    assert claims["sub"] == number
    assert claims["order"]["amount"] == "62.73"


def test_the_payment_page_is_its_shopper_s_only(shopper, new_shopper):
    shopper.fill_cart()
    number = shopper.order()

    answer = new_shopper().get(f"/commande/{number}/paiement")

    assert answer.location == f"/commande/{number}"
    assert "order_token" not in answer.text


def test_a_paid_order_cannot_be_paid_again(shopper, api):
    shopper.fill_cart()
    number = shopper.order()
    api.statuses[number] = "paid"

    assert shopper.get(f"/commande/{number}/paiement").location == f"/commande/{number}"


def test_a_refused_order_may_be_paid_again_under_its_number(shopper, api):
    shopper.fill_cart()
    number = shopper.order()
    api.statuses[number] = "refused"

    page = shopper.get(f"/commande/{number}/paiement")
    assert 'id="pay"' in page.text
    assert number in page.text


def test_with_the_api_down_the_page_says_so_and_keeps_order_and_cart(shopper, api):
    shopper.fill_cart()
    number = shopper.order()
    api.up = False

    answer = shopper.get(f"/commande/{number}/paiement")

    assert answer.status_code == 503
    assert "Le paiement est momentanément indisponible" in answer.text
    assert "Votre panier est conservé" in answer.text
    assert "order_token" not in answer.text
    api.up = True
    assert 'id="pay"' in shopper.get(f"/commande/{number}/paiement").text
    assert "Bougie Figuier" in shopper.get("/panier").text


def test_the_form_remembers_the_last_order_s_address(shopper):
    shopper.fill_cart()
    shopper.order(city="Rennes")

    assert 'value="Rennes"' in shopper.get("/commande").text
