from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.monetico.form import Pairs, parse
from chalicelib.monetico.seal import legacy_fields, legacy_sealed_text, matches, seal, sealed_text
from tests.makers import KEY, OTHER_KEY, an_order, bank_fields, sealed_body, sealed_pairs

if TYPE_CHECKING:
    from random import Random

FIELDS = st.dictionaries(
    st.text(min_size=1, max_size=12).filter(lambda name: name != "MAC"), st.text(max_size=30), min_size=1, max_size=12
)
LEGACY = (
    b"1234567*05/12/2006_a_11:55:23*62.75EUR*ABERTYP00145*Libre*3.0*paiement*oui*1208*VI*1*010101**FRA*497010"
    b"*00*127.0.0.1*FRA**Y*"
)
LEGACY_FIELDS = {
    "TPE": "1234567",
    "date": "05/12/2006_a_11:55:23",
    "montant": "62.75EUR",
    "reference": "ABERTYP00145",
    "texte-libre": "Libre",
    "code-retour": "paiement",
    "cvx": "oui",
    "vld": "1208",
    "brand": "VI",
    "status3ds": "1",
    "numauto": "010101",
    "originecb": "FRA",
    "bincb": "497010",
    "hpancb": "00",
    "ipclient": "127.0.0.1",
    "originetr": "FRA",
    "pares": "Y",
}


def mac_of(pairs: Pairs) -> bytes:
    return dict(pairs)[b"MAC"]


def with_byte_changed(text: bytes, place: int, difference: int) -> bytes:
    place %= len(text)
    return text[:place] + bytes([text[place] ^ difference]) + text[place + 1 :]


def test_every_field_but_the_mac_is_sealed_sorted_by_the_bytes_of_its_name() -> None:
    names = [b"version", b"url_retour_ok", b"texte-libre", b"a_b", b"a-b", b"aliascb", b"TPE", b"MAC", b"3ds", b"Thr"]

    text = sealed_text((name, b"x") for name in names)

    assert text == b"3ds=x*TPE=x*Thr=x*a-b=x*a_b=x*aliascb=x*texte-libre=x*url_retour_ok=x*version=x"


def test_empty_values_are_sealed_and_spaces_kept() -> None:
    assert sealed_text([(b"b", b" x "), (b"a", b"")]) == b"a=*b= x "


def test_only_the_field_named_mac_in_capitals_is_left_out() -> None:
    assert sealed_text([(b"mac", b"1"), (b"MAC", b"2"), (b"MACs", b"3")]) == b"MACs=3*mac=1"


def test_the_mac_is_forty_lower_case_digits() -> None:
    assert seal(KEY, b"text") == "14f8cc2d7491f890d950dfd2f85dc093f1dd2744"


@given(FIELDS)
def test_what_the_bank_seals_is_right_after_encoding_and_parsing(fields: dict[str, str]) -> None:
    pairs = parse(sealed_body(fields))

    assert sorted(pairs) == sorted(sealed_pairs(fields))
    assert matches(KEY, sealed_text(pairs), mac_of(pairs))


@given(FIELDS, st.randoms())
def test_the_order_of_fields_is_irrelevant(fields: dict[str, str], chance: Random) -> None:
    pairs = list(sealed_pairs(fields))
    chance.shuffle(pairs)

    assert matches(KEY, sealed_text(pairs), mac_of(tuple(pairs)))


@given(FIELDS, st.data())
def test_one_byte_changed_in_any_value_or_name_breaks_the_seal(fields: dict[str, str], data: st.DataObject) -> None:
    pairs = sealed_pairs(fields)
    chosen, part = data.draw(st.integers(0, len(fields) - 1)), data.draw(st.integers(0, 1))
    assume(pairs[chosen][part])
    place, difference = data.draw(st.integers(0, 200)), data.draw(st.integers(1, 255))

    changed = list(pairs[chosen])
    changed[part] = with_byte_changed(changed[part], place, difference)
    tampered = (*pairs[:chosen], (changed[0], changed[1]), *pairs[chosen + 1 :])

    assert not matches(KEY, sealed_text(tampered), mac_of(pairs))


@given(FIELDS, st.data())
def test_a_field_left_out_or_added_breaks_the_seal(fields: dict[str, str], data: st.DataObject) -> None:
    pairs = sealed_pairs(fields)
    left_out = data.draw(st.integers(0, len(fields) - 1))

    assert not matches(KEY, sealed_text(pairs[:left_out] + pairs[left_out + 1 :]), mac_of(pairs))
    assert not matches(KEY, sealed_text((*pairs, (b"added", b""))), mac_of(pairs))


def test_every_byte_of_a_real_notification_is_under_the_seal() -> None:
    pairs = sealed_pairs(bank_fields(an_order()))

    for number, (name, value) in enumerate(pairs[:-1]):
        for place in range(len(value)):
            tampered = (*pairs[:number], (name, with_byte_changed(value, place, 1)), *pairs[number + 1 :])
            assert not matches(KEY, sealed_text(tampered), mac_of(pairs)), (name, place)


def test_the_mac_matches_in_either_case_and_under_its_own_key_only() -> None:
    mac = seal(KEY, b"text")

    assert matches(KEY, b"text", mac.encode())
    assert matches(KEY, b"text", mac.upper().encode())
    assert not matches(OTHER_KEY, b"text", mac.encode())


@pytest.mark.parametrize("mac", [b"", b"0", b"0" * 40, b"\xff" * 40, "é".encode() * 20, b"None"])
def test_what_is_no_mac_matches_nothing(mac: bytes) -> None:
    assert not matches(KEY, b"text", mac)


def test_a_mac_cut_short_or_with_something_after_it_does_not_match() -> None:
    mac = seal(KEY, b"text").encode()

    assert not matches(KEY, b"text", mac[:-1])
    assert not matches(KEY, b"text", mac + b" ")


def legacy_pairs(**changes: str) -> Pairs:
    return tuple((n.encode(), v.encode()) for n, v in {**LEGACY_FIELDS, **changes}.items())


def test_the_legacy_seal_covers_twenty_values_by_position_each_with_its_asterisk() -> None:
    assert legacy_sealed_text(legacy_pairs()) == LEGACY
    assert LEGACY.count(b"*") == 20


def test_the_legacy_seal_ignores_order_other_fields_and_a_posted_version() -> None:
    pairs = legacy_pairs(version="9.9", MAC="00", modepaiement="CB", unheard="of")

    assert legacy_sealed_text(pairs[::-1]) == LEGACY


@pytest.mark.parametrize("name", [*LEGACY_FIELDS, "motifrefus", "veres"])
def test_the_legacy_seal_covers_each_of_its_fields(name: str) -> None:
    assert legacy_sealed_text(legacy_pairs(**{name: "tampered"})) != LEGACY


def test_only_the_fields_under_the_legacy_seal_are_believed() -> None:
    pairs = legacy_pairs(version="9.9", MAC="00", modepaiement="CB", unheard="of")

    assert legacy_fields(pairs) == legacy_pairs()
