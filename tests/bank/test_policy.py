from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bank.stage import ACCEPTED, CHALLENGE, form, query

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

CARD = {"expiry": "12/28", "cryptogram": "123"}


def in_frame(client: FlaskClient, reference: str = "CMD482101", **changed: str) -> str:
    response = client.get(f"/test/paiement.cgi?{query(form(reference, mode_affichage='iframe', **changed))}")
    assert response.status_code == 303, response.get_data(as_text=True)
    return response.location


def may_be_framed(response: TestResponse) -> bool:
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert ("frame-ancestors *" in policy) != ("frame-ancestors 'none'" in policy)
    return "frame-ancestors *" in policy


def test_every_page_of_an_order_in_an_iframe_may_be_framed(every_mode: FlaskClient) -> None:
    page = in_frame(every_mode)
    challenge = every_mode.post(page, data={"number": CHALLENGE, **CARD}).location
    pages = [every_mode.get(address) for address in (page, f"{page}/leave", challenge, f"{page}/partner/paypal")]
    wrong = every_mode.post(page, data={"number": "1", **CARD})
    every_mode.post(page, data={"number": ACCEPTED, **CARD})

    assert [may_be_framed(response) for response in [*pages, wrong, every_mode.get(page)]] == [True] * 6


def test_no_other_page_may(every_mode: FlaskClient) -> None:
    in_frame(every_mode)
    page = every_mode.post("/test/paiement.cgi", data=form("CMD482102", mode_affichage="")).location
    refused = every_mode.get(f"/test/paiement.cgi?{query({**form(mode_affichage='iframe'), 'montant': '1EUR'})}")
    others = [every_mode.get(address) for address in (page, f"{page}/leave", f"{page}/partner/paypal", "/", "/nowhere")]

    assert refused.status_code == 403
    assert not any(may_be_framed(response) for response in [*others, refused])


def test_an_iframe_is_asked_for_by_get(every_mode: FlaskClient) -> None:
    response = every_mode.post("/test/paiement.cgi", data=form(mode_affichage="iframe"))

    assert response.status_code == 400
    assert "asked for by GET" in response.get_data(as_text=True)


def test_the_way_back_leaves_the_frame_and_waits_for_a_click(every_mode: FlaskClient) -> None:
    page = in_frame(every_mode)
    leaving = every_mode.get(f"{page}/leave").get_data(as_text=True)
    every_mode.post(page, data={"number": ACCEPTED, **CARD})

    ticket = every_mode.get(page).get_data(as_text=True)

    assert 'id="back" href="https://shop.example/ok" target="_top"' in ticket
    assert 'id="back" href="https://shop.example/err" target="_top"' in leaving
    assert "http-equiv" not in ticket
