"""The bank's memory: visits, attempts and messages, and the books, in one sqlite file that survives a restart.

Holds what notifications report of a card, never its number. One connection a transaction, so any thread may
call.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bank import ledger
from bank.cards import CardFacts
from bank.partners import PartnerFacts
from bank.vault import VAULT_SCHEMA, Vault
from bank.visits import Attempt, AttemptState, Delivery, Message, Visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bank.partners import Means
    from bank.transport import Answer

_SCHEMA = """
CREATE TABLE IF NOT EXISTS visit (
    id TEXT PRIMARY KEY, platform TEXT NOT NULL, tpe TEXT NOT NULL, reference TEXT NOT NULL,
    fields TEXT NOT NULL, arrived_at TEXT NOT NULL, UNIQUE (platform, tpe, reference));
CREATE TABLE IF NOT EXISTS attempt (
    id TEXT PRIMARY KEY, visit_id TEXT NOT NULL REFERENCES visit, state TEXT NOT NULL, means TEXT NOT NULL,
    wrong_codes INTEGER NOT NULL, decided_at TEXT, waiting_since TEXT);
CREATE INDEX IF NOT EXISTS attempt_visit ON attempt (visit_id);
CREATE TABLE IF NOT EXISTS message (
    id TEXT PRIMARY KEY, visit_id TEXT NOT NULL REFERENCES visit, attempt_id TEXT REFERENCES attempt,
    label TEXT NOT NULL, body TEXT NOT NULL, made_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS message_visit ON message (visit_id);
CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY, message_id TEXT NOT NULL REFERENCES message, method TEXT NOT NULL,
    url TEXT NOT NULL, sent_at TEXT NOT NULL, seconds REAL, status INTEGER, answer TEXT NOT NULL, error TEXT);
CREATE INDEX IF NOT EXISTS delivery_message ON delivery (message_id);
"""
# What this schema is called in the file; a file of another one is refused, since nothing in it is worth a migration.
_VERSION = 3
EVERY = -1


class StateRefused(Exception):
    """The state file is of another version of the bank; the message says what to do."""


class Store:
    """Raises StateRefused for a file that another version of the bank has written."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with closing(self._connect()) as connection:
            _check_version(connection, path)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(_SCHEMA + ledger.SCHEMA + VAULT_SCHEMA)
            connection.execute(f"PRAGMA user_version={_VERSION}")

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        with closing(self._connect()) as connection:
            yield Rows(connection)

    @contextmanager
    def writing(self) -> Iterator[Rows]:
        """One transaction, alone from its first read: what was decided on still holds when written."""
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                yield Rows(connection)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous=NORMAL")  # with WAL: safe from a crash of ours, not from a power cut
        return connection


