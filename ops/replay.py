"""`replay`: messages of the bank that were rejected, or stand as cases without an order, run again."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO

from chalicelib.aws.rejected_items import KEPT, RejectedItems
from chalicelib.domain.starting import PARIS
from chalicelib.payments.replay import Door, Ending, Replayed, replay_case, replay_rejected
from chalicelib.runtime.keys import keys_from
from ops import deployment
from ops.parser import add_json
from ops.progress import Progress
from ops.screen import Screen, shown, table
from ops.stop import CannotLook
from ops.waiting import COLUMNS, Waiting, lines, of_case, of_rejected

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from chalicelib.payments.ports import KeptMessages, Orders
    from ops.parser import Parser

DESCRIPTION = """\
Runs messages of the bank (notifications, « retours CGI2 ») again, through the same door as when they came: seal
against the keys of now, record, mail. A message that was rejected for its seal is kept for thirty days, so that
payments are found again after a wrong key was mended; what is taken is kept no longer. A message that stands as a
case without an order is decided again, and the case resolved once it has its place: CASE is the id that `ops cases`
lists, and begins with `_`. Doing it twice does nothing twice.

Days are in the hour of Paris; without --from and --to, all that is kept. Of a message only terminal (TPE),
reference, amount, result code and date are ever shown: its seal may be wrong, so anybody may have written it.
"""
NOTES = """\
exit status: 0 all was taken, or nothing is kept; 1 something is refused again or kept (--list), there is no such
message, or it was not confirmed; 2 it could not be looked at

examples:
  python -m ops replay --list
  python -m ops replay --rejected --dry-run
  python -m ops replay --rejected --from 2026-11-20 --to 2026-11-23
  python -m ops replay 2026-11-23-1234
