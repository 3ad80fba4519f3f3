"""What may be a lost payment, and what little of it may be shown."""

from __future__ import annotations

import pytest

from chalicelib.monetico.outline import MAX_BODY, Outline, outline
from tests.makers import OTHER_KEY, an_order, bank_fields, sealed_body

BODY = sealed_body(bank_fields(an_order()), OTHER_KEY)


def test_a_notification_says_what_it_is_about_and_nothing_of_the_card():
    assert outline(BODY) == Outline("1234567", "CMD482101", "62.73EUR", "payetest", "23/11/2026_a_10:31:05")


@pytest.mark.parametrize("missing", ["montant", "date"])
def test_what_is_no_notification_for_want_of_another_field_may_be_one_all_the_same(missing):
    about = outline(sealed_body(bank_fields(an_order(), **{missing: None})))

    assert about is not None
    assert {"montant": about.amount, "date": about.date}[missing] == ""


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: b"",
        lambda body: b"\xff\xfe garbage",
        lambda body: body + b"&TPE=1234567",
        lambda body: body + b"&x=%zz",
        lambda body: body.replace(b"TPE=1234567", b"TPE=123456"),
        lambda body: body.replace(b"TPE=1234567", b"TPE=12345678"),
        lambda body: body.replace(b"TPE=1234567", b"TPE=123%20567"),
        lambda body: body.replace(b"&MAC=", b"&mac="),
        lambda body: body[:-1],
        lambda body: body[:-1] + b"G",
        lambda body: body + b"0",
        lambda body: body.replace(b"reference=CMD482101", b"reference="),
        lambda body: body.replace(b"code-retour", b"code"),
        lambda body: body + b"&x=" + b"y" * MAX_BODY,
    ],
    ids=(
        "empty garbage doubled bad-escape short-terminal long-terminal odd-terminal no-seal short-seal odd-seal "
        "long-seal no-reference no-code huge"
    ).split(),
)
def test_what_cannot_be_a_notification_has_no_outline(spoil):
    assert outline(spoil(BODY)) is None


def test_a_message_of_just_the_greatest_length_is_looked_at():
    room = MAX_BODY - len(BODY) - len(b"&x=")

    assert outline(BODY + b"&x=" + b"y" * room)
    assert outline(BODY + b"&x=" + b"y" * (room + 1)) is None


def test_texts_of_any_length_and_charset_are_cut_to_what_can_be_shown():
    about = outline(BODY.replace(b"montant=62.73EUR", b"montant=%E9" + b"x" * 500))

    assert about is not None
    assert about.amount == "\ufffd" + "x" * 63
