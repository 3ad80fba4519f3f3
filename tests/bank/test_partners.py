from __future__ import annotations

from bank.partners import METHODS, OFFERED, PartnerFacts, offered, takes
from bank.settings import Option
from tests.bank.stage import terminal

PARTNERS = terminal(options=[Option.PARTNERS])


def test_a_page_offers_partners_only_where_the_terminal_has_bought_them() -> None:
    assert offered(terminal(), {}) == ()
    assert offered(terminal(options=[Option.ALIAS, Option.IFRAME]), {"desactivemoyenpaiement": "paypal"}) == ()
    assert offered(PARTNERS, {}) == OFFERED


def test_what_the_form_hides_is_not_offered() -> None:
    assert offered(PARTNERS, {"desactivemoyenpaiement": "paypal,4xcb"}) == ("lyfpay", "1euro", "3xcb")
    assert offered(PARTNERS, {"desactivemoyenpaiement": ",".join(METHODS)}) == ()


def test_a_form_that_goes_straight_to_a_partner_has_that_one_and_no_card() -> None:
    straight = {"protocole": "sofort"}

    assert offered(PARTNERS, straight) == ("sofort",)
    assert takes(PartnerFacts("sofort", "partner-accepts"), PARTNERS, straight)
    assert not takes(PartnerFacts("paypal", "partner-accepts"), PARTNERS, straight)
