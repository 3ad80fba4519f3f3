from __future__ import annotations

import re
import string
from dataclasses import asdict

import pytest

from chalicelib.mail.texts import texts_for
from chalicelib.monetico.codes import PAGE_LANGUAGES


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
def test_every_language_of_the_banks_page_has_texts(language: str) -> None:
    assert texts_for(language).language == ("fr" if language == "FR" else "en")


def test_the_case_of_a_language_does_not_matter() -> None:
    assert texts_for("fr") is texts_for("FR")


def test_no_text_is_empty_and_languages_fill_in_the_same() -> None:
    french, english = asdict(texts_for("FR")), asdict(texts_for("EN"))

    assert all(french.values())
    assert all(english.values())
    assert {name: blanks(text) for name, text in french.items()} == {
        name: blanks(text) for name, text in english.items()
    }


def test_french_double_punctuation_follows_a_no_break_space_that_every_font_has() -> None:
    texts = asdict(texts_for("FR"))
    del texts["moment"], texts["first_day"]

    assert "\u202f" not in "".join(texts.values())
    assert [text for text in texts.values() if re.search(r"(?<!\xa0)[:;!?%]|'", text)] == []
