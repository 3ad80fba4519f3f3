"""What is asked of the bank's services, byte for byte, and what their answers mean, each by its own rule."""

from __future__ import annotations

import hmac
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.money import Money
from chalicelib.monetico.services import (
    MAX_ANSWER,
    Payment,
    capture_body,
    read_capture,
    read_refund,
    read_stop,
    refund_body,
    status_body,
    stop_body,
)
from tests.makers import euros

VECTORS = {
    vector["id"]: vector
    for vector in json.loads((Path(__file__).parent.parent / "bank-vectors.json").read_text("utf-8"))
}
PAYMENT = Payment("1234567", "monSite1", "ABERTYP00145", "FR", euros("100.00"), date(2006, 12, 3))
NOTHING = euros("0")
CALLED = datetime(2006, 12, 5, 11, 55, 23)  # noqa: DTZ001 - the bank's hour, as it is written
KEY = bytes.fromhex("1234567890123456789012345678901234567890")


def fields_of(body: bytes) -> dict[str, str]:
    pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
    assert len({name for name, _ in pairs}) == len(pairs)
    return dict(pairs)


def as_in(name: str) -> dict[str, str]:
    vector: dict[str, Any] = VECTORS[name]
    assert bytes.fromhex(vector["key_bytes_hex"]) == KEY
    return {**vector["fields"], "MAC": vector["expected_mac"]}


def answer(code: str, label: str = "paiement accepte", end: str = "\n", reference: str = "ABERTYP00145") -> bytes:
    lines = ("version=1.0", f"reference={reference}", f"cdr={code}", f"lib={label}", "aut=123456")
    return "".join(line + end for line in lines).encode("latin-1")


# What is asked


def test_the_stop_of_a_recurrence_is_the_one_of_the_sheet() -> None:
    payment = Payment("1234567", "monSite1", "ABERTYP00145", "FR", euros("62.00"), date(2006, 12, 5))

    assert fields_of(stop_body(payment, CALLED, KEY)) == as_in("doc-stop-recurrence")


@pytest.mark.parametrize(
    ("code", "label", "done"),
    [
        ("1", "recurrence stoppee", True),
        ("0", "la recurrence est deja stoppee", True),
        ("0", "La recurrence est deja stoppee", True),
        ("0", "commande non authentifiee", False),
        ("-1", "la recurrence est deja stoppee", None),
        ("-1", "probleme technique", None),
    ],
)
def test_a_recurrence_that_had_been_stopped_is_stopped(code: str, label: str, done: bool | None) -> None:
    assert read_stop(answer(code, label)).done is done


def test_a_capture_of_part_is_the_one_of_the_sheet() -> None:
    body = capture_body(PAYMENT, CALLED, KEY, take=euros("62"), taken=NOTHING, left=euros("38"))

    assert fields_of(body) == as_in("self-capture-partial")


def test_a_cancellation_is_a_capture_that_takes_and_leaves_nothing() -> None:
    body = capture_body(PAYMENT, CALLED, KEY, take=NOTHING, taken=NOTHING, left=NOTHING)

    assert fields_of(body) == as_in("self-capture-cancel")


def test_a_refund_from_one_capture_is_the_one_of_the_sheet() -> None:
    now = datetime(2006, 12, 6, 9, 0)  # noqa: DTZ001 - the bank's hour, as it is written
    body = refund_body(
        PAYMENT, now, KEY, back=euros("10"), possible=euros("62"), capture=(date(2006, 12, 5), "123456")
    )  # fmt: skip

    assert fields_of(body) == as_in("self-refund-partial")


def test_a_global_refund_leaves_out_what_names_a_capture() -> None:
    asked = fields_of(refund_body(PAYMENT, CALLED, KEY, back=euros("10"), possible=euros("62"), capture=None))

    assert not {"date_remise", "num_autorisation"} & asked.keys()
    assert asked["MAC"] == sealed_by_hand(asked)


def test_a_status_is_asked_with_the_order_s_day_and_whole_amount() -> None:
    asked = fields_of(status_body(PAYMENT, KEY))

    assert {name: asked[name] for name in asked if name != "MAC"} == {
        "version": "2.0",
        "TPE": "1234567",
        "date": "03/12/2006",
        "montant": "100.00EUR",
        "reference": "ABERTYP00145",
        "societe": "monSite1",
    }
    assert asked["MAC"] == sealed_by_hand(asked)


def test_amounts_keep_the_decimals_of_their_currency_and_nothing_is_zero_without_any() -> None:
    yen = Payment("1234567", "monSite1", "ABERTYP00145", "FR", Money(5000, "JPY"), date(2006, 12, 3))
    asked = fields_of(
        capture_body(yen, CALLED, KEY, take=Money(1, "JPY"), taken=Money(0, "JPY"), left=Money(4999, "JPY"))
    )
    assert [asked[name] for name in ("montant", "montant_a_capturer", "montant_deja_capture", "montant_restant")] == [
        "5000JPY",
        "1JPY",
        "0JPY",
        "4999JPY",
    ]


