"""`doctor explain`: names what is wrong with the seal of a captured message, and what to change."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

from chalicelib.runtime.keys import keys_from
from ops import deployment, terminal_key
from ops.diagnosis.capture import captures
from ops.diagnosis.reading import Key
from ops.diagnosis.search import TRIED, Explanation, explain
from ops.parser import add_json
from ops.screen import Screen, shown
from ops.stop import CannotLook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ops.parser import Parser

SECONDS = 20.0

DESCRIPTION = """\
Reads a captured message from standard input, a notification of the bank or a payment form, as it stood in the body
of the request. Where its MAC does not fit, looks for the fault: first single ones, then pairs.

Several keys may be given, each under a name. The first counts as the right one, or the one whose name is the
message's TPE; the others are tried because keys get swapped.
"""
NOTES = f"""\
Keys come from --key, --key-file, the environment variable {terminal_key.VARIABLE}, or with --deployed from the
deployment's own secret (so also with --local). They are never printed.

exit status: 0 the seal is right; 1 it is not, or only after a fault is undone; 2 it could not be looked at

example:
  python -m ops doctor explain --key-file test=test.key --key-file production=prod.key < body.txt
"""


def add_to(questions: argparse._SubParsersAction[Parser]) -> None:
    command = questions.add_parser(
        "explain",
        help="why a captured message's seal does not fit",
        description=DESCRIPTION,
        epilog=NOTES,
        argument_default=argparse.SUPPRESS,
    )
    terminal_key.add_several_to(command)
    command.add_argument(
        "--deployed", action="store_true", default=False, help="take the keys from the deployment's secret"
    )
    command.add_argument(
        "--seconds", type=float, default=SECONDS, metavar="N", help=f"look for at most that long ({SECONDS:.0f})"
    )
    deployment.add_to(command)
    add_json(command)
    command.set_defaults(run=_explain)


def _explain(options: argparse.Namespace, stdin: BinaryIO, environment: Mapping[str, str]) -> int:
    try:
        keys = terminal_key.several_keys(options, environment)
    except terminal_key.NoKey as fault:
        raise CannotLook(str(fault)) from None
    if options.deployed or options.local:
        keys += _deployed(options, environment)
    if not keys:
        raise CannotLook(f"no key: give --key-file, --key, the variable {terminal_key.VARIABLE}, or --deployed")
    if stdin.isatty():
        print("Paste the body, then end with Ctrl-D.", file=sys.stderr)
    found = captures(stdin.read())
    expected = expected_keys(keys, dict(found[0].pairs).get(b"TPE", b"").decode("latin-1"))
    explanation = explain(found, expected, keys, options.seconds)
    if options.json:
        print(json.dumps(document(explanation), indent=2, ensure_ascii=False))
    else:
        print("\n".join(report(explanation, [key.name for key in expected], Screen(environment))))
    return 0 if explanation.reading and not explanation.faults else 1


def expected_keys(keys: Sequence[Key], tpe: str) -> list[Key]:
    """The keys that a message of a terminal should bear: those named after it, else the first."""
    return [key for key in keys if tpe and key.name.partition(" ")[0] == tpe] or [keys[0]]


def document(explanation: Explanation) -> dict[str, Any]:
    """The explanation as JSON values."""
    reading = explanation.reading
    return {
        "intact": reading is not None and not explanation.faults,
        "explained": reading is not None,
        "key": reading.key.name if reading else None,
        "faults": [
            {"fault": s.fault, "fields": list(s.fields), "sentence": s.sentence, "advice": s.advice}
            for s in explanation.faults
        ],
        "readings_tried": explanation.readings_tried,
        "complete": explanation.complete,
        "tried": [] if reading else list(TRIED),
    }


def report(explanation: Explanation, expected: Sequence[str], screen: Screen) -> Iterator[str]:
    """The explanation for a person."""
    reading = explanation.reading
    if reading is None:
        yield from _nothing(explanation, expected, screen)
    elif not explanation.faults:
        yield screen.paint(f"The seal is right: {reading.key.name}, current form.", "good")
        case = "capitals" if reading.mac != reading.mac.lower() else "small letters"
        yield f"Code that refuses it may compare with case: this MAC is in {case}, and either is right."
    else:
        many = len(explanation.faults) > 1
        for position, fault in enumerate(explanation.faults, 1):
            number = f" {position}" if many else ""
            yield f"{screen.paint(f'Fault{number} ({fault.fault}):', 'bad')} {shown(fault.sentence)}"
            yield f"{screen.paint('To do:', 'strong')} {fault.advice}"
        yield f"With {'these' if many else 'this'} undone the MAC fits the key {shown(reading.key.name)}."


def _nothing(explanation: Explanation, expected: Sequence[str], screen: Screen) -> Iterator[str]:
    yield screen.paint(f"Nothing fits: {explanation.readings_tried} readings were tried.", "bad")
    yield f"Expected: {shown(', '.join(expected))}. Tried, alone and two at a time:"
    yield from (f"  - {what}" for what in TRIED)
    if not explanation.complete:
        yield "Time was up before every pair of faults was tried: give --seconds 120."
    yield "To do: fetch this terminal's key again from the bank's portal, and capture the raw body once more."
    yield "A value that was changed on the way, or a field with a value that was lost, cannot be guessed."


def _deployed(options: argparse.Namespace, environment: Mapping[str, str]) -> list[Key]:
    terminals = keys_from(deployment.deployment(options, environment).secret.text()).terminals.terminals
    return [
        Key(f"{terminal.tpe} {terminal.platform.value} key {position}", key)
        for terminal in terminals
        for position, key in enumerate(terminal.keys, 1)
    ]
