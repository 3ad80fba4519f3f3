"""Lines and accounts on disk, sorted by order: what keeps the memory constant however long the file is."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import contextmanager
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.domain.order import split_reference
from ops.accounts import Account, account_in

from .lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BATCH = 1000

_TABLES = """
CREATE TABLE lines (number TEXT, position INT, day TEXT, terminal TEXT, reference TEXT, amount INT, currency TEXT,
                    authorization TEXT, mark BLOB);
CREATE TABLE accounts (number TEXT PRIMARY KEY, document TEXT) WITHOUT ROWID;
CREATE TABLE captures (number TEXT, day TEXT, PRIMARY KEY (number, day)) WITHOUT ROWID;
"""
# No durability is wanted: the file is this run's own and goes with it.
_SPEED = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000; PRAGMA temp_store=FILE;"


class Workbook:
    """One run's temporary database. Only the columns that are compared are kept: no card data."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.executescript(_SPEED + _TABLES)

    def add_lines(self, lines: Iterable[Line]) -> None:
        """Keep the lines, and sort them."""
        self._insert(
            "INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (order_number(x.reference), x.position, x.day, x.terminal, x.reference, x.amount, x.currency,
                 x.authorization, x.mark)
                for x in lines
            ),
        )  # fmt: skip
        self._database.execute("CREATE INDEX by_number ON lines (number, position)")

    def add_accounts(self, accounts: Iterable[Account]) -> None:
        """Keep the accounts; of one number the last stands."""
        accounts = iter(accounts)
        while batch := list(islice(accounts, BATCH)):
            self._insert("INSERT OR REPLACE INTO accounts VALUES (?, ?)", ((a.number, a.text()) for a in batch))
            days = ((account.number, taken.day) for account in batch for taken in account.captures)
            self._insert("INSERT OR IGNORE INTO captures VALUES (?, ?)", days)

    def groups(self) -> Iterator[tuple[str, list[Line]]]:
        """The lines of each order number, in order of number."""
        rows = self._database.execute("SELECT * FROM lines ORDER BY number, position")
        for number, group in groupby(rows, key=lambda row: row[0]):
            yield str(number), [Line(*row[1:]) for row in group]

    def account(self, number: str) -> Account | None:
        """The account of that number."""
        row = self._database.execute("SELECT document FROM accounts WHERE number = ?", (number,)).fetchone()
        return account_in(row[0]) if row else None

    def missing(self, first: str, last: str) -> Iterator[Account]:
        """Accounts of which something was captured from the first day to the last, and no line speaks."""
        rows = self._database.execute(
            "SELECT document FROM accounts WHERE"
            " EXISTS (SELECT 1 FROM captures WHERE number = accounts.number AND day BETWEEN ? AND ?)"
            " AND NOT EXISTS (SELECT 1 FROM lines WHERE number = accounts.number) ORDER BY number",
            (first, last),
        )
        return (account_in(row[0]) for row in rows)

    def _insert(self, statement: str, rows: Iterator[tuple[object, ...]]) -> None:
        while batch := list(islice(rows, BATCH)):
            self._database.execute("BEGIN")
            self._database.executemany(statement, batch)
            self._database.execute("COMMIT")


def order_number(reference: str) -> str:
    """The order that a bank reference names, or the reference itself where it cannot be one of ours."""
    named = split_reference(reference)
    return named[0] if named else reference


@contextmanager
def workbook() -> Iterator[Workbook]:
    """A workbook in a directory of its own, which is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="guichet-remittance-") as directory:
        database = sqlite3.connect(Path(directory) / "workbook.sqlite", isolation_level=None)
        try:
            yield Workbook(database)
        finally:
            database.close()
