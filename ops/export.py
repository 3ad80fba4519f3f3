"""`export`: every order as one JSON document a line, for `remittance`, `takings` and the shop's own reports."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from ops import deployment
from ops.order_source import scanned
from ops.parser import add_json
from ops.progress import Progress
from ops.stop import CannotLook

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ops.parser import Parser

DESCRIPTION = """\
Writes every order, as the staff's view of the API shows it, as JSON Lines: one document a line, in no order, and no
personal data. It scans the whole table page by page: reads are billed for every item, and orders that change
meanwhile may be in it before or after their change.
"""
NOTES = """\
exit status: 0 written; 2 it could not be done

example:
  python -m ops export --out orders.jsonl
"""


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    export = commands.add_parser("export", help="every order as JSON Lines", description=DESCRIPTION, epilog=NOTES)
    export.add_argument("--out", type=Path, metavar="FILE", help="write here instead of standard output")
    deployment.add_to(export)
    add_json(export)
    export.set_defaults(run=_export)


def _export(options: argparse.Namespace, _: BinaryIO, environment: Mapping[str, str]) -> int:
    deployed = deployment.deployment(options, environment)
    documents = scanned(deployed.dynamodb, deployed.table)
    if options.out is None:
        count = written(documents, sys.stdout)
    else:
        try:
            # Under another name until it is whole: half an export would report orders as missing.
            partial = options.out.with_name(options.out.name + ".partial")
            with partial.open("w", encoding="utf-8") as file:
                count = written(documents, file)
            partial.replace(options.out)
        except OSError as error:
            raise CannotLook(f"{options.out}: {error.strerror}") from None
    if options.out is not None or options.json:
        said = json.dumps({"orders": count}) if options.json else f"{count} orders"
        print(said, file=sys.stdout if options.out else sys.stderr)
    return 0


def written(documents: Iterable[dict[str, Any]], file: TextIO) -> int:
    """Writes the documents as they come; how many they were."""
    progress = Progress("orders", 0)
    count = 0
    for count, document in enumerate(documents, 1):
        file.write(json.dumps(document, ensure_ascii=True, separators=(",", ":")) + "\n")
        progress.at(count)
    progress.end()
    return count
