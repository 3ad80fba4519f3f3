"""Where a command gets a terminal's security key from, so that it need not be typed where others can see it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.monetico.key import InvalidKey, key_bytes

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping

VARIABLE = "GUICHET_KEY"


class NoKey(Exception):
    """No usable key was given; the text says why and never quotes one."""


def add_to(parser: ArgumentParser) -> None:
    """The two options; without either the variable counts."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--key", help="the key of 40 characters; others on the machine can see it while this runs")
    group.add_argument("--key-file", type=Path, metavar="FILE", help="a file with it, such as the bank's .key file")


def terminal_key(options: Namespace, environment: Mapping[str, str]) -> bytes:
    """The 20 bytes of the key; raises NoKey."""
    try:
        return key_bytes(_external_form(options, environment))
    except InvalidKey as fault:
        raise NoKey(str(fault)) from None


def _external_form(options: Namespace, environment: Mapping[str, str]) -> str:
    if options.key is not None:
        return str(options.key)
    if options.key_file is not None:
        return _key_in(options.key_file)
    if environment.get(VARIABLE):
        return environment[VARIABLE]
    raise NoKey(f"no key: give --key-file, --key, or the environment variable {VARIABLE}")


def _key_in(file: Path) -> str:
    try:
        text = file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise NoKey(f"the key file cannot be read: {getattr(error, 'strerror', None) or 'it is not text'}") from None
    # The bank's file names the algorithm beside the key (protocol sheet 2).
    return next((word for word in text.split() if len(word) == 40), text)
