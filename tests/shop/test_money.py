import pytest

from shop.money import decimal_text, euros, included_vat, rate_text


@pytest.mark.parametrize(
    ("cents", "for_the_api", "for_people"),
    [
        (5, "0.05", "0,05\u202f€"),
        (6273, "62.73", "62,73\u202f€"),
        (100_000, "1000.00", "1\u202f000,00\u202f€"),
        (123_456_789, "1234567.89", "1\u202f234\u202f567,89\u202f€"),
    ],
)
def test_an_amount_is_written_for_the_api_and_for_people(cents, for_the_api, for_people):
    assert decimal_text(cents) == for_the_api
    assert euros(cents) == for_people


@pytest.mark.parametrize(("rate", "text"), [(2000, "20"), (1000, "10"), (550, "5.5"), (210, "2.1"), (505, "5.05")])
def test_a_rate_is_a_percentage_without_idle_zeros(rate, text):
    assert rate_text(rate) == text


@pytest.mark.parametrize(
    ("amount", "rate", "vat"),
    [
        (12_000, 2000, 2000),
        (6273, 2000, 1046),  # 1045.5
        (1490, 550, 78),  # 77.68
        (1, 2000, 0),  # 0.17
        (3, 2000, 1),  # 0.5
        (0, 2000, 0),
    ],
)
def test_the_vat_an_amount_includes_is_rounded_half_up(amount, rate, vat):
    assert included_vat(amount, rate) == vat
