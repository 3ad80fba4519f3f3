"""`secrets`: the keys of bank, shop and view tokens; looked at by their ids, changed one step at a time."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from chalicelib.domain.vocabulary import Mode, Platform
from chalicelib.monetico.key import key_id
from ops import deployment, secrets_changes, secrets_document
from ops.finding import FAULT, Finding
from ops.parser import add_json
from ops.screen import Screen, shown, table
from ops.secrets_changes import MINUTES, Change
from ops.secrets_document import CannotChange
from ops.secrets_store import Overtaken, SecretStore
from ops.settings_check import check_terminals
from ops.stop import CannotLook

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from ops.parser import Parser

DESCRIPTION = f"""\
The keys of a deployment, in its one secret: each terminal's (TPE), the shop's (JWKS), those of view tokens. No key is
ever shown or taken as an argument: it is typed where nobody sees it, piped in, or read from --file. Keys have ids.

Several keys of a kind are accepted at once; the first one seals or signs. A change of keys under way, without loss:

  1. add-key      both are accepted; wait {MINUTES} minutes, until every function has read the secret anew
  2. use-key      what is sent is sealed with the next one, which the bank must know by then; wait a day
  3. retire-key   the old one is accepted no more

The bank's side may change between 1 and 3 whenever it likes. The shop's keys need no second step: the shop chooses.
"""
NOTES = """\
exit status: 0 done, or done before; 1 it cannot be done, was not confirmed, or a check found something wrong; 2 wrong
usage, or the secret could not be reached

examples:
  python -m ops secrets show
  python -m ops secrets add-key 1234567 --platform production --file monetico.key
  python -m ops secrets use-key 1234567 1f3a09bc --platform production
  python -m ops secrets new-jwk
