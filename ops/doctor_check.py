"""`doctor check`, and `doctor` alone: settings, keys, terminals, the notification address, what the bank needs."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, BinaryIO

from chalicelib.domain.errors import SettingsError, StoreUnavailable
from chalicelib.runtime.keys import keys_from
from ops import deployment
from ops.address_check import check_address
from ops.bank_sheet import CHECKLIST, NOTIFICATIONS, BankSheet, bank_sheet
from ops.finding import FAULT, OK, Finding
from ops.parser import add_json
from ops.screen import Screen
from ops.settings_check import check_settings, check_terminals
from ops.stop import CannotLook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from chalicelib.payments.terminals import Terminal
    from ops.parser import Parser

DESCRIPTION = """\
Checks the settings, the terminals (TPE) and keys in the secret, and the notification address as the bank meets it:
TLS, no redirect, status 200, text/plain, the exact negative acknowledgement to an unsealed message, in seconds, by
POST and by GET. Then prints what to give the bank and the list for going live. Nothing is changed.
"""
NOTES = """\
exit status: 0 all is well, or only doubtful; 1 something is wrong; 2 it could not be looked at

example:
  python -m ops doctor check --url https://pay.example.org/monetico/notifications
"""


def add_to(questions: argparse._SubParsersAction[Parser], doctor: Parser) -> None:
    """The command, and the same under `doctor` alone."""
    check = questions.add_parser(
        "check",
        help="settings, keys, terminals and the notification address",
        description=DESCRIPTION,
        epilog=NOTES,
        argument_default=argparse.SUPPRESS,
    )
    for parser in (doctor, check):
        parser.add_argument("--url", help="the notification address to check, instead of the settings' own")
        deployment.add_to(parser)
        add_json(parser)
        parser.set_defaults(run=_check)


def _check(options: argparse.Namespace, _: BinaryIO, environment: Mapping[str, str]) -> int:
    settings, terminals, found = _deployment(options, environment)
    public_url = settings.get("GUICHET_PUBLIC_URL", "").rstrip("/")
    url = options.url or (public_url + NOTIFICATIONS if public_url else "")
    if url:
        found += check_address(url)
    sheet = bank_sheet(public_url or _base(url), terminals, settings.get("GUICHET_EGRESS_IP", ""))
    if options.json:
        print(json.dumps(_document(found, sheet), indent=2, ensure_ascii=False))
    else:
        print("\n".join(_lines(found, sheet, Screen(environment))))
    return 1 if any(finding.level == FAULT for finding in found) else 0


def _deployment(
    options: argparse.Namespace, environment: Mapping[str, str]
) -> tuple[Mapping[str, str], Sequence[Terminal], list[Finding]]:
    """Settings, terminals and findings; only the address is looked at where --url is all that is given."""
    try:
        deployed = deployment.deployment(options, environment)
    except CannotLook:
        if not options.url:
            raise
        return {}, (), []
    found = list(check_settings(deployed.settings))
    terminals: tuple[Terminal, ...] = ()
    try:
        terminals = keys_from(deployed.secret.text()).terminals.terminals
        found += check_terminals(terminals, deployed.settings.get("GUICHET_PLATFORM", ""))
    except SettingsError as fault:
        found.append(
            Finding(FAULT, "secret", str(fault), "write it again as docs/ shows, keys as 40 hexadecimal digits")
        )
    except (StoreUnavailable, CannotLook) as fault:
        found.append(Finding(FAULT, "secret", str(fault), "check GUICHET_SECRET and the right to read it"))
    return deployed.settings, terminals, found


def _base(url: str) -> str:
    return url.removesuffix(NOTIFICATIONS)


def _document(found: Sequence[Finding], sheet: BankSheet) -> dict[str, object]:
    return {
        "findings": [{"level": f.level, "subject": f.subject, "text": f.text, "advice": f.advice} for f in found],
        "for_the_bank": {
            "notification": [
                {"company": company, "tpe": tpe, "platform": platform, "url": address}
                for company, tpe, platform, address in sheet.notification
            ],
            "return_addresses": list(sheet.return_addresses),
            "egress": sheet.egress,
        },
        "checklist": list(CHECKLIST),
    }


def _lines(found: Sequence[Finding], sheet: BankSheet, screen: Screen) -> Iterator[str]:
    for finding in found:
        yield from finding.lines(screen)
    wrong = sum(finding.level == FAULT for finding in found)
    doubts = sum(finding.level not in (FAULT, OK) for finding in found)
    yield ""
    yield screen.paint(f"{wrong} wrong, {doubts} doubtful, {len(found) - wrong - doubts} right.", "strong")
    yield ""
    yield from sheet.lines()
