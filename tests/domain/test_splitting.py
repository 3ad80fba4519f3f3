"""Amounts in parts: nothing is lost, nothing is added."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidValue
from chalicelib.domain.money import Money
from chalicelib.domain.splitting import checked_parts, equal_parts
from tests.makers import euros


@pytest.mark.parametrize(
    ("count", "parts"), [(2, (3137, 3136)), (3, (2091, 2091, 2091)), (4, (1569, 1568, 1568, 1568))]
)
def test_what_is_left_over_is_on_the_first_part(count, parts):
    assert equal_parts(euros("62.73"), count) == parts


def test_currencies_without_decimals_are_split_to_the_unit():
    assert equal_parts(Money.parse("5000", "JPY"), 3) == (1668, 1666, 1666)


@given(st.integers(4, 10**12), st.integers(2, 4))
def test_equal_parts_add_up_and_differ_by_less_than_their_number(minor, count):
    parts = equal_parts(Money(minor, "EUR"), count)

    assert (len(parts), sum(parts)) == (count, minor)
    assert 0 <= parts[0] - parts[-1] < count
    assert len(set(parts[1:])) == 1


@pytest.mark.parametrize("count", [-1, 0, 1, 5])
def test_there_are_two_to_four_parts(count):
    with pytest.raises(InvalidValue, match="2 to 4"):
        equal_parts(euros("62.73"), count)
    with pytest.raises(InvalidValue, match="2 to 4"):
        checked_parts(euros("62.73"), (6273,) * max(count, 0))


def test_an_amount_too_small_for_its_parts_is_refused():
    with pytest.raises(InvalidValue, match="above zero"):
        equal_parts(euros("0.03"), 4)


def test_parts_of_the_shops_own_choice_are_kept_as_they_are():
    assert checked_parts(euros("62.73"), (100, 6173)) == (100, 6173)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [((0, 6273), "above zero"), ((-100, 6373), "above zero"), ((100, 6174), "62.74, not to 62.73"), ((1, 1), "0.02")],
)
def test_parts_that_do_not_make_the_amount_are_refused(parts, reason):
    with pytest.raises(InvalidValue, match=reason):
        checked_parts(euros("62.73"), parts)
