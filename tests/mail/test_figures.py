from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.money import Money, decimals_of
from chalicelib.mail.figures import country_name, day_text, moment_text, money_text, rate_text
from chalicelib.mail.texts import texts_for

FRENCH, ENGLISH = texts_for("FR"), texts_for("EN")
CURRENCIES = "EUR USD GBP CHF CAD MAD AFN ALL IRR LBP MMK RSD SYP YER XCG VED JPY KRW ISK UGX XAF XPF".split()
"""Those of our shops' customers, those that Babel would round, new ones, and those without decimals."""


def test_french_amounts_have_a_comma_and_no_break_spaces_and_the_sign_after() -> None:
    assert money_text(Money(6273, "EUR"), FRENCH) == "62,73\xa0€"
    assert money_text(Money(123_456_789, "EUR"), FRENCH) == "1\xa0234\xa0567,89\xa0€"


def test_english_amounts_name_the_country_of_a_shared_sign() -> None:
    assert money_text(Money(123_456, "EUR"), ENGLISH) == "€1,234.56"
    assert money_text(Money(123_456, "USD"), ENGLISH) == "US$1,234.56"
    assert money_text(Money(123_456, "JPY"), ENGLISH) == "JP¥123,456"


@pytest.mark.parametrize("texts", [FRENCH, ENGLISH], ids=["fr", "en"])
@pytest.mark.parametrize("currency", CURRENCIES)
def test_every_currency_keeps_exactly_its_decimals(currency, texts) -> None:
    written = money_text(Money(1_234_507, currency), texts)

    digits = "".join(character for character in written if character.isdigit())
    assert digits == "1234507"
    mark = "," if texts is FRENCH else "."
    assert (f"{mark}07" in written) == (decimals_of(currency) == 2)


def test_rates_have_no_needless_zeros() -> None:
    assert [rate_text(rate, FRENCH) for rate in (2000, 550, 105, 0)] == ["20", "5,5", "1,05", "0"]
    assert rate_text(550, ENGLISH) == "5.5"


@pytest.mark.parametrize(
    ("utc", "french", "english"),
    [
        (
            datetime(2026, 1, 31, 23, 5, tzinfo=UTC),
            "1er février 2026 à 0 h 05 (heure de Paris, UTC+01:00)",
            "1 February 2026 at 00:05 (Paris time, GMT+01:00)",
        ),
        (
            datetime(2026, 7, 14, 16, 30, tzinfo=UTC),
            "14 juillet 2026 à 18 h 30 (heure de Paris, UTC+02:00)",
            "14 July 2026 at 18:30 (Paris time, GMT+02:00)",
        ),
        (
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            "25 octobre 2026 à 2 h 30 (heure de Paris, UTC+02:00)",
            "25 October 2026 at 02:30 (Paris time, GMT+02:00)",
        ),
        (
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
            "25 octobre 2026 à 2 h 30 (heure de Paris, UTC+01:00)",
            "25 October 2026 at 02:30 (Paris time, GMT+01:00)",
        ),
    ],
    ids=["winter, next day in Paris", "summer", "doubled hour, first", "doubled hour, second"],
)
def test_moments_are_told_in_the_hour_of_paris(utc: datetime, french: str, english: str) -> None:
    assert moment_text(utc, FRENCH).replace("\xa0", " ") == french
    assert moment_text(utc, ENGLISH) == english


def test_the_first_of_a_month_is_an_ordinal_in_french_only() -> None:
    assert [day_text(date(2027, 1, day), FRENCH) for day in (1, 2, 31)] == [
        "1er janvier 2027",
        "2 janvier 2027",
        "31 janvier 2027",
    ]
    assert day_text(date(2027, 1, 1), ENGLISH) == "1 January 2027"


def test_countries_have_names_and_unknown_codes_stay() -> None:
    assert country_name("DE", FRENCH) == "Allemagne"
    assert country_name("DE", ENGLISH) == "Germany"
    assert country_name("QQ", FRENCH) == "QQ"
