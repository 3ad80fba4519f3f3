"""`doctor`: what to ask when the bank and we do not understand each other."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, BinaryIO

from chalicelib.monetico.form import MalformedForm
from ops import doctor_check, explain, terminal_key
from ops.parser import add_json
from ops.seal_findings import findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ops.parser import Parser

SEAL = """\
Reads a form body (application/x-www-form-urlencoded), of a payment form or of a notification, from standard
input. Prints the text that the seal covers and its MAC. Where the body has a field MAC, says whether it matches,
in the current form or in the legacy form of a notification.
"""
SEAL_NOTES = f"""\
The key comes from --key-file, --key or the environment variable {terminal_key.VARIABLE}, and is never printed.

exit status: 0 the MAC matches, or there is none; 1 it matches in neither form; 2 malformed body or key

example:
  printf 'TPE=0000001&montant=62.73EUR' | python -m ops doctor seal --key-file test.key
"""


DESCRIPTION = """\
What to ask when the bank and we do not understand each other. Without a question: checks settings, keys, terminals
and the notification address, as `doctor check` does.
"""


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """The command and those under it."""
    doctor = commands.add_parser(
        "doctor", help="check the deployment; explain what the bank sends and expects", description=DESCRIPTION
    )
    questions = doctor.add_subparsers(title="commands", metavar="COMMAND")
    doctor_check.add_to(questions, doctor)
    explain.add_to(questions)
    seal = questions.add_parser(
        "seal",
        help="the sealed text and the MAC of a form body, and whether its own MAC matches",
        description=SEAL,
        epilog=SEAL_NOTES,
        argument_default=argparse.SUPPRESS,  # so that `doctor --json seal` keeps what was said before it
    )
    terminal_key.add_to(seal)
    add_json(seal)
    seal.set_defaults(run=_seal)


def _seal(options: argparse.Namespace, stdin: BinaryIO, environment: Mapping[str, str]) -> int:
    try:
        key = terminal_key.terminal_key(options, environment)
        if stdin.isatty():
            print("Paste the body, then end with Ctrl-D.", file=sys.stderr)
        found = findings(stdin.read(), key)
    except (terminal_key.NoKey, MalformedForm) as fault:
        print(f"doctor seal: {fault}", file=sys.stderr)
        return 2
    print(json.dumps(found.document(), indent=2) if options.json else "\n".join(found.lines()))
    return 1 if found.mismatch else 0
