"""Who learns what: the bank nothing of what was bought, the browser nothing of the card, the logs nothing at all."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

if TYPE_CHECKING:
    from local.stack import Stack
    from tests.journeys.backstage import Backstage
    from tests.journeys.shopper import Shopper

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

CUSTOMER = {
    "first_name": "Zéphyrine",
    "last_name": "Quatrebarbes",
    "email": "zephyrine.quatrebarbes@exemple.fr",
    "address": "77 impasse du Moulin-Perdu",
    "postal_code": "35137",
    "city": "Pleumeleuc",
}
BROWSER_VIEW = {"order", "reference", "status", "amount", "currency", "expires_at"}


def pay_after_a_refusal(shopper: Shopper, backstage: Backstage) -> tuple[str, dict[str, Any], dict[str, list[str]]]:
    """The order's number, what the API tells its browser, and the form that the browser took to the bank."""
    number = shopper.order("suspension-brume", **CUSTOMER)
    token = shopper.page.locator("[name=order_token]").input_value()
    with shopper.page.expect_request("**/test/paiement.cgi") as carried:
        shopper.go_to_bank()
    answer = backstage.start(token)  # a second start gives what the first gave
    shopper.pay("refused-critical", then="#refused")
    shopper.pay("challenge", then="#code")
    shopper.type_code()
    return number, answer, parse_qs(carried.value.post_data or "", strict_parsing=True)


def test_the_bank_learns_who_pays_how_much_and_nothing_of_what_was_bought(
    shopper: Shopper, backstage: Backstage
) -> None:
    number, answer, form = pay_after_a_refusal(shopper, backstage)

    assert form == {name: [value] for name, value in answer["form"]["fields"].items()}
    assert (form["reference"], form["montant"]) == ([f"{number}01"], ["125.73EUR"])
    context = json.loads(base64.b64decode(form["contexte_commande"][0]))
    assert CUSTOMER["address"] in json.dumps(context, ensure_ascii=False)
    told = json.dumps({**form, "contexte_commande": context}, ensure_ascii=False)
    told = re.sub(r"view=[\w.-]+", "", told).lower()  # what is random may spell anything
    for bought in ("suspension", "brume", "washi", "livraison", "119.00", "tva", "quantity", "cart"):
        assert bought not in told


def test_the_browser_learns_the_status_and_nothing_of_card_or_refusal(shopper: Shopper, backstage: Backstage) -> None:
    number, answer, _ = pay_after_a_refusal(shopper, backstage)

    assert answer.keys() == {*BROWSER_VIEW, "form", "view_token"}
    view = backstage.view(number, answer["view_token"])
    assert view.keys() == {*BROWSER_VIEW, "paid_at"}
    assert view["status"] == "paid"


def test_the_logs_of_a_whole_payment_hold_no_key_no_card_no_token_and_nobody(
    shopper: Shopper, backstage: Backstage, stack: Stack
) -> None:
    number, answer, form = pay_after_a_refusal(shopper, backstage)
    shopper.page.goto(f"{shopper.page.url.partition('?')[0]}?developer=1")
    shopper.page.locator("text=Replay by GET").last.click()
    view = parse_qs(urlsplit(form["url_retour_ok"][0]).query)["view"]
    shopper.page.goto(form["url_retour_ok"][0])
    shopper.sees_paid()
    backstage.settled(number)

    secrets = json.loads((stack.settings.state / "secrets.json").read_text())
    context = form["contexte_commande"][0]
    forbidden = [*secrets.values(), *CUSTOMER.values(), *view, answer["view_token"], form["MAC"][0], context]
    patterns = [
        *(re.escape(value) for value in forbidden),
        r"(?i)zephyrine|quatrebarbes|moulin|pleumeleuc|lou\.marin",
        r"eyJ[\w-]{10,}",  # how every JWT begins
        r"0000[ -]?0100|0000[ -]?0300",  # how every card of these journeys begins
        r"(?i)hpancb|cbmasquee|motifrefusautorisation",
        r"(?i)\bMAC=|authorization: bearer",
    ]
    logs = {path.name: path.read_text() for path in stack.settings.logs.iterdir()}
    found = [(name, pattern) for name, log in logs.items() for pattern in patterns if re.search(pattern, log)]
    assert found == []
    assert number in logs["api.log"]
