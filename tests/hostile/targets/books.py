"""What comes back from the bank: its services' answers, its books in XML, and the remittance file."""

from __future__ import annotations

import csv
import io
from contextlib import redirect_stderr

from chalicelib.domain.reports import Books
from chalicelib.monetico.services import read_capture, read_refund, read_stop
from chalicelib.monetico.status import MOST, UnclearStatus, read_books
from ops.accounts import Account
from ops.remittance.command import compare
from ops.remittance.result import COLUMNS, Report, ResultFile, Summary
from ops.remittance.workbook import workbook
from ops.screen import Screen
from tests.hostile.reference import storable

ACCOUNT = Account("CMD4821", "EUR", "immediate", 6273, 0, [], {"CMD482101": "1234567"}, ["123456"])


def answer(data: bytes) -> None:
    """Done only where the code says so once, and always of a size that can be kept."""
    for read, done in ((read_capture, "1"), (read_refund, "0"), (read_stop, "1")):
        told = read(data)
        assert storable((told.code, told.label, told.authorization))
        assert len(told.label) <= 80
        said = [line.partition("=")[2].strip() for line in data.decode("latin-1").splitlines() if _names_code(line)]
        assert said == [told.code] or told.done is None
        assert told.done is not True or said == [done] or (read is read_stop and "stoppee" in told.label.lower())


def _names_code(line: str) -> bool:
    return line.partition("=")[0].strip() == "cdr"


def books(data: bytes) -> None:
    """Amounts that are no less than nothing, or an unclear answer; no entity is ever expanded."""
    try:
        told = read_books(data, "EUR")
    except UnclearStatus:
        return
    assert isinstance(told, Books)
    assert b"<!" not in data.replace(b"\0", b"")
    assert storable((told.code, told.authorization))
    assert len(told.captures) <= MOST
    for amount in (told.captured, told.refunded, *(capture.amount for capture in told.captures)):
        assert amount is None or 0 <= amount < 10**12


def remittance(data: bytes) -> None:
    """Each line of the file ends in one row, and neither a terminal nor a spreadsheet obeys what stands in it."""
    out, summary = io.StringIO(), Summary()
    report = Report(summary, ResultFile(out))
    with workbook() as book, redirect_stderr(io.StringIO()):
        compare(
            io.BytesIO(data),
            len(data),
            book,
            lambda numbers: [ACCOUNT if number == ACCOUNT.number else None for number in numbers],
            report,
        )
    lines = list(summary.lines(Screen({"NO_COLOR": "1"}, out)))
    assert all(line.isprintable() for line in lines)
    rows = sum(summary.verdicts.values()) + sum(summary.not_booked.values())
    assert rows <= data.count(b"\n") + 1
    for row in _rows(out.getvalue())[1:]:
        assert len(row) == len(COLUMNS)
        assert not any(cell[:1] in ("=", "+", "@", "\t") for cell in row)


def _rows(text: str) -> list[list[str]]:
    """The result as a spreadsheet takes it apart."""
    return list(csv.reader(io.StringIO(text), delimiter=";"))
