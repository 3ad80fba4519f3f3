"""Changes of the secret document: nothing is lost, nothing unreadable is made, and no message holds a key."""

from __future__ import annotations

import base64
import json

import pytest

from chalicelib.domain.vocabulary import Platform
from chalicelib.monetico.key import key_id
from chalicelib.runtime.keys import keys_from
from ops import secrets_document as edits
from ops.secrets_document import CannotChange
from tests.makers import KEY, OTHER_KEY

VIEW, OTHER_VIEW = (base64.urlsafe_b64encode(bytes([n]) * 32).rstrip(b"=").decode() for n in (1, 2))
SHOP = {"kty": "oct", "kid": "shop-1", "alg": "HS256", "k": VIEW}
TERMINAL = {"tpe": "1234567", "company": "c", "platform": "test", "mode": "immediate", "keys": [KEY.hex()]}
SECOND = {**TERMINAL, "tpe": "7654321", "mode": "deferred"}
DOCUMENT = {"terminals": [TERMINAL, SECOND], "jwks": {"keys": [SHOP]}, "view_keys": [VIEW]}
PUBLIC = {"kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
THERE = ("1234567", Platform.TEST)
OLD, NEW = key_id(KEY), key_id(OTHER_KEY)


def keys(document, place=0):
    return [key_id(key) for key in keys_from(json.dumps(document)).terminals.terminals[place].keys]


def test_keys_of_a_terminal_are_added_put_first_and_retired_one_step_at_a_time():
    added = edits.with_key(DOCUMENT, *THERE, OTHER_KEY)
    first = edits.with_first_key(added, *THERE, NEW)
    retired = edits.without_key(first, *THERE, OLD)

    assert [keys(step) for step in (DOCUMENT, added, first, retired)] == [[OLD], [OLD, NEW], [NEW, OLD], [NEW]]
    assert all(step["terminals"][1] == SECOND and step["jwks"] == DOCUMENT["jwks"] for step in (added, first, retired))
    assert keys(DOCUMENT) == [OLD]


def test_what_is_so_already_is_no_change():
    assert edits.with_key(DOCUMENT, *THERE, KEY) is DOCUMENT
    assert edits.with_first_key(DOCUMENT, *THERE, OLD) == DOCUMENT
    assert edits.with_jwk(DOCUMENT, dict(SHOP)) is DOCUMENT


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda d: edits.without_key(d, *THERE, OLD), "only key"),
        (lambda d: edits.without_key(edits.with_key(d, *THERE, OTHER_KEY), *THERE, OLD), "in use"),
        (lambda d: edits.with_first_key(d, *THERE, NEW), f"no key has the id {NEW}: there are {OLD}"),
        (lambda d: edits.with_key(d, "1234567", Platform.PRODUCTION, KEY), "no terminal 1234567 on production"),
        (lambda d: edits.with_terminal(d, {**TERMINAL}, OTHER_KEY, VIEW), "there already"),
        (lambda d: edits.without_view_key(d, edits.view_key_id(VIEW)), "only key"),
        (lambda d: edits.without_jwk(d, "shop-1"), "only key"),
        (lambda d: edits.without_jwk(d, "shop-9"), "no key has the kid shop-9: there are shop-1"),
        (lambda d: edits.with_jwk(d, {**SHOP, "k": OTHER_VIEW}), "another key has the kid"),
        (lambda d: edits.with_jwk(d, {**PUBLIC, "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}), "private key"),
        (lambda d: edits.with_jwk(d, {"kty": "oct", "k": VIEW}), "with a kid"),
        (lambda d: edits.with_jwk(d, [SHOP]), "one JSON object"),
        (lambda d: edits.checked(edits.with_jwk(d, {**SHOP, "kid": "short", "k": "QUJD"})), "32 bytes"),
        (lambda d: edits.checked(edits.with_jwk(d, {"kid": "rsa", "kty": "RSA", "n": "x", "e": "AQAB"})), "Ed25519"),
    ],
)
def test_what_would_lose_a_key_or_break_the_functions_is_refused_and_no_key_is_told(change, why):
    with pytest.raises(CannotChange, match=why) as refused:
        change(DOCUMENT)

    assert not any(secret in str(refused.value) for secret in (KEY.hex(), OTHER_KEY.hex(), VIEW, OTHER_VIEW))


def test_the_first_terminal_makes_of_the_stacks_empty_document_one_that_serves():
    empty = {"terminals": [], "jwks": {"keys": []}, "view_keys": []}
    given = {name: TERMINAL[name] for name in ("tpe", "company", "platform", "mode")}

    document = edits.checked(edits.with_terminal(empty, given, KEY, VIEW))

    assert document == {**DOCUMENT, "terminals": [TERMINAL], "jwks": {"keys": []}}
    assert edits.checked(edits.with_terminal({}, given, KEY, VIEW)) == document


def test_the_shops_keys_overlap_by_their_kids():
    both = edits.checked(edits.with_jwk(DOCUMENT, PUBLIC))

    assert [jwk["kid"] for jwk in both["jwks"]["keys"]] == ["shop-1", "ed"]
    assert edits.without_jwk(both, "shop-1")["jwks"] == {"keys": [PUBLIC]}


def test_view_keys_are_added_put_first_and_retired():
    added = edits.with_view_key(DOCUMENT, OTHER_VIEW)
    first = edits.with_first_view_key(added, edits.view_key_id(OTHER_VIEW))

    assert (added["view_keys"], first["view_keys"]) == ([VIEW, OTHER_VIEW], [OTHER_VIEW, VIEW])
    assert edits.without_view_key(first, edits.view_key_id(VIEW))["view_keys"] == [OTHER_VIEW]


@pytest.mark.parametrize(
    "document", [{}, {"terminals": 1}, {**DOCUMENT, "jwks": {"keys": 1}}, {**DOCUMENT, "jwks": []}]
)
def test_a_document_of_another_form_is_told(document):
    with pytest.raises(CannotChange, match="could not read"):
        edits.checked(document)
