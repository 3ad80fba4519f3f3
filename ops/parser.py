"""An argument parser whose complaints never repeat a key that was typed in the wrong place."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

_LIKE_A_KEY = re.compile(r"\w{38,42}")


class Parser(argparse.ArgumentParser):
    """Options are written in full: `--key` must not stand for an option that a later version adds.

    Descriptions and notes are printed as they are written.
    """

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """Raises SystemExit with status 2."""
        super().error(_LIKE_A_KEY.sub("[hidden]", message))


def add_json(parser: argparse.ArgumentParser) -> None:
    """The option that every command has."""
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")


def line_of(longest: int) -> Callable[[str], str]:
    """The type of an argument that is one line of text, of so many characters at most."""

    def checked(text: str) -> str:
        if len(text) > longest or not text.isprintable():
            raise argparse.ArgumentTypeError(f"one line of {longest} characters at most")
        return text

    return checked
