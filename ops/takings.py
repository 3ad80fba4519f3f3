"""`takings --day`: what one day brought, from an export or the table."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ops import deployment
from ops.day_book import DayBook
from ops.order_source import exported, scanned
from ops.parser import add_json
from ops.progress import Progress
from ops.screen import Screen

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from ops.parser import Parser

DESCRIPTION = """\
A day's takings (recette du jour) in the hour of Paris: orders paid, by currency and brand of card; the money that
the bank moved that day, captures (recouvrements) by the terminal's mode and refunds (recrédits); refusals (refus).

An order is paid on the day on which the bank's first acceptance came in, and counts with its whole amount there.
Captures count on their own days, so an instalment (échéance) or a renewal (renouvellement) does on its own. Refunds
made in the bank's portal have no day here. What reaches the account is told by `ops remittance`. Without --orders
the whole table is scanned, and billed for; `ops export` first is kinder, and must be of this version.
"""
NOTES = """\
exit status: 0 shown; 2 it could not be looked at

example:
  python -m ops takings --day 2026-11-23 --orders orders.jsonl
"""


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """The command."""
    takings = commands.add_parser("takings", help="what one day brought", description=DESCRIPTION, epilog=NOTES)
    takings.add_argument("--day", type=date.fromisoformat, required=True, metavar="DAY", help="such as 2026-11-23")
    takings.add_argument("--orders", type=Path, metavar="EXPORT", help="orders as `ops export` wrote them")
    deployment.add_to(takings)
    add_json(takings)
    takings.set_defaults(run=_takings)


def _takings(options: argparse.Namespace, _: BinaryIO, environment: Mapping[str, str]) -> int:
    if options.orders is not None:
        documents = exported(options.orders)
    else:
        deployed = deployment.deployment(options, environment)
        documents = scanned(deployed.dynamodb, deployed.table)
    book = DayBook(options.day.isoformat())
    progress = Progress("orders", 0)
    for count, document in enumerate(documents, 1):
        book.add(document)
        progress.at(count)
    progress.end()
    if options.json:
        print(json.dumps(book.document(), indent=2, ensure_ascii=False))
    else:
        print("\n".join(book.lines(Screen(environment))))
    return 0
