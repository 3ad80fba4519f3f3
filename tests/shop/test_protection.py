import pytest

PATHS = ("/", "/panier", "/commande", "/commande/LUM1", "/commande/LUM1/etat", "/securite-des-paiements", "/rien")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_strict_policy(shopper, path):
    headers = shopper.get(path).headers

    assert headers["Content-Security-Policy"].split("; ") == [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self' http://127.0.0.1:8000",
        "form-action 'self' http://127.0.0.1:8000 http://127.0.0.1:8001",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/produits/lampe-aube", "/securite-des-paiements", "/panier"])
def test_reading_sets_no_cookie(shopper, path):
    assert "Set-Cookie" not in shopper.get(path).headers


def test_the_one_cookie_is_out_of_reach_of_scripts_and_of_other_sites(shopper):
    cookies = shopper.post("/panier", {"article": "chandelles"}).headers.getlist("Set-Cookie")

    assert len(cookies) == 1
    name, *attributes = cookies[0].split("; ")
    assert name.startswith("atelier_lumen=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} == set(attributes)


def test_pages_hold_no_inline_script_or_style(shopper):
    shopper.fill_cart()
    number = shopper.order()

    for path in ("/", "/panier", "/commande", f"/commande/{number}/paiement"):
        page = shopper.get(path).text
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert page.count("<script") == page.count("<script src=")


def test_a_form_of_another_site_is_refused(shopper):
    answer = shopper.post("/panier", {"article": "chandelles"}, headers={"Origin": "https://ailleurs.example"})

    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_another_host_name_is_sent_to_the_one_that_the_cookie_knows(app):
    answer = app.test_client().get("/panier?a=1", base_url="http://localhost:8002")

    assert (answer.status_code, answer.location) == (308, "http://127.0.0.1:8002/panier?a=1")
