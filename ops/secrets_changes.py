"""What each command of `secrets` changes: the edit of the document, and what to do and wait for afterwards."""

from __future__ import annotations

import base64
import getpass
import json
import secrets
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from chalicelib.aws.secrets import FRESH_SECONDS
from chalicelib.domain.vocabulary import Platform
from chalicelib.monetico.key import InvalidKey, key_bytes, key_id
from ops import secrets_document as edits
from ops.secrets_document import CannotChange, Document

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

MINUTES = -(-FRESH_SECONDS // 60) + 1
"""Until every function has read the secret anew: it is kept for five, and one is for calls under way."""
RANDOM_BYTES = 32
MAX_INPUT = 16_384

_EVERYWHERE = f"wait {MINUTES} minutes, until every function has read it"


@dataclass(frozen=True)
class Change:
    """`done` says it in a line, `after` what comes next; `printed` is a secret to be shown once, when it is stored."""

    edit: Callable[[Document], Document]
    done: str
    after: str
    printed: str = ""


def add_terminal(options: argparse.Namespace, stdin: BinaryIO) -> Change:
    key = _terminal_key(options, stdin)
    given = {"tpe": options.tpe, "company": options.company, "platform": options.platform, "mode": options.mode}
    edit = partial(edits.with_terminal, given=given, key=key, view_key=_random_key())
    text = f"terminal (TPE) {options.tpe} on {options.platform} with key {key_id(key)}"
    return Change(edit, f"Added {text}", f"{_EVERYWHERE}; then `ops doctor` checks all of it")


def add_key(options: argparse.Namespace, stdin: BinaryIO) -> Change:
    key = _terminal_key(options, stdin)
    edit = partial(edits.with_key, tpe=options.tpe, platform=Platform(options.platform), key=key)
    then = f"ops secrets use-key {options.tpe} {key_id(key)} --platform {options.platform}"
    after = f"{_EVERYWHERE}; then let the bank use it, and: {then}"
    return Change(edit, f"Key {key_id(key)} of terminal (TPE) {options.tpe} is accepted", after)


def use_key(options: argparse.Namespace, _: BinaryIO) -> Change:
    edit = partial(edits.with_first_key, tpe=options.tpe, platform=Platform(options.platform), name=options.key)
    after = (
        f"{_EVERYWHERE}, and a day more for what the bank still seals with the old one (notifications that it repeats, "
        f"pages that are open); then: ops secrets retire-key {options.tpe} OLD-KEY --platform {options.platform}"
    )
    return Change(edit, f"Key {options.key} of terminal (TPE) {options.tpe} seals what is sent", after)


def retire_key(options: argparse.Namespace, _: BinaryIO) -> Change:
    edit = partial(edits.without_key, tpe=options.tpe, platform=Platform(options.platform), name=options.key)
    after = f"for {MINUTES} minutes some functions still accept it; what it sealed and comes later is kept as rejected"
    return Change(edit, f"Key {options.key} of terminal (TPE) {options.tpe} is retired", after)


def add_jwk(options: argparse.Namespace, stdin: BinaryIO) -> Change:
    text = _typed(options.file, stdin, "The shop's key (JWK): ")
    try:
        jwk = json.loads(text)
    except ValueError:
        raise CannotChange("the key is not JSON") from None
    kid = str(jwk.get("kid", "")) if isinstance(jwk, dict) else ""
    edit = partial(edits.with_jwk, jwk=jwk)
    return Change(edit, f"The shop's key {kid} is accepted", f"{_EVERYWHERE}; then let the shop sign with it")


def new_jwk(options: argparse.Namespace, _: BinaryIO) -> Change:
    kid = options.kid or f"shop-{secrets.token_hex(4)}"
    jwk = {"kty": "oct", "kid": kid, "alg": "HS256", "k": _random_key()}
    after = f"give it to the shop's back end, {_EVERYWHERE}; then let the shop sign with it"
    return Change(partial(edits.with_jwk, jwk=jwk), f"The shop's key {kid} is accepted", after, json.dumps(jwk))


def retire_jwk(options: argparse.Namespace, _: BinaryIO) -> Change:
    after = f"for {MINUTES} minutes some functions still accept it; tokens live for a day at most"
    return Change(partial(edits.without_jwk, kid=options.kid), f"The shop's key {options.kid} is retired", after)


def add_view_key(_: argparse.Namespace, __: BinaryIO) -> Change:
    key = _random_key()
    name = edits.view_key_id(key)
    after = f"{_EVERYWHERE}; then: ops secrets use-view-key {name}"
    return Change(partial(edits.with_view_key, key=key), f"View key {name} is accepted", after)


def use_view_key(options: argparse.Namespace, _: BinaryIO) -> Change:
    after = (
        "keep the old one for as long as shoppers may look at their orders: tokens never change, and those that it "
        "made open nothing once it is retired"
    )
    edit = partial(edits.with_first_view_key, name=options.key)
    return Change(edit, f"View key {options.key} makes the tokens of new orders", after)


def retire_view_key(options: argparse.Namespace, _: BinaryIO) -> Change:
    edit = partial(edits.without_view_key, name=options.key)
    return Change(edit, f"View key {options.key} is retired", "shoppers with its tokens are asked to go by the shop")


def _terminal_key(options: argparse.Namespace, stdin: BinaryIO) -> bytes:
    text = _typed(options.file, stdin, "The bank's key of 40 characters: ")
    try:
        # The bank's file names the algorithm beside the key (protocol sheet 2).
        return key_bytes(next((word for word in text.split() if len(word) == 40), text))
    except InvalidKey as fault:
        raise CannotChange(str(fault)) from None


def _typed(file: Path | None, stdin: BinaryIO, asked: str) -> str:
    """What a file holds, or standard input; typed at a terminal it is not shown."""
    try:
        if file is not None:
            return file.read_text()[:MAX_INPUT]
        return getpass.getpass(asked) if stdin.isatty() else stdin.read(MAX_INPUT).decode()
    except OSError as error:
        raise CannotChange(f"the key cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CannotChange("the key cannot be read: it is not text") from None


def _random_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(RANDOM_BYTES)).rstrip(b"=").decode()
