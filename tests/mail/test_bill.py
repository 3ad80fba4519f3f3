from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.customer import Line
from chalicelib.domain.money import Money
from chalicelib.mail.bill import bill_for, included_vat, rate_of

RATES = ("0", "0.9", "1.05", "2.1", "5.5", "8.5", "10", "20", "20.00")

lines_with_rates = st.lists(
    st.builds(
        Line,
        label=st.just("Bougie"),
        quantity=st.integers(1, 50),
        unit_amount=st.builds(Money, st.integers(0, 1_000_000), st.just("EUR")),
        vat_rate=st.sampled_from(RATES),
    ),
    min_size=1,
    max_size=12,
).map(tuple)


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


@given(lines_with_rates)
def test_the_total_without_vat_and_the_vat_of_each_rate_add_up_to_the_total(lines: tuple[Line, ...]) -> None:
    total = euros(sum(line.quantity * line.unit_amount.minor for line in lines))

    bill = bill_for(lines, total)

    assert bill is not None
    assert bill.without_vat.minor + sum(vat.minor for _, vat in bill.vat) == bill.total.minor == total.minor
    assert {rate for rate, _ in bill.vat} == {rate_of(line) for line in lines}
    assert all(vat.minor >= 0 for _, vat in bill.vat)
    assert bill.without_vat.minor >= 0


@given(minor=st.integers(0, 10**12), rate=st.integers(0, 9999))
def test_the_included_vat_is_the_exact_one_rounded_half_up(minor: int, rate: int) -> None:
    exact = Fraction(minor * rate, 10_000 + rate)

    rounded = included_vat(minor, rate)

    assert -Fraction(1, 2) < rounded - exact <= Fraction(1, 2)


def test_half_a_cent_of_vat_goes_up() -> None:
    assert included_vat(3, 2000) == 1  # exactly 0.5
    assert included_vat(9, 2000) == 2  # exactly 1.5
    assert included_vat(8, 2000) == 1  # 1.33


def test_vat_is_rounded_once_a_rate_and_not_once_a_line() -> None:
    lines = tuple(Line("Mèche", 1, euros(2), "20") for _ in range(3))  # 0.33 of VAT each, 1 in all

    bill = bill_for(lines, euros(6))

    assert bill is not None
    assert bill.vat == ((2000, euros(1)),)


def test_two_spellings_of_a_rate_are_one_rate_and_the_highest_comes_first() -> None:
    lines = (
        Line("Livre", 1, euros(2200), "5.5"),
        Line("Lampe", 1, euros(6000), "20"),
        Line("Bougie", 1, euros(6000), "20.00"),
        Line("Livre", 1, euros(2200), "5.50"),
    )

    bill = bill_for(lines, euros(16_400))

    assert bill is not None
    assert bill.vat == ((2000, euros(2000)), (550, euros(229)))


@pytest.mark.parametrize("rate", ["", "vingt", "-5", "20 %", "5,5", "5.555", "NaN", "٢٠"])
def test_there_is_no_vat_where_a_rate_is_missing_or_cannot_be_read(rate: str) -> None:
    lines = (Line("Lampe", 1, euros(6000), "20"), Line("Bougie", 1, euros(2000), rate))

    bill = bill_for(lines, euros(8000))

    assert bill is not None
    assert bill.vat == ()
    assert bill.without_vat == bill.total


@pytest.mark.parametrize(
    ("lines", "total"),
    [
        ((), euros(100)),
        ((Line("Lampe", 1, euros(6000)),), euros(5999)),
        ((Line("Lampe", 2, euros(6000)),), euros(6000)),
        ((Line("Lampe", 1, Money(6000, "CHF")),), euros(6000)),
    ],
    ids=["no lines", "one cent off", "quantity forgotten", "another currency"],
)
def test_there_is_no_bill_where_the_lines_do_not_come_to_the_total(lines: tuple[Line, ...], total: Money) -> None:
    assert bill_for(lines, total) is None
