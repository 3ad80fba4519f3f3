from __future__ import annotations

import io

import pytest

from ops.remittance.lines import MOST_BYTES, BadLine, Line, NotBooked, lines_in
from tests.ops.books import a_line


def read(*lines: str | bytes, end: bytes = b"\n"):
    raw = end.join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return list(lines_in(io.BytesIO(raw)))


def test_a_booked_line_is_read_into_what_is_compared():
    (line,) = read(a_line())

    assert isinstance(line, Line)
    assert (line.position, line.day, line.terminal, line.reference) == (1, "2026-11-23", "1234567", "CMD482101")
    assert (line.amount, line.currency, line.authorization) == (6273, "EUR", "123456")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("-10.00", "EUR", -1000), ("100", "EUR", 10000), ("5.5", "EUR", 550), ("12,30", "EUR", 1230), ("500", "JPY", 500)],
)
def test_amounts_are_read_without_floats_negative_for_refunds(amount, currency, minor):
    (line,) = read(a_line(amount=amount, currency=currency))

    assert line.amount == minor


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_line_ends_quotes_empty_lines_and_a_byte_order_mark_do_not_matter(end):
    found = read("\ufeff" + a_line('"CMD482101"'), "", ";;;;", a_line("OTHER01"), "", end=end)

    assert [(line.position, line.reference) for line in found] == [(1, "CMD482101"), (4, "OTHER01")]


def test_a_heading_line_is_passed_over():
    heading = "date_recouvrement_paiement;num_tpe;ref_paiement" + ";x" * 18

    assert [line.position for line in read(heading, a_line())] == [2]


def test_a_separator_after_the_last_column_does_not_matter():
    assert isinstance(read(a_line() + ";")[0], Line)


@pytest.mark.parametrize(("state", "kept"), [("AN", "AN"), ("RE", "RE"), ("", "other"), ("X" * 50, "other")])
def test_lines_in_another_state_than_paid_move_no_money(state, kept):
    assert read(a_line(state=state)) == [NotBooked(1, kept)]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("x;y;z", "3 columns, 21 expected"),
        (a_line() + ";more", "22 columns, 21 expected"),
        (a_line(amount="12.345"), "column 7"),
        (a_line(amount="1e3"), "column 7"),
        (a_line(currency="EURO"), "not supported"),
        (a_line(amount="1.50", currency="JPY"), "more decimals"),
        (a_line(day="23/11/2026"), "column 1"),
        (a_line(reference=""), "column 3"),
        (a_line('"open'), "not CSV"),
        ("\0" * 30, "1 columns"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_its_number_and_spoils_no_other(bad, why):
    before, found, after = read(a_line(), bad, a_line())

    assert isinstance(before, Line)
    assert isinstance(after, Line)
    assert (found.position, why in found.why) == (2, True)


def test_what_a_bad_line_contains_is_not_repeated():
    (found,) = read(a_line(amount="497010123456"))

    assert isinstance(found, BadLine)
    assert "497010" not in found.why


def test_text_that_is_not_utf_8_is_read_as_latin_1():
    (line,) = read(a_line("REF01").encode().replace(b"ARC1", b"\xe9t\xe9"))

    assert line.reference == "REF01"


def test_a_line_without_end_is_given_up_within_bounds():
    found = read(a_line(), "x" * (3 * MOST_BYTES), a_line())

    assert [type(line) for line in found] == [Line, BadLine, Line]
    assert [line.position for line in found] == [1, 2, 3]
