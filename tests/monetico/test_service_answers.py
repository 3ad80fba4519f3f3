"""What the answers of the bank's services mean, each by its own rule; all others mean nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.monetico.services import MAX_ANSWER, Answer, read_capture, read_refund, read_stop


def answer(code: str, label: str = "paiement accepte", end: str = "\n", reference: str = "ABERTYP00145") -> bytes:
    lines = ("version=1.0", f"reference={reference}", f"cdr={code}", f"lib={label}", "aut=123456")
    return "".join(line + end for line in lines).encode("latin-1")


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
    said = read_capture(b"version=1.0\nreference=X\ncdr=1\nlib=commande annulee\n")

    assert (said.done, said.authorization) == (True, "")


def test_blanks_around_names_and_values_say_nothing_and_a_label_may_hold_an_equals_sign() -> None:
    said = read_capture(b"version = 1.0\nreference = X\n cdr = 1 \nlib = montant=62.00EUR \naut = 123456 \n")

    assert (said.done, said.code, said.label, said.authorization) == (True, "1", "montant=62.00EUR", "123456")


def test_an_answer_of_just_the_greatest_length_is_read() -> None:
    whole = answer("1") + b"x="

    assert read_capture(whole.ljust(MAX_ANSWER, b"y")).done is True
    assert read_capture(whole.ljust(MAX_ANSWER + 1, b"y")).done is None


def test_what_has_no_form_says_so_and_nothing_else() -> None:
    said = read_capture(b"")

    assert Answer(None) == Answer(None, "", "", "")
    assert (said.code, said.authorization) == ("", "")
    assert "not the documented form" in said.label
    assert read_capture(answer("-1")).authorization == ""


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
