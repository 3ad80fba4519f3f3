from __future__ import annotations

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidValue
from chalicelib.domain.money import Money, decimals_of


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("62.73", 6273),
        ("62.7", 6270),
        ("62", 6200),
        ("0.05", 5),
        ("0", 0),
        ("007.10", 710),
        ("9999999999.99", 10**12 - 1),
    ],
)
def test_a_decimal_text_is_read_into_cents(text: str, minor: int) -> None:
    assert Money.parse(text, "EUR") == Money(minor, "EUR")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "1,5",
        "1.",
        ".5",
        "1.234",
        "-1",
        "+1",
        "1e2",
        "1_0",
        "٣",
        "½",
        "1.5\n",
        "12345678901",
        "nan",
        "0x1",
    ],
)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="not a decimal"):
        Money.parse(text, "EUR")


@pytest.mark.parametrize("currency", ["EUR", "USD", "GBP", "CHF", "MGA"])
def test_most_currencies_have_two_decimals(currency: str) -> None:
    assert decimals_of(currency) == 2
    assert str(Money(5, currency)) == "0.05"


@pytest.mark.parametrize("currency", ["JPY", "XPF", "KRW", "XOF", "ISK"])
def test_some_currencies_have_no_decimals(currency: str) -> None:
    assert Money.parse("5000", currency) == Money.parse("5000.00", currency) == Money(5000, currency)
    assert str(Money(5000, currency)) == "5000"


def test_every_currency_of_today_that_has_two_decimals_at_most_is_known_with_its_own() -> None:
    three = set("BHD IQD JOD KWD LYD OMR TND".split())
    # Three that their countries have given up, or share with another, and that terminals may still be opened in.
    besides = {"ANG", "SVC", "VED"}
    today = {code for uses in get_global("territory_currencies").values() for code, _, end, legal in uses
             if end is None and legal}  # fmt: skip
    none = set("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())

    assert {code for code in today | besides if decimals_of_any(code) == 2} == (today | besides) - three - none
    assert {code for code in today if decimals_of_any(code) == 0} == none
    assert {code for code in today if decimals_of_any(code) is None} == three


def decimals_of_any(currency: str) -> int | None:
    try:
        return decimals_of(currency)
    except InvalidValue:
        return None


@pytest.mark.parametrize("text", ["10.5", "10.01", "0.10"])
def test_decimals_that_the_currency_lacks_are_refused_not_rounded(text: str) -> None:
    with pytest.raises(InvalidValue, match="more decimals than JPY"):
        Money.parse(text, "JPY")


@pytest.mark.parametrize("currency", ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND", "CLF", "UYW"])
def test_currencies_with_more_than_two_decimals_are_refused_clearly(currency: str) -> None:
    with pytest.raises(InvalidValue, match=f"'{currency}' is not supported.*at most two decimals"):
        Money.parse("1.00", currency)


@pytest.mark.parametrize("currency", ["", "eur", "EU", "EURO", "XXX", "XTS", "XAU", "€", "EUR "])
def test_what_is_no_currency_is_refused(currency: str) -> None:
    with pytest.raises(InvalidValue, match="not supported"):
        decimals_of(currency)


def test_a_refusal_quotes_little_of_what_came() -> None:
    with pytest.raises(InvalidValue) as amount:
        Money.parse("9" * 1000, "EUR")
    with pytest.raises(InvalidValue) as currency:
        decimals_of("E" * 1000)

    assert max(len(str(amount.value)), len(str(currency.value))) < 120


def test_a_negative_amount_is_written_with_one_sign() -> None:
    assert str(Money(-5, "EUR")) == "-0.05"
    assert str(Money(-12345, "EUR")) == "-123.45"
    assert str(Money(-5, "JPY")) == "-5"


@given(st.integers(0, 10**10 - 1), st.sampled_from(["EUR", "JPY", "USD", "XPF"]))
def test_any_amount_comes_back_from_its_text(minor: int, currency: str) -> None:
    money = Money(minor, currency)

    assert Money.parse(str(money), currency) == money


@given(st.integers(0, 10**10 - 1), st.integers(0, 99))
def test_no_cent_is_lost_in_reading(units: int, cents: int) -> None:
    assert Money.parse(f"{units}.{cents:02}", "EUR").minor == units * 100 + cents
