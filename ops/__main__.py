"""`python -m ops`: the tree of commands, and what they are given of the process."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, BinaryIO

from ops import doctor
from ops.parser import Parser

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def main(arguments: Sequence[str], stdin: BinaryIO, environment: Mapping[str, str]) -> int:
    """The exit status: 0 when all is well, 1 when something was found wrong, 2 when it could not be looked at."""
    options = _parser().parse_args(arguments)
    status: int = options.run(options, stdin, environment)
    return status


def _parser() -> Parser:
    parser = Parser(
        prog="python -m ops",
        description="Tools for the people who run Guichet.",
        epilog="Each command explains itself: python -m ops doctor seal --help",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    doctor.add_to(commands)
    return parser


if __name__ == "__main__":
    # A terminal that cannot show a character gets its code.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:], sys.stdin.buffer, os.environ))
