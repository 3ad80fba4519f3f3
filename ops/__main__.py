"""`python -m ops`: the tree of commands, and what they are given of the process."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, BinaryIO

from chalicelib.domain.errors import InvalidValue, SettingsError, StoreUnavailable
from ops import cases, doctor, erase, export, operate, reconcile, replay, resolve, secrets, show, takings
from ops.parser import Parser
from ops.remittance import command as remittance
from ops.stop import CannotLook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GROUPS = (show, cases, resolve, operate, reconcile, replay, remittance, takings, export, doctor, erase, secrets)
"""A module a group of commands; each adds its own with `add_to`."""

NOTES = """\
exit status: 0 all is well; 1 something was found wrong; 2 it could not be looked at

Each command explains itself: python -m ops doctor seal --help
"""


def main(arguments: Sequence[str], stdin: BinaryIO, environment: Mapping[str, str]) -> int:
    """The exit status: 0 when all is well, 1 when something was found wrong, 2 when it could not be looked at."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options, stdin, environment)
    except StoreUnavailable as fault:
        return _stopped(f"the store does not answer: {fault}. Check AWS credentials, region and network.")
    except (CannotLook, SettingsError, InvalidValue) as fault:
        return _stopped(str(fault))
    return status


def _stopped(why: str) -> int:
    print(f"ops: {why}", file=sys.stderr)
    return 2


def _parser() -> Parser:
    parser = Parser(prog="python -m ops", description="Tools for the people who run Guichet.", epilog=NOTES)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for group in GROUPS:
        group.add_to(commands)
    return parser


def _run() -> int:
    # The name that AWS's own command line reads first, and boto3 does not know.
    if region := os.environ.get("AWS_REGION"):
        os.environ["AWS_DEFAULT_REGION"] = region
    # A terminal that cannot show a character gets its code.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.stderr.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        status = main(sys.argv[1:], sys.stdin.buffer, os.environ)
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("\nops: interrupted", file=sys.stderr)
        return 130
    return status


if __name__ == "__main__":
    sys.exit(_run())
