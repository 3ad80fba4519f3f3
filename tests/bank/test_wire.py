from __future__ import annotations

import pytest

from bank.refusal import FormRefused
from bank.wire import decode, encode


def test_encoding_is_the_bank_s_own_lower_case_spelling() -> None:
    fields = {"date": "10/03/2026_a_12:00:00", "cbmasquee": "00000100******02", "motif": "Refus test", "texte": "é+"}

    assert encode(fields) == (
        "date=10%2f03%2f2026_a_12%3a00%3a00&cbmasquee=00000100%2a%2a%2a%2a%2a%2a02&motif=Refus+test&texte=%c3%a9%2b"
    )


def test_decoding_keeps_empty_fields_and_gives_back_what_was_encoded() -> None:
    fields = {"texte-libre": "", "a": "1+2 = 3 & 4%", "b": "é\n"}

    assert decode(encode(fields).encode()) == fields


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no data"),
        (b"a=1&a=1", "a: sent more than once"),
        (b"a=1&&b=2", "not a form"),
        (b"a", "not a form"),
        (b"a=%ff", "not a form"),
        (b"a=\xc3\xa9", "not a form"),
        ("&".join(f"f{n}=1" for n in range(101)).encode(), "not a form"),
    ],
)
def test_a_body_that_is_no_plain_form_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(FormRefused, match=reason):
        decode(body)
