"""`remittance FILE`: what the bank paid out against what the orders say."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from chalicelib.api.views import staff_view
from ops import deployment
from ops.accounts import Account, account_of
from ops.order_source import exported
from ops.parser import add_json
from ops.progress import Progress
from ops.screen import Screen
from ops.stop import CannotLook

from .lines import BadLine, Line, NotBooked, lines_in
from .matching import MISSING, Row, captured, matched
from .result import Report, ResultFile, Summary
from .workbook import Workbook, workbook

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from chalicelib.payments.ports import Orders
    from ops.parser import Parser

    Lookup = Callable[[Sequence[str]], Sequence[Account | None]]

READERS = 16
"""Orders read from the table at once."""
BATCH = 256

DESCRIPTION = """\
Compares the bank's card-remittance file (fichier de remises: 21 columns, `;`, no heading) with the orders: terminal,
currency, authorisation number, captured and refunded totals; of instalments (échéances) and renewals
(renouvellements) each by itself, on its own day. Only lines in state PA are booked. Files of any length are read in
constant memory; what is compared waits on disk meanwhile.

Orders come from an export (`ops export` of this version), or one by one from the table. Orders that are missing in
the file can only be told from an export, and for a period: those captured (recouvrées) from --from to --to in the
hour of Paris and not mentioned anywhere in the file; of instalments and renewals also single ones. The bank may book
a capture some days later than we heard of it.
"""
NOTES = """\
exit status: 0 all match; 1 something differs, is missing or cannot be read; 2 it could not be looked at

example:
  python -m ops export --out orders.jsonl
  python -m ops remittance remises.csv --orders orders.jsonl --from 2026-11-01 --to 2026-11-30 --out result.csv
"""


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """The command."""
    command = commands.add_parser(
        "remittance", help="the bank's remittance file against the orders", description=DESCRIPTION, epilog=NOTES
    )
    command.add_argument("file", type=Path, metavar="FILE", help="the bank's CSV file")
    command.add_argument("--out", type=Path, metavar="RESULT.csv", help="write every row with its verdict here")
    command.add_argument("--orders", type=Path, metavar="EXPORT", help="orders as `ops export` wrote them")
    command.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY", help="2026-11-01")
    command.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="2026-11-30, included")
    deployment.add_to(command)
    add_json(command)
    command.set_defaults(run=_remittance)


def _remittance(options: argparse.Namespace, _: BinaryIO, environment: Mapping[str, str]) -> int:
    summary = Summary(_period(options))
    try:
        with ExitStack() as stack:
            book = stack.enter_context(workbook())
            if options.orders is not None:
                book.add_accounts(account_of(document) for document in exported(options.orders))
                lookup = from_export(book)
            else:
                pool = stack.enter_context(ThreadPoolExecutor(READERS))
                lookup = from_table(deployment.deployment(options, environment).orders, pool)
            file = stack.enter_context(options.file.open("rb"))
            size = options.file.stat().st_size
            out = stack.enter_context(options.out.open("w", encoding="utf-8", newline="")) if options.out else None
            compare(file, size, book, lookup, Report(summary, ResultFile(out) if out else None))
    except OSError as error:
        raise CannotLook(f"{error.filename or options.file}: {error.strerror}") from None
    if options.json:
        print(json.dumps(summary.document(), indent=2, ensure_ascii=False))
    else:
        print("\n".join(summary.lines(Screen(environment))))
    return 1 if summary.differences else 0


def _period(options: argparse.Namespace) -> tuple[str, str] | None:
    if options.first is None and options.last is None:
        return None
    if options.orders is None or options.first is None or options.last is None:
        raise CannotLook("orders missing in the file need all of --orders, --from and --to")
    if options.first > options.last:
        raise CannotLook("--from is after --to")
    return options.first.isoformat(), options.last.isoformat()


def compare(file: BinaryIO, size: int, book: Workbook, lookup: Lookup, report: Report) -> None:
    """Read the file, compare it order by order, and report every row."""
    book.add_lines(_booked(file, size, report))
    groups = book.groups()
    progress = Progress("comparing orders", 0)
    compared = 0
    while batch := list(islice(groups, BATCH)):
        accounts = lookup([number for number, _ in batch])
        for (number, lines), account in zip(batch, accounts, strict=True):
            for row in matched(number, lines, account, report.summary.period):
                report.add(row)
        compared += len(batch)
        progress.at(compared)
    progress.end()
    if report.summary.period:
        for account in book.missing(*report.summary.period):
            first, last = report.summary.period
            taken = (one for one in account.captures if first <= one.day <= last)
            report.add(Row(MISSING, account.number, details=tuple(captured(one, account.currency) for one in taken)))


def _booked(file: BinaryIO, size: int, report: Report) -> Iterator[Line]:
    progress = Progress("reading", size)
    for line in lines_in(file):
        progress.at(file.tell())
        match line:
            case Line():
                yield line
            case NotBooked(_, state):
                report.summary.not_booked[state] += 1
            case BadLine(position, why):
                report.add_unreadable(position, why)
    progress.end()


def from_export(book: Workbook) -> Lookup:
    """Accounts that were read into the workbook before."""
    return lambda numbers: [book.account(number) for number in numbers]


def from_table(orders: Orders, pool: ThreadPoolExecutor) -> Lookup:
    """Accounts read one by one from the record of orders, several at once."""

    def account(number: str) -> Account | None:
        order = orders.order(number)
        return account_of(staff_view(order)) if order else None

    return lambda numbers: list(pool.map(account, numbers))
