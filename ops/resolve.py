"""`resolve`: a person has dealt with a case."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from chalicelib.api.views import case_view
from chalicelib.domain.errors import CaseUnknown
from chalicelib.domain.record import MAX_NOTE
from chalicelib.payments.resolve_case import resolve
from ops import deployment
from ops.parser import add_json, line_of
from ops.screen import paris, shown

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from chalicelib.payments.ports import Orders
    from ops.parser import Parser

DESCRIPTION = """\
Notes that a person has dealt with a case (dossier traité). It moves no money, and the first resolution stands. CASE
is the id that `ops cases` lists.
"""
NOTES = """\
exit status: 0 resolved, now or before; 1 no such case; 2 wrong usage, or the store could not be reached

example:
  python -m ops resolve CMD4821.1 --note "refunded in the portal"
"""


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """The command."""
    command = commands.add_parser("resolve", help="a case is dealt with", description=DESCRIPTION, epilog=NOTES)
    command.add_argument("case", metavar="CASE", help="its id")
    command.add_argument("--note", type=line_of(MAX_NOTE), default="", metavar="TEXT", help="what was done")
    deployment.add_to(command)
    add_json(command)
    command.set_defaults(run=_resolve)


def _resolve(options: argparse.Namespace, _: BinaryIO, environment: Mapping[str, str]) -> int:
    orders = deployment.deployment(options, environment).orders
    return settle(orders, options.case, options.note, datetime.now(UTC), as_json=options.json)


def settle(orders: Orders, case: str, note: str, now: datetime, *, as_json: bool) -> int:
    """Resolve a case and tell: the exit status. Raises StoreUnavailable."""
    try:
        found = resolve(orders, case, note, now)
    except CaseUnknown:
        print(f"ops: no case {shown(case)} here; `python -m ops cases` lists them", file=sys.stderr)
        return 1
    moment = found.case.resolved_at
    if as_json:
        print(json.dumps(case_view(found), indent=2, ensure_ascii=False))
    elif moment is None or moment == now:
        print(f"Case {case} ({found.case.kind.value}) is resolved.")
    else:
        print(f"Case {case} was resolved before, on {paris(moment)} (Paris): {shown(found.case.note) or 'no note'}")
    return 0
