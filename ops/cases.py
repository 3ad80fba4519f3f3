"""`cases`: what needs a person."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, BinaryIO

from chalicelib.api.views import case_view
from ops import deployment, words
from ops.parser import add_json
from ops.screen import Screen, paris, table

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from chalicelib.payments.ports import CaseOfOrder, Orders
    from ops.parser import Parser

PAGE = 100

DESCRIPTION = """\
Lists what needs a person (dossiers à traiter), newest first: payments that do not match their order, mails that
cannot be sent, operations that the bank's books contradict.
"""
NOTES = """\
exit status: 0 nothing is open; 1 cases are open; 2 it could not be looked at

What to do about each kind is in docs/bank-codes.md.
"""


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """The command."""
    cases = commands.add_parser("cases", help="what needs a person", description=DESCRIPTION, epilog=NOTES)
    cases.add_argument("--all", action="store_true", help="the resolved ones too")
    deployment.add_to(cases)
    add_json(cases)
    cases.set_defaults(run=_cases)


def _cases(options: argparse.Namespace, _: BinaryIO, environment: Mapping[str, str]) -> int:
    found = listed(deployment.deployment(options, environment).orders, resolved=options.all)
    if options.json:
        print(json.dumps({"cases": [case_view(case) for case in found]}, indent=2, ensure_ascii=False))
    else:
        print("\n".join(lines(found, Screen(environment))))
    return 1 if any(case.case.resolved_at is None for case in found) else 0


def listed(orders: Orders, *, resolved: bool) -> list[CaseOfOrder]:
    """Every open case, and every resolved one where they are wanted."""
    found: list[CaseOfOrder] = []
    cursor = ""
    while True:
        page = orders.cases(PAGE, cursor)
        still_open = [case for case in page.cases if case.case.resolved_at is None]
        found += page.cases if resolved else still_open
        cursor = page.cursor
        # Open ones come first: a page of resolved ones ends them. An empty page ends nothing.
        if not cursor or (page.cases and not still_open and not resolved):
            return found


def lines(found: Sequence[CaseOfOrder], screen: Screen) -> Iterator[str]:
    """The table for a person."""
    if not found:
        yield screen.paint("Nothing needs a person.", "good")
        return
    rows = [_row(case) for case in found]
    titles, *body = table(rows, ("opened (Paris)", "order", "reference", "kind", "case", "state"))
    yield screen.paint(titles, "strong")
    yield from body
    yield ""
    for kind in sorted({c.case.kind for c in found}):
        yield f"{kind.value}: {words.of(words.CASES, kind)}"


def _row(found: CaseOfOrder) -> tuple[str, ...]:
    case = found.case
    state = "open" if case.resolved_at is None else f"resolved: {case.note}"
    return paris(case.opened_at), found.order or "-", case.reference or "-", case.kind.value, case.id, state
