"""The books on disk: accounts, service calls, and what the control addresses have switched."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bank.account import Account, Capture, Instalment, InstalmentState, Mode, Refund, Renewal
from bank.service_call import ServiceCall

if TYPE_CHECKING:
    import sqlite3

LONGEST_ANSWER_KEPT = 16 * 1024

SCHEMA = """
CREATE TABLE IF NOT EXISTS account (visit_id TEXT PRIMARY KEY REFERENCES visit, document TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS service_call (
    id INTEGER PRIMARY KEY, platform TEXT NOT NULL, tpe TEXT NOT NULL, reference TEXT NOT NULL,
    document TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS service_call_order ON service_call (platform, tpe, reference);
CREATE TABLE IF NOT EXISTS switch (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Ledger:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def account(self, visit_id: str) -> Account | None:
        row = self._connection.execute("SELECT document FROM account WHERE visit_id = ?", (visit_id,)).fetchone()
        return _account(json.loads(row["document"])) if row else None

    def accounts(self) -> list[Account]:
        rows = self._connection.execute("SELECT document FROM account ORDER BY rowid").fetchall()
        return [_account(json.loads(row["document"])) for row in rows]

    def put_account(self, account: Account) -> None:
        self._connection.execute(
            "INSERT INTO account VALUES (?, ?) ON CONFLICT (visit_id) DO UPDATE SET document = excluded.document",
            (account.visit_id, json.dumps(asdict(account), default=_instant)),
        )

    def add_call(self, call: ServiceCall) -> None:
        kept = {**asdict(call), "answer": call.answer[:LONGEST_ANSWER_KEPT]}
        self._connection.execute(
            "INSERT INTO service_call (platform, tpe, reference, document) VALUES (?, ?, ?, ?)",
            (call.platform, call.fields.get("TPE", ""), call.reference, json.dumps(kept, default=_instant)),
        )

    def calls_of(self, platform: str, tpe: str, reference: str) -> list[ServiceCall]:
        rows = self._connection.execute(
            "SELECT document FROM service_call WHERE platform = ? AND tpe = ? AND reference = ? ORDER BY id",
            (platform, tpe, reference),
        )
        return [_call(json.loads(row["document"])) for row in rows.fetchall()]

    def latest_calls(self, most: int) -> list[ServiceCall]:
        rows = self._connection.execute("SELECT document FROM service_call ORDER BY id DESC LIMIT ?", (most,))
        return [_call(json.loads(row["document"])) for row in rows.fetchall()]

    def switch(self, name: str, default: Any) -> Any:
        """A JSON value."""
        row = self._connection.execute("SELECT value FROM switch WHERE name = ?", (name,)).fetchone()
        return json.loads(row["value"]) if row else default

    def put_switch(self, name: str, value: Any) -> None:
        self._connection.execute("INSERT OR REPLACE INTO switch VALUES (?, ?)", (name, json.dumps(value)))


def _instant(value: object) -> str:
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in the books")


def _call(document: dict[str, Any]) -> ServiceCall:
    at, reasons = datetime.fromisoformat(document["at"]), tuple(document["reasons"])
    return ServiceCall(**{**document, "at": at, "reasons": reasons})


def _account(document: dict[str, Any]) -> Account:
    expires_at = document["expires_at"]
    return Account(
        **{
            **document,
            "mode": Mode(document["mode"]),
            "opened_at": datetime.fromisoformat(document["opened_at"]),
            "expires_at": datetime.fromisoformat(expires_at) if expires_at else None,
            "captures": tuple(_capture(one) for one in document["captures"]),
            "instalments": tuple(_instalment(one) for one in document["instalments"]),
            "renewals": tuple(Renewal(**_dated(one)) for one in document["renewals"]),
        }
    )


def _capture(document: dict[str, Any]) -> Capture:
    refunds = tuple(Refund(**_dated(one)) for one in document["refunds"])
    return Capture(**{**_dated(document), "refunds": refunds})


def _instalment(document: dict[str, Any]) -> Instalment:
    due_on, state = date.fromisoformat(document["due_on"]), InstalmentState(document["state"])
    return Instalment(**{**document, "due_on": due_on, "state": state})


def _dated(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "at": datetime.fromisoformat(document["at"])}