"""

ENDINGS = {
    Ending.NEW: "taken: new",
    Ending.KNOWN: "taken: it had come in before",
    Ending.CASE: "taken, with a case: {why}",
    Ending.REFUSED: "still refused: {why}",
    Ending.NO_PLACE: "still without a place in an order: {why}",
    Ending.POSSIBLE: "would be taken",
}
REASONS = {"BadSeal": "no key of its terminal seals it", "NotANotification": "a field that decides is missing"}


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """The command."""
    command = commands.add_parser(
        "replay", help="run rejected messages of the bank again", description=DESCRIPTION, epilog=NOTES
    )
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("message", metavar="ID|CASE", nargs="?", help="one that --list or `ops cases` lists")
    what.add_argument("--list", action="store_true", help="list what is kept, and run nothing")
    what.add_argument("--rejected", action="store_true", help="run all that is kept of the period")
    command.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY", help="such as 2026-11-01")
    command.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="2026-11-30, included")
    command.add_argument("--dry-run", action="store_true", help="look whether it would be taken, and write nothing")
    command.add_argument("--yes", action="store_true", help="do not ask")
    deployment.add_to(command)
    add_json(command)
    command.set_defaults(run=_replay)


@dataclass(frozen=True)
class Replay:
    """What runs messages again. `door` is opened only where a seal is to be checked."""

    kept: KeptMessages
    orders: Orders
    door: Callable[[], Door]
    now: datetime
    trial: bool = False

    def waiting(self, name: str) -> Waiting | None:
        """The message with this id, or the one that is this case."""
        if name.startswith("_"):
            entry = self.kept.set_aside(name)
            return of_case(name, entry) if entry else None
        rejected = self.kept.rejected(name)
        return of_rejected(rejected) if rejected else None

    def all_waiting(self, since: datetime, until: datetime) -> list[Waiting]:
        """The rejected messages of a period; bodies are read again one by one, for there may be many."""
        return [of_rejected(rejected) for rejected in self.kept.listed(since, until)]

    def run(self, name: str) -> Replayed | None:
        """None where there is none any more."""
        if name.startswith("_"):
            return replay_case(name, self.kept, self.orders, self.now, trial=self.trial)
        rejected = self.kept.rejected(name)
        return replay_rejected(rejected, self.kept, self.door(), trial=self.trial) if rejected else None


def _replay(options: argparse.Namespace, stdin: BinaryIO, environment: Mapping[str, str]) -> int:
    now = datetime.now(UTC)
    since, until = period(options.first, options.last, now)
    if options.message and (options.first or options.last):
        raise CannotLook("--from and --to go with --list and --rejected")
    asks = not (options.list or options.dry_run or options.yes)
    if asks and not stdin.isatty():
        raise CannotLook("there is no terminal to ask at: give --yes to go on without a question")
    deployed = deployment.deployment(options, environment)
    kept = RejectedItems(deployed.dynamodb, deployed.table)
    replay = Replay(kept, deployed.orders, _door(deployed), now, trial=options.dry_run)
    screen = Screen(environment)
    if options.message:
        one = replay.waiting(options.message)
        if one is None:
            return _stopped(
                f"no message {shown(options.message)} is kept; `ops replay --list` and `ops cases` list them"
            )
        found = [one]
    else:
        found = replay.all_waiting(since, until)
    if options.list:
        return listed(found, screen, as_json=options.json)
    if asks and found and not confirmed(found, stdin, Screen(environment, sys.stderr)):
        return _stopped("not confirmed: nothing was run again")
    return run_all(replay, found, screen, as_json=options.json)


def _door(deployed: deployment.Deployment) -> Callable[[], Door]:
    """As the API opens it; the keys are read once, when the first seal is to be checked."""
    masked = deployed.settings.get("GUICHET_KEEP_MASKED_NUMBER", "").strip() == "yes"
    return cache(lambda: Door(keys_from(deployed.secret.text()).terminals, deployed.orders, masked))


def period(first: date | None, last: date | None, now: datetime) -> tuple[datetime, datetime]:
    """From the start of the first day to the end of the last, in the hour of Paris, and not past the keeping."""
    if first and last and first > last:
        raise CannotLook("--from is after --to")
    today = now.astimezone(PARIS).date()
    since = datetime.combine(first, time.min, PARIS) if first else now - KEPT
    until = datetime.combine(min(last or today, today) + timedelta(days=1), time.min, PARIS)
    return max(since, now - KEPT), until


def listed(found: Sequence[Waiting], screen: Screen, *, as_json: bool) -> int:
    """Print what is kept: the exit status."""
    if as_json:
        print(json.dumps({"messages": [message.document() for message in found]}, indent=2, ensure_ascii=False))
    elif found:
        print("\n".join(lines(found, screen)))
    else:
        print(screen.paint("No rejected message is kept.", "good"))
    return 1 if found else 0


def confirmed(found: Sequence[Waiting], stdin: BinaryIO, screen: Screen) -> bool:
    """Show what would be run again, and ask."""
    print("\n".join(lines(found, screen)), file=sys.stderr)
    print(f"Run {_count(len(found))} again? Type yes to go on: ", end="", file=sys.stderr, flush=True)
    return stdin.readline().decode(errors="replace").strip() == "yes"


def run_all(replay: Replay, found: Sequence[Waiting], screen: Screen, *, as_json: bool) -> int:
    """Run them one by one and tell what came of each, also where something stops it: the exit status."""
    results: list[tuple[Waiting, Replayed | None]] = []
    progress = Progress("running again", len(found))
    try:
        for message in found:
            results.append((message, replay.run(message.id)))
            progress.at(len(results))
    finally:
        progress.end()
        if as_json:
            print(json.dumps(_document(results, trial=replay.trial), indent=2, ensure_ascii=False))
        else:
            print("\n".join(_lines(results, screen, trial=replay.trial)))
    return 1 if any(replayed and not replayed.taken for _, replayed in results) else 0


def _lines(results: Sequence[tuple[Waiting, Replayed | None]], screen: Screen, *, trial: bool) -> Iterator[str]:
    rows = [(message.id, *message.cells, _words(replayed)) for message, replayed in results]
    if rows:
        titles, *body = table(rows, ("id", *COLUMNS, "result"))
        yield screen.paint(titles, "strong")
        yield from body
        yield ""
    refused = sum(replayed is not None and not replayed.taken for _, replayed in results)
    done = "looked at, nothing written" if trial else "run again"
    yield screen.paint(f"{_count(len(rows))} {done}; {refused} not taken.", "bad" if refused else "good")


def _document(results: Sequence[tuple[Waiting, Replayed | None]], *, trial: bool) -> dict[str, Any]:
    """`result` is null for a message that somebody else has run meanwhile."""
    told = [
        {
            **message.document(),
            "result": replayed.ending.value if replayed else None,
            "why": replayed.why if replayed else "",
        }
        for message, replayed in results
    ]
    return {"dry_run": trial, "messages": told}


def _words(replayed: Replayed | None) -> str:
    if replayed is None:
        return "gone: somebody else has run it meanwhile"
    return ENDINGS[replayed.ending].format(why=REASONS.get(replayed.why, replayed.why))


def _count(messages: int) -> str:
    return "1 message" if messages == 1 else f"{messages} messages"


def _stopped(why: str) -> int:
    print(f"ops: {why}", file=sys.stderr)
    return 1
