from __future__ import annotations

from datetime import date

import pytest

from bank.behaviours import CARD_BEHAVIOURS
from bank.cards import TEST_CARDS, CardFaults, card_facts, card_for, read_card
from tests.bank.stage import ACCEPTED, KEY

TODAY = date(2026, 3, 10)


def faults(number: str = ACCEPTED, expiry: str = "12/28", cryptogram: str = "123", name: str = "") -> dict[str, str]:
    with pytest.raises(CardFaults) as caught:
        read_card(number, expiry, cryptogram, today=TODAY, key=KEY, name=name)
    return caught.value.faults


def test_a_sixteen_digit_card_is_kept_as_bin_mask_and_keyed_hash() -> None:
    card = read_card("0000 0100 0000 0002", "12/28", "123", today=TODAY, key=KEY)

    assert (card.bin, card.masked, card.expiry, card.brand) == ("00000100", "00000100******02", "1228", "VI")
    assert card.hashed == "A4354013E91E4805D250D17B10C4CFD5752C745B"
    assert read_card(ACCEPTED, "12/28", "123", today=TODAY, key=b"k" * 20).hashed != card.hashed
    assert ACCEPTED not in repr(card)


def test_a_fifteen_digit_card_shows_six_digits_and_the_rest() -> None:
    card = read_card("000004000000002", "12/28", "123", today=TODAY, key=KEY)

    assert (card.bin, card.masked, card.origin) == ("000004XX", "000004******002", "USA")


def test_the_mastercard_has_the_bank_s_own_test_bin() -> None:
    card = read_card("0000030000000002", "12/28", "123", today=TODAY, key=KEY)

    assert (card.bin[:6], card.brand, card.behaviour) == ("000003", "MC", "accepted")


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", "fault_number_format"),
        ("0000 0100", "fault_number_format"),
        ("0000010000000002x", "fault_number_format"),
        ("4111 1111 1111 1111", "fault_number_real"),
        ("4111 1111 1111 1112", "fault_number_wrong"),
    ],
)
def test_only_test_cards_are_taken(number: str, fault: str) -> None:
    assert faults(number=number) == {"number": fault}


@pytest.mark.parametrize("expiry", ["12/28", "1228", "12/2028", " 12 / 28 ", "03/26"])
def test_an_expiry_is_read_in_its_usual_spellings(expiry: str) -> None:
    assert read_card(ACCEPTED, expiry, "123", today=TODAY, key=KEY).expiry in ("1228", "0326")


@pytest.mark.parametrize(
    ("expiry", "fault"), [("", "expiry"), ("13/28", "expiry"), ("1/28", "expiry"), ("02/26", "expired")]
)
def test_an_expiry_is_a_month_that_is_not_over(expiry: str, fault: str) -> None:
    assert faults(expiry=expiry) == {"expiry": f"fault_{fault}"}


@pytest.mark.parametrize("cryptogram", ["", "12", "1234", "abc", "١٢٣"])
def test_a_cryptogram_has_three_digits(cryptogram: str) -> None:
    assert faults(cryptogram=cryptogram) == {"cryptogram": "fault_cryptogram"}


@pytest.mark.parametrize("name", ["Carte d’été", "x" * 21, "two\nlines", "<b>"])
def test_a_card_s_name_is_plain_and_short(name: str) -> None:
    assert faults(name=name) == {"name": "fault_card_name"}


def test_a_card_has_expired_once_its_month_is_over() -> None:
    facts = card_facts(card_for("accepted"), date(2026, 3, 31), KEY)

    assert not facts.expired(date(2026, 3, 31))
    assert facts.expired(date(2026, 4, 1))


def test_every_fault_is_told_at_once() -> None:
    assert set(faults("x", "x", "x")) == {"number", "expiry", "cryptogram"}


def test_every_behaviour_has_a_card_and_every_card_a_number_of_its_own() -> None:
    assert {card.behaviour for card in TEST_CARDS} == set(CARD_BEHAVIOURS)
    assert len({card.number for card in TEST_CARDS}) == len(TEST_CARDS)
    assert all(card.number.startswith("00000") for card in TEST_CARDS)


def test_every_authorisation_refusal_of_the_sheet_has_a_card() -> None:
    assert {behaviour.authorisation_refusal for behaviour in CARD_BEHAVIOURS.values()} == {
        *("-", "Refus banque", "Refus emetteur", "Refus critique", "Refus repli VADS"),
        *("Refus temporaire", "Refus technique", "Refus autres", "Refus test"),
    }