class Rows:
    """The tables as values, within one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.ledger = ledger.Ledger(connection)
        self.vault = Vault(connection)

    def visit(self, visit_id: str) -> Visit | None:
        return self._one_visit("SELECT * FROM visit WHERE id = ?", visit_id)

    def visit_of(self, platform: str, tpe: str, reference: str) -> Visit | None:
        query = "SELECT * FROM visit WHERE platform = ? AND tpe = ? AND reference = ?"
        return self._one_visit(query, platform, tpe, reference)

    def latest_visits(self, most: int) -> list[Visit]:
        rows = self._connection.execute("SELECT * FROM visit ORDER BY rowid DESC LIMIT ?", (most,))
        return [self._visit(row) for row in rows.fetchall()]

    def attempt(self, attempt_id: str) -> Attempt | None:
        row = self._connection.execute("SELECT * FROM attempt WHERE id = ?", (attempt_id,)).fetchone()
        return _attempt(row) if row else None

    def message(self, message_id: str) -> Message | None:
        return self._one_message("SELECT * FROM message WHERE id = ?", message_id)

    def message_of(self, attempt_id: str) -> Message | None:
        """The latest: an attempt that waited for a partner has an earlier one."""
        return self._one_message("SELECT * FROM message WHERE attempt_id = ? ORDER BY rowid DESC LIMIT 1", attempt_id)

    def messages(self, visit_id: str) -> list[Message]:
        rows = self._connection.execute("SELECT * FROM message WHERE visit_id = ? ORDER BY rowid", (visit_id,))
        return [self._message(row) for row in rows.fetchall()]

    def add_visit(self, visit: Visit) -> None:
        self._connection.execute(
            "INSERT INTO visit VALUES (?, ?, ?, ?, ?, ?)",
            (
                visit.id,
                visit.platform,
                visit.fields["TPE"],
                visit.reference,
                json.dumps(dict(visit.fields)),
                visit.arrived_at.isoformat(),
            ),
        )

    def put_attempt(self, attempt: Attempt) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO attempt VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                attempt.id,
                attempt.visit_id,
                attempt.state,
                json.dumps(asdict(attempt.means)),
                attempt.wrong_codes,
                attempt.decided_at.isoformat() if attempt.decided_at else None,
                attempt.waiting_since.isoformat() if attempt.waiting_since else None,
            ),
        )

    def add_message(self, message: Message) -> None:
        self._connection.execute(
            "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)",
            (
                message.id,
                message.visit_id,
                message.attempt_id,
                message.label,
                message.body,
                message.made_at.isoformat(),
            ),
        )

    def begin_delivery(self, message_id: str, method: str, url: str, sent_at: datetime) -> int:
        cursor = self._connection.execute(
            "INSERT INTO delivery (message_id, method, url, sent_at, answer) VALUES (?, ?, ?, ?, '')",
            (message_id, method, url, sent_at.isoformat()),
        )
        return cursor.lastrowid or 0

    def end_delivery(self, delivery_id: int, seconds: float, answer: Answer | None, error: str | None) -> Delivery:
        status, body = (answer.status, answer.body) if answer else (None, "")
        self._connection.execute(
            "UPDATE delivery SET seconds = ?, status = ?, answer = ?, error = ? WHERE id = ?",
            (seconds, status, body, error, delivery_id),
        )
        row = self._connection.execute("SELECT * FROM delivery WHERE id = ?", (delivery_id,)).fetchone()
        return _delivery(row)

    def _one_visit(self, query: str, *values: str) -> Visit | None:
        row = self._connection.execute(query, values).fetchone()
        return self._visit(row) if row else None

    def _visit(self, row: sqlite3.Row) -> Visit:
        attempts = self._connection.execute(
            "SELECT * FROM attempt WHERE visit_id = ? ORDER BY decided_at", (row["id"],)
        )
        return Visit(
            id=row["id"],
            platform=row["platform"],
            fields=json.loads(row["fields"]),
            arrived_at=datetime.fromisoformat(row["arrived_at"]),
            attempts=tuple(_attempt(attempt) for attempt in attempts.fetchall()),
        )

    def _one_message(self, query: str, *values: str) -> Message | None:
        row = self._connection.execute(query, values).fetchone()
        return self._message(row) if row else None

    def _message(self, row: sqlite3.Row) -> Message:
        deliveries = self._connection.execute("SELECT * FROM delivery WHERE message_id = ? ORDER BY id", (row["id"],))
        return Message(
            id=row["id"],
            visit_id=row["visit_id"],
            attempt_id=row["attempt_id"],
            label=row["label"],
            body=row["body"],
            made_at=datetime.fromisoformat(row["made_at"]),
            deliveries=tuple(_delivery(delivery) for delivery in deliveries.fetchall()),
        )


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    """A file without tables is new, whatever it says."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if tables and version != _VERSION:
        raise StateRefused(f"{path} was written by another version of the bank (run `make clean` to forget it)")


def _attempt(row: sqlite3.Row) -> Attempt:
    return Attempt(
        id=row["id"],
        visit_id=row["visit_id"],
        state=AttemptState(row["state"]),
        means=_means(json.loads(row["means"])),
        wrong_codes=row["wrong_codes"],
        decided_at=datetime.fromisoformat(row["decided_at"]) if row["decided_at"] else None,
        waiting_since=datetime.fromisoformat(row["waiting_since"]) if row["waiting_since"] else None,
    )


def _means(document: dict[str, Any]) -> Means:
    return PartnerFacts(**document) if "method" in document else CardFacts(**document)


def _delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(
        id=row["id"],
        method=row["method"],
        url=row["url"],
        sent_at=datetime.fromisoformat(row["sent_at"]),
        seconds=row["seconds"],
        status=row["status"],
        answer=row["answer"],
        error=row["error"],
    )
