"""Cards kept under a merchant's alias, for express payment (protocol sheet 4.3): never their numbers."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from bank.cards import CardFacts

if TYPE_CHECKING:
    import sqlite3

    from bank.visits import Visit

VAULT_SCHEMA = """
CREATE TABLE IF NOT EXISTS stored_card (
    platform TEXT NOT NULL, tpe TEXT NOT NULL, alias TEXT NOT NULL, card TEXT NOT NULL,
    PRIMARY KEY (platform, tpe, alias));
"""


class Vault:
    """An alias is a terminal's own; the card last typed and accepted under it is the one it stands for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def card_of(self, visit: Visit) -> CardFacts | None:
        query = "SELECT card FROM stored_card WHERE platform = ? AND tpe = ? AND alias = ?"
        row = self._connection.execute(query, _place(visit)).fetchone()
        return CardFacts(**json.loads(row["card"])) if row else None

    def keep(self, visit: Visit, card: CardFacts) -> None:
        """Does nothing for a form without an alias."""
        if visit.fields.get("aliascb"):
            kept = json.dumps(asdict(replace(card, typed=False)))
            self._connection.execute("INSERT OR REPLACE INTO stored_card VALUES (?, ?, ?, ?)", (*_place(visit), kept))


def _place(visit: Visit) -> tuple[str, str, str]:
    return visit.platform, visit.fields["TPE"], visit.fields.get("aliascb", "")
