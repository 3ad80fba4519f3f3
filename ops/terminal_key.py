"""Where a command gets security keys from, so that they need not be typed where others can see them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.monetico.key import InvalidKey, key_bytes
from ops.diagnosis.reading import Key

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping

VARIABLE = "GUICHET_KEY"

_NAMED = re.compile(r"([A-Za-z0-9_ .-]{1,32})=(.+)", re.DOTALL)


class NoKey(Exception):
    """No usable key was given; the text says why and never quotes one."""


def add_to(parser: ArgumentParser) -> None:
    """The two options; without either the variable counts."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--key", default=None, help="the key of 40 characters; others on the machine can see it while this runs"
    )
    group.add_argument(
        "--key-file", type=Path, default=None, metavar="FILE", help="a file with it, such as the bank's .key file"
    )


def add_several_to(parser: ArgumentParser) -> None:
    """The same where several keys may be given, each under a name."""
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="[NAME=]KEY",
        help="a key of 40 characters, under a name such as the terminal's number (TPE); may be repeated",
    )
    parser.add_argument(
        "--key-file", action="append", default=[], metavar="[NAME=]FILE", help="a file with a key; may be repeated"
    )


def terminal_key(options: Namespace, environment: Mapping[str, str]) -> bytes:
    """The 20 bytes of the key; raises NoKey."""
    if options.key is not None:
        return _bytes(str(options.key))
    if options.key_file is not None:
        return _bytes(_key_in(options.key_file))
    if environment.get(VARIABLE):
        return _bytes(environment[VARIABLE])
    raise NoKey(f"no key: give --key-file, --key, or the environment variable {VARIABLE}")


def several_keys(options: Namespace, environment: Mapping[str, str]) -> list[Key]:
    """The keys given, in order, none where none is; one without a name is `key 1` and so on. Raises NoKey."""
    given = [_split(text) for text in options.key]
    given += [(name, _key_in(Path(file))) for name, file in map(_split, options.key_file)]
    if environment.get(VARIABLE):
        given.append((VARIABLE, environment[VARIABLE]))
    return [Key(name or f"key {position}", _bytes(text)) for position, (name, text) in enumerate(given, 1)]


def _split(text: str) -> tuple[str, str]:
    named = _NAMED.fullmatch(text)
    return (named[1], named[2]) if named else ("", text)


def _bytes(external: str) -> bytes:
    try:
        return key_bytes(external)
    except InvalidKey as fault:
        raise NoKey(str(fault)) from None


def _key_in(file: Path) -> str:
    try:
        text = file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise NoKey(f"the key file cannot be read: {getattr(error, 'strerror', None) or 'it is not text'}") from None
    # The bank's file names the algorithm beside the key (protocol sheet 2).
    return next((word for word in text.split() if len(word) == 40), text)
