"""`reconcile`: the orders of a period beside the bank's books; what differs is listed, and then mended.

It is the one command that calls the bank by itself. It only ever asks; what it mends is our own record.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, BinaryIO

from chalicelib.domain.order import check_number
from chalicelib.domain.starting import PARIS
from ops import deployment
from ops.comparer import Comparer, UnhurriedBank, started
from ops.differences import lines, tabled
from ops.parser import add_json
from ops.screen import Screen
from ops.stop import CannotLook

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from ops.differences import Comparison
    from ops.parser import Parser

LONGEST_PAUSE = 60
PAUSE_SECONDS = 0.5
"""Nobody knows how often the bank's service may be asked."""

DESCRIPTION = """\
Compares orders with the bank's books (état du paiement), each attempt by one call of the status service, and lists
what differs: payments whose notification was lost, captures (recouvrements), refunds (recrédits), instalments
(échéances) and renewals (renouvellements) that nobody told us of. Then asks, and mends the record through the same
decisions as ever; mails that are owed then go out. Nothing is ever taken away: where the bank holds less than we do,
a case is opened.

Orders are those started from --from to --to in the hour of Paris, with all that has happened to them since, or the
one of --order. The bank's services may only answer addresses that were declared to its support (adresses IP
déclarées): run it where the deployed functions have theirs.
"""
NOTES = """\
exit status: 0 all agree, or agree now; 1 differences were found (--dry-run) or left: not confirmed, not compared, or
an open case bank-disagrees; 2 it could not be looked at, or the bank answered for none

examples:
  python -m ops reconcile --from 2026-11-01 --to 2026-11-30 --dry-run
  python -m ops reconcile --order CMD4821 --yes
"""


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """The command."""
    command = commands.add_parser(
        "reconcile", help="orders beside the bank's books", description=DESCRIPTION, epilog=NOTES
    )
    command.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY", help="such as 2026-11-01")
    command.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="2026-11-30, included")
    command.add_argument("--order", metavar="ORDER", help="one order by its number, instead of a period")
    command.add_argument("--dry-run", action="store_true", help="list what differs, and mend nothing")
    command.add_argument("--yes", action="store_true", help="do not ask before mending")
    command.add_argument(
        "--pause", type=float, default=PAUSE_SECONDS, metavar="S", help=f"between calls, in seconds ({PAUSE_SECONDS})"
    )
    deployment.add_to(command)
    add_json(command)
    command.set_defaults(run=_reconcile)


def _reconcile(options: argparse.Namespace, stdin: BinaryIO, environment: Mapping[str, str]) -> int:
    asks = not options.dry_run and not options.yes
    if asks and not stdin.isatty():
        raise CannotLook("there is no terminal to ask at: give --yes to mend without a question, or --dry-run")
    if not 0 <= options.pause <= LONGEST_PAUSE:
        raise CannotLook(f"--pause is a number of seconds, at most {LONGEST_PAUSE}")
    if options.order is not None and (options.first or options.last):
        raise CannotLook("give --order, or --from and --to")
    deployed = deployment.deployment(options, environment)
    desk = deployed.desk
    unhurried = replace(desk, bank=UnhurriedBank(desk.bank, options.pause))
    comparer = Comparer(deployed.orders, unhurried, lambda: datetime.now(UTC))
    if options.order is None:
        numbers = list(started(deployed.order_list, *period(options.first, options.last)))[::-1]
    elif deployed.orders.order(check_number(options.order)) is None:
        print(f"ops: no order {options.order} here", file=sys.stderr)
        return 1
    else:
        numbers = [options.order]
    question = Question(stdin, asks=asks) if not options.dry_run else None
    return run(comparer, numbers, question, Screen(environment), as_json=options.json)


def period(first: date | None, last: date | None) -> tuple[datetime, datetime]:
    """From the start of the first day to the end of the last, in the hour of Paris."""
    if first is None or last is None:
        raise CannotLook("give --from and --to, or --order")
    if first > last:
        raise CannotLook("--from is after --to")
    return datetime.combine(first, time.min, PARIS), datetime.combine(last + timedelta(days=1), time.min, PARIS)


@dataclass(frozen=True)
class Question:
    """Whether to mend; the answer is read from `stdin`, and is yes where nobody is to be asked."""

    stdin: BinaryIO
    asks: bool

    def answered_yes(self, differences: int) -> bool:
        """Whether the differences are to be mended."""
        if not self.asks:
            return True
        text = f"Mend {_count(differences, 'difference')}? Type yes to go on: "
        print(text, end="", file=sys.stderr, flush=True)
        return self.stdin.readline().decode(errors="replace").strip() == "yes"


def run(comparer: Comparer, numbers: Sequence[str], question: Question | None, screen: Screen, *, as_json: bool) -> int:
    """Look, ask, mend and tell: the exit status. Without a question nothing is mended."""
    seen = comparer.over(numbers, "asking the bank", trial=True)
    if not as_json or (question and question.asks):
        out = sys.stderr if as_json else sys.stdout
        print(f"Looked at {_count(seen.orders)} in the bank’s books (état du paiement).", file=out)
        print("\n".join(lines(seen, screen)), file=out, flush=True)
    if seen.silent:
        raise CannotLook(f"the bank answered for none of {_count(seen.asked)}")
    mended = None
    if seen.found and question is not None:
        if question.answered_yes(len(seen.found)):
            differing = dict.fromkeys(found.difference.order for found in seen.found)
            mended = comparer.over(list(differing), "mending", trial=False)
        else:
            print("ops: not confirmed: nothing was mended", file=sys.stderr)
    disputed = list(dict.fromkeys([*seen.disputed, *(mended.disputed if mended else ())]))
    if as_json:
        document = {**seen.document(), "mended": mended.document() if mended else None, "disputed": disputed}
        print(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        print("\n".join(outcome(mended, disputed, screen)), end="\n" if mended or disputed else "")
    return 1 if seen.unread or disputed or (mended.unread if mended else seen.found) else 0


def outcome(mended: Comparison | None, disputed: Sequence[str], screen: Screen) -> Iterator[str]:
    """What was mended, and what is left for a person."""
    if mended:
        yield ""
        yield screen.paint("Mended (corrigé):", "good")
        yield from tabled(mended.found, screen)
        yield from (f"{unread.order}: not mended, {unread.why}" for unread in mended.unread)
    if disputed:
        yield ""
        yield f"For a person, cases bank-disagrees that are open (ops cases): {', '.join(disputed)}"


def _count(number: int, what: str = "order") -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