"""
STEPS: dict[str, tuple[Callable[[argparse.Namespace, BinaryIO], Change], str]] = {
    "add-terminal": (secrets_changes.add_terminal, "a terminal (TPE) with its first key"),
    "add-key": (secrets_changes.add_key, "a terminal's next key: accepted from now on"),
    "use-key": (secrets_changes.use_key, "the key that seals what is sent"),
    "retire-key": (secrets_changes.retire_key, "a terminal's old key: accepted no more"),
    "add-jwk": (secrets_changes.add_jwk, "the shop's next key, a JWK as JSON"),
    "new-jwk": (secrets_changes.new_jwk, "a key for HS256, made here and printed once"),
    "retire-jwk": (secrets_changes.retire_jwk, "the shop's old key"),
    "add-view-key": (secrets_changes.add_view_key, "the next key of view tokens, made here"),
    "use-view-key": (secrets_changes.use_view_key, "the key that makes view tokens"),
    "retire-view-key": (secrets_changes.retire_view_key, "an old key of view tokens"),
}


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """The commands."""
    group = commands.add_parser("secrets", help="keys: show, check, change", description=DESCRIPTION, epilog=NOTES)
    steps = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, run, what in (("show", _show, "which keys there are, by their ids"), ("check", _check, "what is wrong")):
        look = steps.add_parser(name, help=what, description=what, epilog=NOTES)
        look.set_defaults(run=run)
        deployment.add_to(look)
        add_json(look)
    for name, (make, what) in STEPS.items():
        step = steps.add_parser(name, help=what, description=f"{what}\n\n{DESCRIPTION}", epilog=NOTES)
        step.set_defaults(run=_change, make=make)
        _add_arguments(step, name)
        step.add_argument("--yes", action="store_true", help="do not ask")
        step.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
        deployment.add_to(step)
        add_json(step)


def _add_arguments(step: Parser, name: str) -> None:
    if name in ("add-terminal", "add-key", "use-key", "retire-key"):
        step.add_argument("tpe", metavar="TPE", help="the terminal's number")
        step.add_argument("--platform", choices=[p.value for p in Platform], required=True)
    if name == "add-terminal":
        step.add_argument("--company", required=True, help="the company code (code société)")
        step.add_argument("--mode", choices=[m.value for m in Mode], required=True)
    if name in ("use-key", "retire-key", "use-view-key", "retire-view-key"):
        step.add_argument("key", metavar="ID", help="the key's id, as `secrets show` gives it")
    if name in ("add-terminal", "add-key", "add-jwk"):
        step.add_argument("--file", type=Path, metavar="FILE", help="a file with the key; without it, standard input")
    if name == "retire-jwk":
        step.add_argument("kid", metavar="KID")
    if name == "new-jwk":
        step.add_argument("--kid", default="", help="its name; without it, a fresh one")


def _store(options: argparse.Namespace, environment: Mapping[str, str]) -> SecretStore:
    secret = deployment.deployment(options, environment).secret
    return SecretStore(secret.client, secret.name)


def _show(options: argparse.Namespace, _: BinaryIO, environment: Mapping[str, str]) -> int:
    document = _store(options, environment).read().document
    try:
        known = ids(document)
    except CannotChange as fault:
        return _refused(str(fault))
    if options.json:
        print(json.dumps(known, indent=2, ensure_ascii=False))
    else:
        print("\n".join(_rows(known)))
    return 0


def ids(document: secrets_document.Document) -> dict[str, list[dict[str, object]]]:
    """Which keys there are, without any; raises CannotChange."""
    return {
        "terminals": [
            {
                "tpe": terminal.tpe,
                "platform": terminal.platform.value,
                "mode": terminal.mode.value,
                "company": terminal.company,
                "keys": [key_id(key) for key in terminal.keys],
            }
            for terminal in secrets_document.read(document).terminals.terminals
        ],
        "jwks": [{"kid": jwk.get("kid", ""), "kty": jwk["kty"]} for jwk in document["jwks"].get("keys", ())],
        "view_keys": [{"id": secrets_document.view_key_id(key)} for key in document["view_keys"]],
    }


def _rows(known: dict[str, list[dict[str, object]]]) -> list[str]:
    rows = []
    for terminal in known["terminals"]:
        keys = terminal["keys"]
        for place, key in enumerate(keys if isinstance(keys, list) else ()):
            what = f"terminal (TPE) {terminal['tpe']}, {terminal['platform']}, {terminal['mode']}"
            rows.append((what, str(key), "accepted" if place else "seals, accepted"))
    rows += [("shop’s key (JWKS)", str(jwk["kid"]), f"accepted, {jwk['kty']}") for jwk in known["jwks"]]
    for place, view in enumerate(known["view_keys"]):
        rows.append(("view tokens", str(view["id"]), "accepted" if place else "makes tokens, accepted"))
    return table(rows, ("key of", "id", "use"))


def _check(options: argparse.Namespace, _: BinaryIO, environment: Mapping[str, str]) -> int:
    deployed = deployment.deployment(options, environment)
    secret = deployed.secret
    found = list(findings(SecretStore(secret.client, secret.name).read().document, deployed.settings))
    if options.json:
        print(json.dumps([{"level": f.level, "subject": f.subject, "text": f.text} for f in found], indent=2))
    else:
        print("\n".join(line for finding in found for line in finding.lines(Screen(environment))))
    return 1 if any(finding.level == FAULT for finding in found) else 0


def findings(document: secrets_document.Document, settings: Mapping[str, str]) -> list[Finding]:
    """What is right and wrong with the keys."""
    try:
        keys = secrets_document.read(document)
    except CannotChange as fault:
        return [Finding(FAULT, "secret", str(fault), "see `ops secrets --help` for how keys are written")]
    found = list(check_terminals(keys.terminals.terminals, settings.get("GUICHET_PLATFORM", "")))
    if not document["jwks"].get("keys"):
        found.append(Finding(FAULT, "shop", "no key: no payment can be started", "add-jwk or new-jwk"))
    return found


def _change(options: argparse.Namespace, stdin: BinaryIO, environment: Mapping[str, str]) -> int:
    asks = not options.yes and not options.dry_run
    if asks and not stdin.isatty():
        raise CannotLook("there is no terminal to ask at: give --yes, or --dry-run")
    store = _store(options, environment)
    try:
        return change(store, options.make(options, stdin), stdin, options)
    except CannotChange as fault:
        return _refused(str(fault))
    except Overtaken:
        return _refused("somebody else has changed the secret meanwhile: nothing was written, try again")


def change(store: SecretStore, wanted: Change, stdin: BinaryIO, options: argparse.Namespace) -> int:
    """Make one change: the exit status. Raises CannotChange and Overtaken, and what the store raises."""
    version = store.read()
    if version.document.get("terminals"):
        secrets_document.checked(version.document)
    after = secrets_document.checked(wanted.edit(version.document))
    if after == version.document:
        return _told(options, f"{shown(wanted.done)}: it was so before, nothing was written", "", "")
    if options.dry_run:
        return _told(options, f"Would be written: {shown(wanted.done)}", "", "")
    if not options.yes:
        print(f"{shown(wanted.done)}. Type yes to write it: ", end="", file=sys.stderr, flush=True)
        if stdin.readline().decode(errors="replace").strip() != "yes":
            return _refused("not confirmed: nothing was written")
    store.write(version, after)
    return _told(options, shown(wanted.done), wanted.after, wanted.printed)


def _told(options: argparse.Namespace, done: str, after: str, printed: str) -> int:
    if options.json:
        document = {"done": done, "next": after, **({"jwk": json.loads(printed)} if printed else {})}
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return 0
    if printed:
        print(printed)
    # Beside the secret, which may be piped on.
    print(f"{done}.{f' Next: {after}.' if after else ''}", file=sys.stderr if printed else sys.stdout)
    return 0


def _refused(why: str) -> int:
    print(f"ops: {why}", file=sys.stderr)
    return 1
