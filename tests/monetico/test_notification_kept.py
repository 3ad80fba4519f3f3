"""What of a notification is kept, beside what decides: little, short, and nothing of a card or a person."""

from __future__ import annotations

import pytest

from chalicelib.monetico.notification import MAX_EXTRA_BYTES, MAX_EXTRA_LENGTH, read
from tests.makers import an_order, bank_fields, sealed_pairs
from tests.monetico.notified import notified, size_of

CARD_AND_PERSON = (
    "cvx", "vld", "bincb", "hpancb", "ipclient", "originecb", "originetr", "usage", "typecompte", "ecard",
    "nomcartesequestree",
)  # fmt: skip


def test_unknown_codes_and_fields_are_kept_as_they_came() -> None:
    odd = notified({"code-retour": "paiement_pf9", "motifrefus": "Nouveau motif", "wallet": "paylib", "Zukunft": ""})

    assert (odd.code, odd.refusal_reason) == ("paiement_pf9", "Nouveau motif")
    assert odd.extra == {"wallet": "paylib", "Zukunft": ""}


def test_unknown_fields_are_bounded_in_number_and_length() -> None:
    many = notified({f"field{number:03}": "long é" * 100 for number in range(60)})

    assert 1 < len(many.extra) < 10
    assert {len(value) for value in many.extra.values()} == {MAX_EXTRA_LENGTH}
    assert size_of(many.extra) <= MAX_EXTRA_BYTES


def test_which_unknown_fields_are_kept_does_not_depend_on_their_order() -> None:
    fields = {**bank_fields(an_order()), **{f"field{number:03}": "x" * 100 for number in range(60)}}
    pairs = sealed_pairs(fields)

    assert read(pairs) == read(pairs[::-1])
    assert "field000" in read(pairs[::-1]).extra
    assert "field059" not in read(pairs[::-1]).extra


def test_unknown_fields_are_kept_up_to_the_last_byte_of_their_room() -> None:
    whole = {f"f{number}": "x" * 148 for number in range(MAX_EXTRA_BYTES // 150)}

    assert size_of(notified(whole).extra) == MAX_EXTRA_BYTES
    assert len(notified({**whole, "f9": "x" * 149}).extra) == len(whole) - 1


@pytest.mark.parametrize("name", ["motifrefus", "motifrefusautorisation", "modepaiement", "numauto", "brand"])
def test_a_card_number_is_removed_from_every_text_that_is_kept(name: str) -> None:
    assert "4970" not in repr(notified({name: "no 4970.1000  0000-0003"}))


def test_a_card_number_is_removed_from_the_name_of_a_field_too() -> None:
    assert "4970" not in repr(notified({"x4970100000000003": "1"}))


@pytest.mark.parametrize("name", CARD_AND_PERSON)
def test_what_is_derived_from_card_or_shopper_is_dropped(name: str) -> None:
    assert "kept-nowhere" not in repr(notified({name: "kept-nowhere"}))


def test_filter_values_which_may_be_an_address_are_dropped() -> None:
    read = notified({"filtragecause": "1-", "filtragevaleur": "203.0.113.7-", "aliascb": "camille"})

    assert read.extra == {"filtragecause": "1-"}


def test_the_seal_is_not_kept() -> None:
    pairs = sealed_pairs(bank_fields(an_order()))

    assert dict(pairs)[b"MAC"].decode() not in repr(read(pairs))


@pytest.mark.parametrize(
    "number",
    [
        "4970100000000003",
        "4970 1000 0000 0003",
        "4970-1000-0000-0003",
        "378282246310005",
        "497010000003",
        "6304000000000000000",
    ],
)
def test_a_card_number_inside_an_unknown_field_is_removed(number: str) -> None:
    kept = notified({"note": f"carte {number}."}).extra["note"]

    assert kept == "carte [number removed]."


def test_a_card_number_at_the_edge_of_the_bound_is_removed_whole() -> None:
    kept = notified({"note": "x" * (MAX_EXTRA_LENGTH - 8) + "4970100000000003"}).extra["note"]

    assert not any(digit in kept for digit in "0123456789")


@pytest.mark.parametrize("value", ["2.1.0", "10/06/2022", "12345678901", "4-", "FRA-"])
def test_shorter_numbers_in_unknown_fields_stay(value: str) -> None:
    assert notified({"note": value}).extra["note"] == value
