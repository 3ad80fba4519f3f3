from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import bank
from bank.behaviours import CARD_BEHAVIOURS
from bank.cards import TEST_CARDS
from bank.labels import BRANDS, OUTCOMES, PARTNERS
from bank.partners import METHODS
from bank.texts import TEXTS, amount

SOURCES = [path.read_text(encoding="utf-8") for path in Path(bank.__file__).parent.rglob("*.[ph][yt]*")]


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_both_languages_have_the_same_blanks(key: str) -> None:
    french, english = TEXTS[key]

    assert french
    assert blanks(french) == blanks(english)


def test_every_behaviour_brand_and_method_has_its_words() -> None:
    assert set(OUTCOMES) == set(CARD_BEHAVIOURS)
    assert set(PARTNERS) == set(METHODS)
    assert {card.brand for card in TEST_CARDS} == set(BRANDS)


def test_no_sentence_is_left_unused() -> None:
    everything = "".join(SOURCES)
    built = {key for key in TEXTS if re.fullmatch(r"(refused|expired|leave)_title", key)}

    assert [key for key in TEXTS if key not in built and len(re.findall(rf"['\"]{key}['\"]", everything)) < 2] == []


@pytest.mark.parametrize(
    ("montant", "french", "english"),
    [
        ("62.73EUR", "62,73\u00a0€", "€62.73"),
        ("100EUR", "100,00\u00a0€", "€100.00"),
        ("1234567.5GBP", "1\u202f234\u202f567,50\u00a0£", "£1,234,567.50"),
        ("0.05CHF", "0,05\u00a0CHF", "CHF\u00a00.05"),
    ],
)
def test_amounts_are_written_in_the_language_s_own_form(montant: str, french: str, english: str) -> None:
    assert (amount(montant, "fr"), amount(montant, "en")) == (french, english)
