from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.monetico.form import (
    MAX_BODY,
    MAX_FIELDS,
    MAX_NAME,
    MAX_VALUE,
    MalformedForm,
    Pairs,
    checked,
    parse,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ANY_PAIRS = st.lists(
    st.tuples(st.binary(min_size=1, max_size=20), st.binary(max_size=60)),
    min_size=1,
    max_size=20,
    unique_by=lambda pair: pair[0],
).map(tuple)


def every_byte(text: bytes) -> str:
    return "".join(f"%{byte:02X}" for byte in text)


def small_escapes(text: bytes) -> str:
    return re.sub("%..", lambda escape: escape[0].lower(), quote_plus(text))


@given(ANY_PAIRS, st.sampled_from([quote, quote_plus, small_escapes, every_byte]))
def test_any_pairs_come_back_from_their_percent_encoding(pairs: Pairs, encoded: Callable[[bytes], str]) -> None:
    # `quote` leaves the slash as it is; nothing depends on it.
    body = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in pairs).encode()

    assert parse(body) == pairs


@given(st.binary(max_size=200))
def test_any_body_is_parsed_or_refused(body: bytes) -> None:
    try:
        pairs = parse(body)
    except MalformedForm:
        return
    assert len({name for name, _ in pairs}) == len(pairs) > 0


def test_a_plus_is_a_space_and_an_escaped_plus_is_a_plus() -> None:
    assert parse(b"a+b=c+d%2Be%2bf") == ((b"a b", b"c d+e+f"),)


def test_escapes_are_read_in_both_cases_and_once_only() -> None:
    assert parse(b"a=%3d%3D%2541%c3%A9") == ((b"a", b"==%41\xc3\xa9"),)


def test_empty_values_and_spaces_are_kept() -> None:
    assert parse(b"a=&b=+x+&c=") == ((b"a", b""), (b"b", b" x "), (b"c", b""))


def test_fields_keep_the_order_in_which_they_came() -> None:
    assert [name for name, _ in parse(b"b=1&TPE=2&a=3")] == [b"b", b"TPE", b"a"]


def test_an_equals_sign_within_a_value_belongs_to_the_value() -> None:
    assert parse(b"a=b=c==") == ((b"a", b"b=c=="),)


def test_bytes_that_are_not_utf8_stay_as_they_are() -> None:
    assert parse(b"a=%E9%ff&\xe9=\x00") == ((b"a", b"\xe9\xff"), (b"\xe9", b"\x00"))


def test_a_semicolon_separates_nothing() -> None:
    assert parse(b"a=1;b=2") == ((b"a", b"1;b=2"),)


def test_empty_segments_are_nothing() -> None:
    assert parse(b"&a=1&&b=2&") == ((b"a", b"1"), (b"b", b"2"))


@pytest.mark.parametrize("body", [b"", b"&", b"&&&"])
def test_a_body_without_fields_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedForm, match="0 fields"):
        parse(body)


@pytest.mark.parametrize("body", [b"a=1&a=2", b"a=1&b=2&a=1", b"a=1&%61=1", b"a+b=&a%20b="])
def test_a_field_sent_twice_is_refused_however_it_is_written(body: bytes) -> None:
    with pytest.raises(MalformedForm, match="twice"):
        parse(body)


@pytest.mark.parametrize("body", [b"a=%", b"a=%4", b"a=%zz", b"a=%+1", b"%=1", b"a=1%&b=2", b"a=%%41"])
def test_a_percent_sign_that_escapes_nothing_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedForm, match="percent"):
        parse(body)


@pytest.mark.parametrize("body", [b"a", b"a=1&b", b"a%3D1"])
def test_a_field_without_an_equals_sign_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedForm, match="equals"):
        parse(body)


def test_a_field_without_a_name_is_refused() -> None:
    with pytest.raises(MalformedForm, match="length"):
        parse(b"=1")


def test_the_number_of_fields_is_bounded() -> None:
    body = [f"f{number}=" for number in range(MAX_FIELDS + 1)]

    assert len(parse("&".join(body[:-1]).encode())) == MAX_FIELDS
    with pytest.raises(MalformedForm, match=f"{MAX_FIELDS + 1} fields"):
        parse("&".join(body).encode())


def test_names_and_values_are_bounded_after_decoding() -> None:
    assert parse(b"%61" * MAX_NAME + b"=" + b"%62" * MAX_VALUE) == ((b"a" * MAX_NAME, b"b" * MAX_VALUE),)
    for body in (b"a" * (MAX_NAME + 1) + b"=", b"a=" + b"b" * (MAX_VALUE + 1)):
        with pytest.raises(MalformedForm, match="length"):
            parse(body)


def test_the_body_is_bounded_before_it_is_read() -> None:
    filled = b"a=1" + b"&" * (MAX_BODY - 3)

    assert parse(filled) == ((b"a", b"1"),)
    with pytest.raises(MalformedForm, match=f"{MAX_BODY + 1} bytes"):
        parse(filled + b"&")


@pytest.mark.parametrize("body", [b"a=hush&a=hush", b"a=hush%", b"hush", b"a=" + b"hush" * 5000])
def test_a_refusal_never_quotes_what_came(body: bytes) -> None:
    with pytest.raises(MalformedForm) as refused:
        parse(body)

    assert "hush" not in str(refused.value)


def test_pairs_that_were_decoded_elsewhere_are_held_to_the_same_bounds() -> None:
    pairs = ((b"a", b"1"), (b"b", b""))

    assert checked(pairs) is pairs
    for wrong in ((), (*pairs, pairs[0]), ((b"", b"1"),), ((b"a", b"b" * (MAX_VALUE + 1)),)):
        with pytest.raises(MalformedForm):
            checked(wrong)
