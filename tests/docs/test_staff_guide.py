from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest

from app import app
from ops.__main__ import _parser

DOCS = Path(__file__).parents[2] / "docs"
ENGLISH, FRENCH = (DOCS / name for name in ("staff.md", "staff.fr.md"))
GUIDES = pytest.mark.parametrize("guide", [ENGLISH, FRENCH], ids=["english", "french"])

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`|\]\([^)]*\)", re.MULTILINE | re.DOTALL)


def blocks(guide: Path) -> list[tuple[str, str]]:
    """What is shown, in order, with the kind of each."""
    return _BLOCK.findall(guide.read_text(encoding="utf-8"))


def commands(guide: Path) -> list[str]:
    """Every command that the guide shows, as its reader would type it."""
    lines = (line.removeprefix("$ ") for _, text in blocks(guide) for line in text.splitlines())
    return [line.partition(" < ")[0] for line in lines if line.startswith("python -m ops ")]


def prose(guide: Path) -> str:
    """The guide without what is code."""
    return _CODE.sub("", guide.read_text(encoding="utf-8"))


@GUIDES
def test_every_command_of_the_guide_is_one(guide):
    shown = commands(guide)

    for command in shown:
        _parser().parse_args(shlex.split(command)[3:])
    assert len(shown) > 20


@GUIDES
def test_every_command_there_is_stands_in_the_guide(guide):
    text = guide.read_text(encoding="utf-8")

    assert [name for name in names(_parser()) if f"ops {name}" not in text] == []


@GUIDES
def test_every_command_that_the_text_names_is_one(guide):
    named = re.findall(r"`ops (doctor\s[a-z]+|[a-z]+)", guide.read_text(encoding="utf-8"))

    assert {re.sub(r"\s", " ", name) for name in named} - set(names(_parser())) == set()
    assert len(named) > 10


def names(parser: argparse.ArgumentParser, before: str = "") -> list[str]:
    """The commands of a parser, and those under them, but for what a command alone does too."""
    found = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, under in action.choices.items():
                found += [before + name, *names(under, f"{before}{name} ")]
    return found


@GUIDES
def test_every_option_that_the_guide_names_is_one(guide):
    known = {option for parser in parsers(_parser()) for option in parser._option_string_actions}

    assert set(re.findall(r"`(--[a-z-]+)", guide.read_text(encoding="utf-8"))) - known == set()


def parsers(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    below = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    return [parser, *(found for action in below for under in action.choices.values() for found in parsers(under))]


@GUIDES
def test_every_call_of_the_guide_is_one_of_the_api(guide):
    routes = {(method, _plain(path)) for path, methods in app.routes.items() for method in methods}
    calls = re.findall(r"`(GET|POST) (/[^`\s]*)`", guide.read_text(encoding="utf-8"))

    assert {(method, _plain(path)) for method, path in calls} - routes == set()
    assert len(set(calls)) > 5


def _plain(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)


def test_both_guides_show_the_same():
    assert blocks(FRENCH) == blocks(ENGLISH)
    assert headings(FRENCH) == headings(ENGLISH)


def headings(guide: Path) -> list[int]:
    """How deep each heading is, in order."""
    return [len(marks) for marks in re.findall(r"^(#+) ", guide.read_text(encoding="utf-8"), re.MULTILINE)]


@pytest.mark.parametrize(
    ("wrong", "instead"),
    [
        (r"[^\u202f][;!?]", "a narrow no-break space before ; ! ?"),
        (r"[^\u00a0]:(?!//)", "a no-break space before the colon"),
        (r"«[^\u00a0]|[^\u00a0]»", "no-break spaces within guillemets"),
        (r"'", "the apostrophe ’"),
        (r'"', "guillemets"),
    ],
)
def test_the_french_is_set_as_french_is(wrong, instead):
    assert re.findall(f".{{0,20}}(?:{wrong}).{{0,5}}", prose(FRENCH).replace(" --- ", "")) == [], instead
