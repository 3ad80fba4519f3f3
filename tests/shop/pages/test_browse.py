import re

import pytest

from shop.catalogue import PRODUCTS


def test_the_catalogue_shows_every_product_and_its_price(shopper):
    page = shopper.get("/").text

    for product in PRODUCTS.values():
        assert f"/produits/{product.slug}" in page
    assert "89,00\u202f€" in page


def test_a_product_page_can_put_it_in_the_cart(shopper):
    page = shopper.get("/produits/lampe-aube").text

    assert 'action="/panier"' in page
    assert 'name="article" value="lampe-aube"' in page


def test_the_security_page_says_who_sees_what(shopper):
    page = " ".join(re.sub(r"<[^>]+>", " ", shopper.get("/securite-des-paiements").text).split())

    assert "Numéro de carte, date, cryptogramme Jamais Oui" in page
    assert "Ce que vous achetez Oui Jamais" in page
    for subject in ("3-D Secure", "p.monetico-services.com", "remboursement", "numéro de commande"):
        assert subject in page


@pytest.mark.parametrize(
    "path", ["/", "/produits/lampe-aube", "/panier", "/securite-des-paiements", "/mentions-legales"]
)
def test_every_page_has_its_language_landmarks_and_one_heading(shopper, path):
    page = shopper.get(path).text

    assert '<html lang="fr">' in page
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert 'class="skip" href="#contenu"' in page
    assert all("alt=" in image for image in re.findall(r"<img[^>]*>", page))


@pytest.mark.parametrize("path", ["/rien", "/produits/yacht"])
def test_what_does_not_exist_says_so_in_french(shopper, path):
    answer = shopper.get(path)

    assert answer.status_code == 404
    assert "Cette page n’existe pas" in answer.text


def test_a_fault_of_the_shop_keeps_its_face(app, new_shopper):
    app.add_url_rule("/panne", view_func=lambda: 1 / 0)
    app.logger.disabled = True

    answer = new_shopper().get("/panne")

    assert answer.status_code == 500
    assert "Quelque chose s’est mal passé chez nous" in answer.text


def test_the_shop_is_alive_without_the_api(shopper, api):
    api.up = False

    assert shopper.get("/health").status_code == 200
    assert shopper.get("/").status_code == 200
