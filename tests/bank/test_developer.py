from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bank.scenarios import DEFAULT_DELAY, SCENARIOS
from tests.bank.stage import form

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.bank.stage import Merchant


def arrive(client: FlaskClient) -> str:
    return client.post("/test/paiement.cgi", data=form()).location


def play(client: FlaskClient, page: str, scenario: str) -> str:
    response = client.post(f"{page}/developer/scenario", data={"scenario": scenario})
    assert response.status_code == 303
    return client.get(response.location).get_data(as_text=True)


def test_every_scenario_is_offered_while_the_page_is_open(client: FlaskClient) -> None:
    page = arrive(client)

    shown = client.get(page).get_data(as_text=True)
    paid = play(client, page, "paid")

    assert re.findall(r'id="scenario-([\w-]+)"', shown) == list(SCENARIOS)
    assert "scenario-" not in paid


def test_the_panel_shows_each_message_its_sealed_text_and_its_verdict(client: FlaskClient) -> None:
    shown = play(client, arrive(client), "refused-then-paid")

    panel = shown.split('id="developer"')[1]
    assert re.findall(r"<h4>\d\. (\w+)</h4>", panel) == ["refused", "accepted"]
    assert len(re.findall(r"received, after \d\.\d{3} s", panel)) == 2
    assert panel.count('<pre tabindex="0">TPE=0000001*') == 2


def test_what_the_form_wishes_is_told_in_plain_words(client: FlaskClient) -> None:
    fields = form(libelleMonetique="ATELIER LUMEN", ThreeDSecureChallenge="challenge_mandated")
    panel = client.get(client.post("/test/paiement.cgi", data=fields).location).get_data(as_text=True)
    plain = client.get(client.post("/test/paiement.cgi", data=form("CMD482102")).location).get_data(as_text=True)
    start = client.get("/").get_data(as_text=True)

    assert "<dt>label on the statement</dt><dd>ATELIER LUMEN</dd>" in panel
    assert "<dt>3-D Secure</dt><dd>challenge_mandated</dd>" in panel
    assert 'id="wishes"' not in plain
    assert "label on the statement: ATELIER LUMEN, 3-D Secure: challenge_mandated" in start


def test_a_visit_that_waits_offers_the_partner_s_last_word_instead_of_scenarios(every_mode: FlaskClient) -> None:
    shown = play(every_mode, arrive(every_mode), "partner-waits")

    assert 'id="wait-accepts"' in shown
    assert 'id="wait-refuses"' in shown
    assert 'id="scenario-' not in shown


def test_a_slow_scenario_lets_the_shopper_go_first(
    client: FlaskClient, merchant: Merchant, late_jobs: list[tuple[float, object]]
) -> None:
    shown = play(client, arrive(client), "slow")

    assert 'id="ticket"' in shown
    assert merchant.received == []
    ((seconds, job),) = late_jobs
    job()
    assert (seconds, merchant.results) == (DEFAULT_DELAY, ["payetest"])


def test_a_lost_message_is_replayed_from_the_panel_both_ways(client: FlaskClient, merchant: Merchant) -> None:
    page = arrive(client)
    shown = play(client, page, "lost")
    (message,) = re.findall(r'name="message" value="(\w+)"', shown)

    for method in ("POST", "GET"):
        client.post(f"{page}/developer/replay", data={"message": message, "method": method})

    (first, address, body), (second, url, again) = merchant.received
    assert (first, second, again) == ("POST", "GET", body)
    assert url == f"{address}?{body}"


def test_another_visit_s_message_or_method_is_not_found(client: FlaskClient) -> None:
    page = arrive(client)
    shown = play(client, page, "lost")
    (message,) = re.findall(r'name="message" value="(\w+)"', shown)
    other = client.post("/test/paiement.cgi", data=form("CMD482102")).location

    assert client.post(f"{other}/developer/replay", data={"message": message, "method": "POST"}).status_code == 404
    assert client.post(f"{page}/developer/replay", data={"message": message, "method": "PUT"}).status_code == 404
    assert client.post(f"{page}/developer/scenario", data={"scenario": "magic"}).status_code == 404


def test_a_scenario_on_a_page_that_is_over_changes_nothing(client: FlaskClient, merchant: Merchant) -> None:
    page = arrive(client)
    play(client, page, "paid")

    shown = play(client, page, "refused")

    assert 'id="ticket"' in shown
    assert merchant.results == ["payetest"]


def test_the_start_page_lists_visits_and_what_came_of_them(client: FlaskClient) -> None:
    before = client.get("/").get_data(as_text=True)
    play(client, arrive(client), "paid")

    after = client.get("/").get_data(as_text=True)

    assert "Nobody has come yet" in before
    assert "CMD482101" in after
    assert "accepted: POST received" in after
    assert "0123456789abcdef" not in after
