from __future__ import annotations

import pytest

from bank.money import Money, decimal, read_money


@pytest.mark.parametrize(
    ("text", "cents"), [("62.73EUR", 6273), ("100EUR", 10000), ("0.05EUR", 5), ("1.5EUR", 150), ("0EUR", 0)]
)
def test_an_amount_is_read_to_the_cent(text: str, cents: int) -> None:
    assert read_money(text) == Money(cents, "EUR")


@pytest.mark.parametrize("text", ["", "EUR", "1", "1,5EUR", "1.505EUR", ".5EUR", "-1EUR", "1 EUR", "1eur", "１EUR"])
def test_what_is_no_amount_is_none(text: str) -> None:
    assert read_money(text) is None


def test_an_amount_is_written_with_both_its_decimals() -> None:
    assert (str(Money(6270, "CHF")), decimal(5), decimal(0)) == ("62.70CHF", "0.05", "0.00")
