"""Changes of the secret document: pure, each from a document to the next one, checked as the functions will read it.

A key in use is never lost: the last one of its kind stays, and so does the one that seals or signs, until another does.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from chalicelib.api.tokens import shop_keys
from chalicelib.domain.errors import SettingsError
from chalicelib.monetico.key import key_bytes, key_id
from chalicelib.runtime.keys import Keys, keys_from

if TYPE_CHECKING:
    from chalicelib.domain.vocabulary import Platform

Document = dict[str, Any]


class CannotChange(Exception):
    """This change cannot be made; the text says why and quotes no secret."""


def read(document: Document) -> Keys:
    """The keys as the functions read them; raises CannotChange."""
    try:
        keys = keys_from(json.dumps(document))
        shop_keys(keys.jwks)
    except (SettingsError, AttributeError, TypeError) as fault:
        why = str(fault) if isinstance(fault, SettingsError) else "it has not the documented form"
        raise CannotChange(f"the functions could not read the secret: {why}") from None
    return keys


def checked(document: Document) -> Document:
    """The document, once it is known that the functions can read it; raises CannotChange."""
    read(document)
    return document


def with_terminal(document: Document, given: dict[str, str], key: bytes, view_key: str) -> Document:
    """With a terminal and its first key; a document without view keys gets the one given."""
    known = _terminals(document)
    if any((t["tpe"], t["platform"]) == (given["tpe"], given["platform"]) for t in known):
        raise CannotChange(f"terminal {given['tpe']} on {given['platform']} is there already: add a key to it")
    views = document.get("view_keys") or [view_key]
    terminals = [*known, {**given, "keys": [key.hex()]}]
    return {**document, "terminals": terminals, "jwks": document.get("jwks") or {"keys": []}, "view_keys": views}


def with_key(document: Document, tpe: str, platform: Platform, key: bytes) -> Document:
    """With one more key, accepted from now on; the document itself where it is there already."""
    keys = _terminal(document, tpe, platform)["keys"]
    known = [key_bytes(text) for text in keys]
    return document if key in known else _with_keys(document, tpe, platform, [*keys, key.hex()])


def with_first_key(document: Document, tpe: str, platform: Platform, name: str) -> Document:
    """With the key of this id first: it seals what is sent from now on."""
    keys = _terminal(document, tpe, platform)["keys"]
    return _with_keys(document, tpe, platform, _first(keys, _named(keys, name, _terminal_key_id)))


def without_key(document: Document, tpe: str, platform: Platform, name: str) -> Document:
    """Without the key of this id: what it seals is accepted no more."""
    keys = _terminal(document, tpe, platform)["keys"]
    return _with_keys(document, tpe, platform, _without(keys, _named(keys, name, _terminal_key_id)))


def with_view_key(document: Document, key: str) -> Document:
    """With one more key of view tokens, accepted from now on."""
    return {**document, "view_keys": [*document.get("view_keys", ()), key]}


def with_first_view_key(document: Document, name: str) -> Document:
    """With the view key of this id first: it makes the tokens from now on."""
    keys = document.get("view_keys", [])
    return {**document, "view_keys": _first(keys, _named(keys, name, view_key_id))}


def without_view_key(document: Document, name: str) -> Document:
    """Without the view key of this id: the tokens that it made open nothing any more."""
    keys = document.get("view_keys", [])
    return {**document, "view_keys": _without(keys, _named(keys, name, view_key_id))}


def with_jwk(document: Document, jwk: object) -> Document:
    """With one more key of the shop; the document itself where it is there already."""
    if not isinstance(jwk, dict) or not isinstance(jwk.get("kid"), str) or not jwk["kid"]:
        raise CannotChange("the key must be one JSON object (a JWK, RFC 7517) with a kid")
    if jwk.get("kty") != "oct" and "d" in jwk:
        raise CannotChange("this is the shop's private key, which stays with the shop: give the public one")
    known = _jwks(document)
    if jwk in known:
        return document
    if any(one.get("kid") == jwk["kid"] for one in known):
        raise CannotChange(f"another key has the kid {jwk['kid']}: give each its own")
    return {**document, "jwks": {**document.get("jwks", {}), "keys": [*known, jwk]}}


def without_jwk(document: Document, kid: str) -> Document:
    """Without the shop's key of this kid: tokens that it signs are refused."""
    known = _jwks(document)
    left = [jwk for jwk in known if jwk.get("kid") != kid]
    if len(left) == len(known):
        raise CannotChange(f"no key has the kid {kid}: {_these([str(jwk.get('kid')) for jwk in known])}")
    if not left:
        raise CannotChange("it is the shop's only key: add the next one first")
    return {**document, "jwks": {**document["jwks"], "keys": left}}


def view_key_id(key: str) -> str:
    """The short name of a view key, which gives nothing of it away."""
    return key_id(base64.urlsafe_b64decode(key + "=="))


def _terminals(document: Document) -> list[dict[str, Any]]:
    return list(document.get("terminals", ()))


def _terminal(document: Document, tpe: str, platform: Platform) -> dict[str, Any]:
    for terminal in _terminals(document):
        if (terminal["tpe"], terminal["platform"]) == (tpe, platform):
            return terminal
    raise CannotChange(f"no terminal {tpe} on {platform.value}: {_these([t['tpe'] for t in _terminals(document)])}")


def _with_keys(document: Document, tpe: str, platform: Platform, keys: list[str]) -> Document:
    changed = {**_terminal(document, tpe, platform), "keys": keys}
    same = (tpe, platform)
    terminals = [changed if (t["tpe"], t["platform"]) == same else t for t in _terminals(document)]
    return {**document, "terminals": terminals}


def _terminal_key_id(text: str) -> str:
    return key_id(key_bytes(text))


def _named(keys: list[str], name: str, id_of: Any) -> str:
    for key in keys:
        if id_of(key) == name:
            return key
    raise CannotChange(f"no key has the id {name}: {_these([id_of(key) for key in keys])}")


def _first(keys: list[str], key: str) -> list[str]:
    return [key, *(other for other in keys if other != key)]


def _without(keys: list[str], key: str) -> list[str]:
    if len(keys) == 1:
        raise CannotChange("it is the only key: add the next one first")
    if keys[0] == key:
        raise CannotChange("it is the key in use: put another one first, and wait")
    return [other for other in keys if other != key]


def _jwks(document: Document) -> list[dict[str, Any]]:
    return list(document.get("jwks", {}).get("keys", ()))


def _these(names: list[str]) -> str:
    return f"there are {', '.join(names)}" if names else "there is none"