def sealed_by_hand(asked: dict[str, str]) -> str:
    text = "*".join(f"{name}={value}" for name, value in sorted(asked.items()) if name != "MAC")
    return hmac.digest(KEY, text.encode(), "sha1").hex()


# What the answers mean


@pytest.mark.parametrize(
    ("code", "done"),
    [("1", True), ("0", False), ("-1", None), ("-30", None), ("2", None), ("-46", None)],
)
def test_a_capture_is_done_by_one_and_refused_by_nought(code: str, done: bool | None) -> None:
    said = read_capture(answer(code))

    assert (said.done, said.code) == (done, code)


@pytest.mark.parametrize(
    ("code", "done"),
    [("0", True), ("1", False), ("-1", None), ("-30", False), ("-46", False), ("-51", False), ("-52", False)],
)
def test_a_refund_is_done_by_nought_and_refused_by_the_rest_but_the_error(code: str, done: bool | None) -> None:
    said = read_refund(answer(code))

    assert (said.done, said.code) == (done, code)


def test_label_and_authorization_are_the_bank_s_own() -> None:
    said = read_capture(answer("1"))

    assert (said.label, said.authorization) == ("paiement accepte", "123456")


@pytest.mark.parametrize("read", [read_capture, read_refund])
def test_the_answer_that_knows_not_our_address_says_what_to_do(read: Any) -> None:
    assert "declare it to the bank's support" in read(answer("-30", "adresse IP non autorisee")).label


@pytest.mark.parametrize("reference", ["ABERTYP00145", "000000012345", ""])
def test_the_reference_may_be_the_bank_s_own(reference: str) -> None:
    assert read_capture(answer("1", reference=reference)).done is True


def test_lines_may_end_as_on_windows_and_accents_may_be_latin() -> None:
    assert read_capture(answer("1", end="\r\n")).done is True
    assert read_capture(answer("1", "paiement accepté")).label == "paiement accepté"
    assert read_refund(answer("0", "recrédité")).done is True
    assert read_refund(b"\n" + answer("0") + b"\n\n").done is True


def test_without_an_authorization_line_the_answer_stands() -> None:
    assert read_capture(b"version=1.0\nreference=X\ncdr=1\nlib=commande annulee\n").authorization == ""


PAGE = b"<html><body>cdr=1<br>\nversion=1.0\n</body></html>"
UNCLEAR = {
    "nothing": b"",
    "a page": b"<!DOCTYPE html><html><body>Service indisponible</body></html>",
    "a page with a code": PAGE,
    "no code": b"version=1.0\nreference=X\nlib=paiement accepte\naut=1\n",
    "no label": b"version=1.0\nreference=X\ncdr=1\n",
    "no version": b"reference=X\ncdr=1\nlib=paiement accepte\n",
    "no reference": b"version=1.0\ncdr=1\nlib=paiement accepte\n",
    "code not a number": answer("oui"),
    "code empty": answer(""),
    "code padded": answer("00"),
    "code padded to success": answer("01"),
    "code minus nought": answer("-0"),
    "code signed": answer("+1"),
    "code of two signs": answer("--1"),
    "code with more": answer("1.0"),
    "code in other digits": answer("\u00b9"),
    "two codes": answer("1") + b"cdr=0\n",
    "the same code twice": answer("1") + b"cdr=1\n",
    "the acknowledgement": b"version=2\ncdr=0\n",
    "wide characters": answer("1").decode().encode("utf-16"),
    "oversized": answer("1") + b"x=" + b"y" * MAX_ANSWER,
    "separated by spaces": answer("1", end=" "),
}


@pytest.mark.parametrize("read", [read_capture, read_refund])
@pytest.mark.parametrize("said", UNCLEAR.values(), ids=UNCLEAR.keys())
def test_what_has_not_the_documented_form_says_nothing(read: Any, said: bytes) -> None:
    assert read(said).done is None


@pytest.mark.parametrize("code", ["1", "0", "-1", "-46"])
def test_an_answer_cut_anywhere_says_nothing_or_what_the_whole_says(code: str) -> None:
    whole = answer(code)

    for read in (read_capture, read_refund):
        assert {read(whole[:cut]).done for cut in range(len(whole))} <= {None, read(whole).done}


@given(st.binary(max_size=400) | st.sampled_from(list(UNCLEAR.values())), st.binary(max_size=20))
def test_garbage_is_never_done_and_never_raises(head: bytes, tail: bytes) -> None:
    for read in (read_capture, read_refund):
        said = read(head + tail)

        assert said.done is None
        assert len(said.label) <= 120
        assert len(said.authorization) <= 64


def test_endless_texts_are_kept_short() -> None:
    said = read_capture(b"version=1.0\nreference=X\ncdr=1\nlib=" + b"a" * 5000 + b"\naut=" + b"b" * 5000 + b"\n")

    assert (said.done, len(said.label), len(said.authorization)) == (True, 80, 64)
