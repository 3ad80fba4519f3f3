from __future__ import annotations

import base64
import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.monetico.notification import MAX_EXTRA_BYTES, NotANotification, read
from tests.makers import an_order, bank_fields, sealed_pairs
from tests.monetico.notified import notified, size_of

DECIDING = ("TPE", "date", "montant", "reference", "code-retour")


def packed(document: Any) -> str:
    return base64.b64encode(json.dumps(document).encode()).decode()


def test_the_usual_notification_is_read_into_words() -> None:
    read_one = notified({"numauto": "A12345"})

    assert (read_one.terminal, read_one.reference, read_one.code) == ("1234567", "CMD482101", "payetest")
    assert (read_one.date, read_one.amount_text, read_one.amount) == (
        "23/11/2026_a_10:31:05",
        "62.73EUR",
        ("62.73", "EUR"),
    )
    assert (read_one.authorization, read_one.brand, read_one.method) == ("A12345", "CB", "CB")
    assert (read_one.refusal_reason, read_one.refusal_detail) == ("", "")
    assert read_one.free_text.startswith("g1.")
    assert read_one.masked_number == "00000100******02"
    assert read_one.extra == {}


def test_a_refusal_keeps_both_of_its_reasons() -> None:
    refused = notified(
        {"code-retour": "Annulation", "motifrefus": "Refus", "motifrefusautorisation": "Refus repli VADS"}
    )

    assert (refused.code, refused.refusal_reason, refused.refusal_detail) == (
        "Annulation",
        "Refus",
        "Refus repli VADS",
    )


@pytest.mark.parametrize("name", DECIDING)
@pytest.mark.parametrize("missing", [None, ""])
def test_a_missing_field_that_decides_is_named(name: str, missing: str | None) -> None:
    with pytest.raises(NotANotification, match=f"^{name}$"):
        notified({name: missing})


@pytest.mark.parametrize("name", ["texte-libre", "numauto", "brand", "modepaiement", "authentification", "cbmasquee"])
def test_a_field_that_does_not_decide_may_be_missing(name: str) -> None:
    assert notified({name: None}).reference == "CMD482101"


def test_the_verdict_is_read_whether_or_not_its_base64_is_broken_into_lines() -> None:
    verdict = {"status": "authenticated", "version": "2.1.0", "details": {"liabilityShift": "Y"}}
    text = packed(verdict)
    broken = "\r\n".join(text[start : start + 20] for start in range(0, len(text), 20)) + "\n"

    assert notified({"authentification": text}).authentication == verdict
    assert notified({"authentification": broken}).authentication == verdict


@pytest.mark.parametrize(
    "value",
    [
        "bnVsbAo=",
        "",
        "garbage",
        "é",
        "====",
        "bnVsbAo",
        base64.b64encode(b"\xff\xfe\x00").decode(),
        base64.b64encode(b"{").decode(),
        base64.b64encode(b"[" * 100_000).decode(),
        base64.b64encode(b"1" * 10_000).decode(),
        packed({"status": "authenticated"}) + "!",
        packed(["authenticated"]),
        packed("authenticated"),
        packed(3),
    ],
)
def test_a_verdict_that_is_no_object_is_none(value: str) -> None:
    assert notified({"authentification": value}).authentication is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("62.73EUR", ("62.73", "EUR")),
        ("62.7EUR", ("62.7", "EUR")),
        ("100EUR", ("100", "EUR")),
        ("5EUR", ("5", "EUR")),
        ("5000JPY", ("5000", "JPY")),
        ("9999999999.99EUR", ("9999999999.99", "EUR")),
    ],
)
def test_an_amount_in_the_banks_form_is_text_and_currency(text: str, amount: tuple[str, str]) -> None:
    assert notified({"montant": text}).amount == amount


@pytest.mark.parametrize(
    "text",
    ["62.73", "EUR", "62,73EUR", "62.73eur", "62.73 EUR", "62.733EUR", "62.EUR", ".73EUR", "-1EUR", "1e3EUR", "62.75EU",
     "62.73EURO", "62.73EUR\n", "١٢EUR", "12345678901EUR"],
)  # fmt: skip
def test_an_amount_in_another_form_is_none_and_its_text_kept(text: str) -> None:
    ill_formed = notified({"montant": text})

    assert ill_formed.amount is None
    assert ill_formed.amount_text == text


def test_the_banks_time_is_iso_text() -> None:
    assert notified({"date": "01/02/2026_a_00:03:04"}).bank_time == "2026-02-01T00:03:04"
    assert notified({"date": "1/2/2026_a_0:3:4"}).bank_time == "2026-02-01T00:03:04"


@pytest.mark.parametrize(
    "date",
    [
        "2026-11-23T10:31:05", "23/11/2026:10:31:05", "31/02/2026_a_10:31:05", "23/11/2026_a_24:00:00", "x", "\x00",
        "023/11/2026_a_10:31:05", "23/011/2026_a_10:31:05", "23/11/02026_a_10:31:05", "23/11/2026_a_010:31:05",
        "23/11/2026_a_10:031:05", "23/11/2026_a_10:31:005", "on 23/11/2026_a_10:31:05", "23/11/2026_a_10:31:05 sharp",
    ],
)  # fmt: skip
def test_a_date_in_another_form_gives_no_time_and_is_kept(date: str) -> None:
    assert (notified({"date": date}).bank_time, notified({"date": date}).date) == ("", date)


def test_the_identity_stays_what_it_is_from_release_to_release() -> None:
    # It is stored: named otherwise, a message that comes again after an update would be taken for a new one.
    assert notified().identity == "f9b40d35769307b3dee6f951"


def test_the_identity_is_the_same_for_every_delivery() -> None:
    assert notified().identity == notified({"brand": "VI", "motifrefus": "", "new": "field"}).identity


@pytest.mark.parametrize(
    "change",
    [
        {"TPE": "7654321"},
        {"reference": "CMD482102"},
        {"code-retour": "Annulation"},
        {"date": "23/11/2026_a_10:31:06"},
        {"numauto": "000001"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_notification_has_another_identity(change: dict[str, str | None]) -> None:
    assert notified(change).identity != notified().identity


def test_text_in_the_banks_older_charset_is_read() -> None:
    pairs = (*sealed_pairs(bank_fields(an_order())), (b"latin", b"\xe9"), (b"utf8", "é".encode()))

    assert read(pairs).extra == {"latin": "é", "utf8": "é"}


ANY_VALUE = st.one_of(
    st.binary(max_size=60),
    st.binary(max_size=60).map(base64.b64encode),
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    ).map(lambda document: base64.encodebytes(json.dumps(document).encode())),
    st.sampled_from([b"62.73EUR", b"23/11/2026_a_10:31:05", b"0/0/0000_a_0:0:0", b""]),
)
ANY_NAME = st.one_of(
    st.sampled_from([name.encode() for name in (*DECIDING, "authentification", "numauto")]),
    st.binary(min_size=1, max_size=12),
)


@given(st.dictionaries(ANY_NAME, ANY_VALUE, max_size=12), st.booleans())
def test_any_pairs_are_a_notification_or_not_and_never_a_failure(fields: dict[bytes, bytes], complete: bool) -> None:
    if complete:
        fields = {**{name.encode(): b"x" for name in DECIDING}, **fields}
    with contextlib.suppress(NotANotification):
        found = read(tuple(fields.items()))
        assert len(found.identity) == 24
        assert found.amount is None or found.amount == ("62.73", "EUR")
        assert found.bank_time in ("", "2026-11-23T10:31:05")
        assert size_of(found.extra) <= MAX_EXTRA_BYTES
