"""The `secrets` commands over local AWS: ids are shown, keys never, and nothing is written unasked."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from io import BytesIO

import pytest

from chalicelib.monetico.key import key_bytes, key_id
from local import environment
from ops.secrets import change, findings, ids
from ops.secrets_changes import new_jwk
from ops.secrets_document import CannotChange
from ops.secrets_store import Overtaken, SecretStore
from tests.local.local_aws import client
from tests.makers import OTHER_KEY
from tests.ops.secret_manager import SecretManager
from tests.ops.test_secrets_document import DOCUMENT, NEW, OLD

NEXT = OTHER_KEY.hex()
TERMINAL = ("0000001", "--platform", "test")


@pytest.fixture
def secret(local_aws):
    """The secret of local AWS as a document, put back afterwards."""
    manager = client(local_aws, "secretsmanager")
    before = manager.get_secret_value(SecretId=environment.SECRET)["SecretString"]
    yield lambda: json.loads(manager.get_secret_value(SecretId=environment.SECRET)["SecretString"])
    manager.put_secret_value(SecretId=environment.SECRET, SecretString=before)


@pytest.fixture
def run(ops, secret, local_variables):
    """Runs a command of the group on local AWS."""
    return lambda *arguments, **more: ops("secrets", *arguments, "--local", **more, **local_variables)


def test_keys_are_shown_by_their_ids_alone(run, secret):
    shown, as_json = run("show"), run("show", "--json")

    document = secret()
    held = [key for terminal in document["terminals"] for key in terminal["keys"]]
    held += [jwk["k"] for jwk in document["jwks"]["keys"]] + document["view_keys"]
    assert (shown.status, as_json.status) == (0, 0)
    assert not any(key in shown.out + as_json.out for key in held)
    assert key_id(key_bytes(document["terminals"][0]["keys"][0])) in shown.out
    assert "seals, accepted" in shown.out
    assert [jwk["kid"] for jwk in json.loads(as_json.out)["jwks"]] == ["shop-1"]


def test_a_key_from_a_pipe_is_added_used_and_the_old_one_retired(run, secret):
    old = key_id(key_bytes(secret()["terminals"][0]["keys"][0]))

    added = run("add-key", *TERMINAL, "--yes", stdin=f" {NEXT}\n".encode())
    used = run("use-key", *TERMINAL, NEW, "--yes")
    retired = run("retire-key", *TERMINAL, old, "--yes")

    assert [done.status for done in (added, used, retired)] == [0, 0, 0]
    assert secret()["terminals"][0]["keys"] == [NEXT]
    assert NEXT not in added.out + added.err + used.out + retired.out
    assert f"use-key 0000001 {NEW}" in added.out
    assert "wait 6 minutes" in added.out


def test_a_key_from_the_banks_file_is_found_beside_the_algorithms_name(run, secret, tmp_path):
    file = tmp_path / "monetico.key"
    file.write_text(f"VERSION 1\nHMAC-SHA1 {NEXT}\n")

    assert run("add-key", *TERMINAL, "--yes", "--file", file).status == 0
    assert secret()["terminals"][0]["keys"][1] == NEXT


@pytest.mark.parametrize("stdin", [b"too short", b"\xff" * 40, b"g" * 40])
def test_what_is_no_key_is_refused_and_not_repeated(run, secret, stdin):
    before = secret()

    done = run("add-key", *TERMINAL, "--yes", stdin=stdin)

    assert done.status == 1
    assert stdin.decode(errors="replace") not in done.out + done.err
    assert secret() == before


def test_a_trial_writes_nothing_and_so_does_a_repetition(run, secret):
    before = secret()
    trial = run("add-key", *TERMINAL, "--dry-run", stdin=NEXT.encode())
    assert (trial.status, secret()) == (0, before)
    assert "Would be written" in trial.out

    run("add-key", *TERMINAL, "--yes", stdin=NEXT.encode())
    once = secret()
    again = run("add-key", *TERMINAL, "--yes", stdin=NEXT.encode())
    assert (again.status, secret()) == (0, once)
    assert "it was so before" in again.out


def test_nothing_is_written_where_nobody_can_be_asked(run, secret):
    before = secret()

    done = run("add-key", *TERMINAL, stdin=NEXT.encode())

    assert (done.status, secret()) == (2, before)
    assert "--yes" in done.err


def test_a_key_is_never_taken_as_an_argument(run, capsys):
    with pytest.raises(SystemExit):
        run("add-key", *TERMINAL, NEXT, "--yes")

    printed = capsys.readouterr()
    assert NEXT not in printed.out + printed.err


def test_a_new_key_for_the_shop_is_printed_once_and_stored(run, secret):
    done = run("new-jwk", "--yes")

    jwk = json.loads(done.out)
    assert secret()["jwks"]["keys"][1] == jwk
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", jwk["k"])
    assert jwk["k"] not in done.err
    assert jwk["k"] not in run("show").out
    assert run("retire-jwk", "shop-1", "--yes").status == 0
    assert secret()["jwks"]["keys"] == [jwk]


def test_a_key_that_was_not_stored_is_not_printed(run, secret):
    before = secret()

    done = run("new-jwk", "--dry-run")

    assert secret() == before
    assert '"k"' not in done.out + done.err


def test_the_shops_public_key_is_added_from_json(run, secret):
    public = {"kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}

    assert run("add-jwk", "--yes", stdin=json.dumps(public).encode()).status == 0
    assert secret()["jwks"]["keys"][1] == public
    assert run("add-jwk", "--yes", stdin=b"{").status == 1


def test_view_keys_are_made_here(run, secret):
    old = ids(secret())["view_keys"][0]["id"]
    run("add-view-key", "--yes")
    new = ids(secret())["view_keys"][1]["id"]
    run("use-view-key", new, "--yes")
    run("retire-view-key", old, "--yes")

    assert [view["id"] for view in ids(secret())["view_keys"]] == [new]


def test_a_terminal_is_added_with_its_first_key(run, secret):
    terminal = ("7654321", "--platform", "production", "--company", "lumen", "--mode", "immediate")

    done = run("add-terminal", *terminal, "--yes", stdin=NEXT.encode())

    assert done.status == 0
    assert secret()["terminals"][-1] == {
        "tpe": "7654321", "platform": "production", "company": "lumen", "mode": "immediate", "keys": [NEXT],
    }  # fmt: skip


def test_a_check_tells_what_is_wrong(run):
    assert run("check").status == 0
    assert [finding.subject for finding in findings({**DOCUMENT, "jwks": {"keys": []}}, {"GUICHET_PLATFORM": "test"})
            if finding.level == "fault"] == ["shop"]  # fmt: skip
    assert [finding.level for finding in findings({}, {})] == ["fault"]


class Terminal(BytesIO):
    def isatty(self):
        return True


OPTIONS = {"yes": False, "dry_run": False, "json": False, "kid": "shop-2"}


@pytest.mark.parametrize(("answer", "status", "kids"), [(b"yes\n", 0, ["shop-1", "shop-2"]), (b"\n", 1, ["shop-1"])])
def test_at_a_terminal_it_asks_first(answer, status, kids, capsys):
    manager, options = SecretManager(DOCUMENT), Namespace(**OPTIONS)
    stdin = Terminal(answer)

    assert change(SecretStore(manager, "guichet"), new_jwk(options, stdin), stdin, options) == status

    assert [jwk["kid"] for jwk in manager.document["jwks"]["keys"]] == kids
    assert ('"k"' in capsys.readouterr().out) == (status == 0)


def test_a_change_that_was_overtaken_while_it_asked_prints_no_key(capsys):
    manager, options = SecretManager(DOCUMENT), Namespace(**{**OPTIONS, "yes": True})
    store = SecretStore(manager, "guichet")
    other = store.read()
    manager.meanwhile = lambda: store.write(other, {**DOCUMENT, "later": 1})

    with pytest.raises(Overtaken):
        change(store, new_jwk(options, BytesIO()), BytesIO(), options)

    assert '"k"' not in capsys.readouterr().out
    assert manager.document["later"] == 1


def test_a_document_that_cannot_be_read_is_changed_in_no_way():
    manager, options = SecretManager({"terminals": [{"tpe": "1"}]}), Namespace(**{**OPTIONS, "yes": True})

    with pytest.raises(CannotChange, match="could not read"):
        change(SecretStore(manager, "guichet"), new_jwk(options, BytesIO()), BytesIO(), options)


def test_ids_hold_no_key():
    text = json.dumps(ids(DOCUMENT))

    assert OLD in text
    assert DOCUMENT["view_keys"][0] not in text
