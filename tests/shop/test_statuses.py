import re

import pytest

from shop.statuses import PENDING, STANDINGS, UNREADABLE, standing

EVERY = {*STANDINGS.values(), UNREADABLE}
PAID = {"authorized", "paid", "partially_refunded", "refunded"}


def test_every_status_of_the_api_has_its_words():
    assert set(STANDINGS) == {
        "pending",
        "waiting_partner",
        "authorized",
        "paid",
        "partially_refunded",
        "refunded",
        "cancelled",
        "expired",
        "refused",
    }


def test_no_sentence_speaks_of_failure_or_gives_a_reason():
    for words in EVERY:
        assert not re.search(
            r"échou|échec|abouti|refus|erreur|provision|plafond|motif", f"{words.title} {words.text}", re.I
        )


def test_only_what_may_still_be_paid_can_be_paid():
    assert {status for status, words in STANDINGS.items() if words.payable} == {"pending", "expired", "refused"}


def test_the_cart_is_done_with_only_once_the_bank_has_had_its_say():
    assert {status for status, words in STANDINGS.items() if words.settled} == PAID | {"cancelled"}
    assert not UNREADABLE.settled


@pytest.mark.parametrize("status", ["pending", "waiting_partner", "refused", "expired"])
def test_what_an_acceptance_can_still_change_is_watched(status):
    assert standing(status).watched


def test_a_status_of_tomorrow_is_being_confirmed():
    assert standing("partially_captured") is PENDING
