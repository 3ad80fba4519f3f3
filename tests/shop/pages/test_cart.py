import pytest


def test_a_product_is_added_by_a_redirect(shopper):
    answer = shopper.post("/panier", {"article": "chandelles", "quantite": "3"})

    assert (answer.status_code, answer.location) == (303, "/panier")
    page = shopper.get("/panier").text
    assert "Trois chandelles" in page
    assert "49,50\u202f€" in page
    assert "56,23\u202f€" in page  # with the delivery


def test_a_quantity_changes_and_none_removes(shopper):
    shopper.fill_cart("chandelles")

    shopper.post("/panier/chandelles", {"quantite": "2"})
    assert "33,00\u202f€" in shopper.get("/panier").text

    shopper.post("/panier/chandelles", {"quantite": "0"})
    assert "Il est vide" in shopper.get("/panier").text


@pytest.mark.parametrize("quantity", ["-1", "1.5", "beaucoup", "", "9999", "²"])
def test_a_quantity_that_is_none_is_refused(shopper, quantity):
    assert shopper.post("/panier", {"article": "chandelles", "quantite": quantity}).status_code == 400


def test_a_product_that_is_not_sold_is_refused(shopper):
    assert shopper.post("/panier", {"article": "yacht"}).status_code == 404
    assert shopper.post("/panier/yacht", {"quantite": "1"}).status_code == 404


def test_the_page_says_when_one_cannot_pay_and_keeps_the_cart(shopper, api):
    shopper.fill_cart("chandelles")
    api.up = False

    page = shopper.get("/panier").text
    assert "Le paiement est momentanément indisponible" in page
    assert "Votre panier est conservé" in page
    assert "Trois chandelles" in page
