"""Nobody comes back from the bank, and no notification arrives: the closing of the page finds what became of it."""

from __future__ import annotations

import pytest

from local.stack import running
from tests.journeys.backstage import Backstage
from tests.journeys.bank_side import REFUSED, agreed

MODES = {"immediate": "paid", "deferred": "authorized", "partial": "authorized", "split": "paid", "recurring": "paid"}
MOST_CARDS = 4  # protocol sheet 10

pytestmark = pytest.mark.xdist_group("closing")


@pytest.fixture(scope="module")
def backstage():
    variables = {"PAGE": "2", "LEASE": "6", "SWEEP": "0.4", "SETTLE": "0.4"}
    with running(**{f"GUICHET_{name}_SECONDS": value for name, value in variables.items()}) as stack:
        yield Backstage.of(stack)


def test_a_page_that_closes_undecided_expires_and_a_late_acceptance_still_pays(backstage):
    started = backstage.new_order()
    backstage.until(started["order"], lambda order: order["status"] == "expired")

    backstage.bank.arrive(started["form"]).pay()

    order = backstage.settled(started["order"])
    assert (order["status"], [case["kind"] for case in order["cases"]]) == ("paid", ["accepted-after-expiry"])


def test_every_order_ends_right_when_its_page_closes_in_silence(backstage):
    bank = backstage.bank
    with bank.silent():
        accepted = {mode: backstage.new_order(mode) for mode in MODES}
        refused, blocked, left, never = (backstage.new_order() for _ in range(4))
        pages = {mode: bank.arrive(started["form"]) for mode, started in accepted.items()}
        pages |= {"refused": bank.arrive(refused["form"]), "blocked": bank.arrive(blocked["form"])}
        bank.arrive(left["form"])
        for mode in MODES:
            pages[mode].pay()
        pages["refused"].pay(REFUSED)
        for _ in range(MOST_CARDS):
            pages["blocked"].pay(REFUSED)

        orders = {mode: backstage.settled(started["order"]) for mode, started in accepted.items()}
        backstage.until(blocked["order"], lambda order: order["status"] == "refused")
        # Seen by the sweep before the books, it has expired: the page is over, and a start begins anew in both cases.
        backstage.until(refused["order"], lambda order: order["status"] in ("refused", "expired"))
        # Asked once more, a page later, since the bank's own 45 minutes begin with the arrival there; then never.
        for started in (left, never):
            order = backstage.until(started["order"], lambda order: order["attempts"][0]["ask_at"] is None)
            assert (order["status"], order["cases"], order["effects"]) == ("expired", [], [])

    for mode, order in orders.items():
        assert (order["status"], order["cases"]) == (MODES[mode], [])
        agreed(order, bank.book(order["reference"]))
    for page in pages.values():
        assert page.tell_again()
    for mode, order in orders.items():
        after = backstage.settled(order["order"])
        assert (after["status"], after["captured"], after["cases"]) == (MODES[mode], order["captured"], [])
        assert len(backstage.mails(order["order"])) == 1
    for started in (refused, blocked):
        order = backstage.order(started["order"])
        assert (order["status"], order["cases"], order["effects"]) == ("refused", [], [])
