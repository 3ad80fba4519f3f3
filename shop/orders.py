"""The shop's own record of its orders, in one SQLite file: who ordered what, under which number.

Whether an order is paid is not written here: only the API knows.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from shop.bill import Bill, Line
from shop.customer import Customer

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = "LUM"
SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    shopper TEXT NOT NULL,
    cart TEXT NOT NULL,
    digest TEXT NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (cart, digest)
);
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'orders', 4820 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'orders');
"""


@dataclass(frozen=True)
class Order:
    number: str
    shopper: str
    cart: str
    customer: Customer
    bill: Bill


class Orders:
    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._path = directory / "shop.sqlite3"
        with closing(self._connect()) as database, database:
            database.executescript(f"BEGIN IMMEDIATE;{SCHEMA}COMMIT;")

    def place(self, shopper: str, cart: str, customer: Customer, bill: Bill) -> Order:
        """Write the order down once: the same content of the same cart, sent again, is the same order."""
        content = json.dumps({"customer": asdict(customer), "bill": asdict(bill)})
        digest = hashlib.sha256(content.encode()).hexdigest()
        with closing(self._connect()) as database, database:
            database.execute(
                "INSERT INTO orders (shopper, cart, digest, content) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (cart, digest) DO NOTHING",
                (shopper, cart, digest, content),
            )
            row = database.execute(
                "SELECT id, shopper, cart, content FROM orders WHERE cart = ? AND digest = ?", (cart, digest)
            ).fetchone()
        return _order(row)

    def find(self, number: str) -> Order | None:
        digits = number.removeprefix(PREFIX)
        if number != f"{PREFIX}{digits}" or not digits.isascii() or not digits.isdigit() or len(digits) > 9:
            return None
        with closing(self._connect()) as database:
            row = database.execute(
                "SELECT id, shopper, cart, content FROM orders WHERE id = ?", (int(digits),)
            ).fetchone()
        return _order(row) if row else None

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=10)


def _order(row: tuple[int, str, str, str]) -> Order:
    number, shopper, cart, text = row
    content: dict[str, Any] = json.loads(text)
    goods, delivery = content["bill"]["goods"], content["bill"]["delivery"]
    bill = Bill(tuple(Line(**line) for line in goods), Line(**delivery) if delivery else None)
    return Order(f"{PREFIX}{number}", shopper, cart, Customer(**content["customer"]), bill)
