from __future__ import annotations

import base64
import json
import re
import stat

from local.secrets import FILE_NAME, load_or_create


def test_secrets_are_readable_by_their_owner_only(tmp_path):
    load_or_create(tmp_path)

    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_secrets_are_drawn_once(tmp_path):
    assert load_or_create(tmp_path) == load_or_create(tmp_path)


def test_each_directory_has_its_own(tmp_path):
    drawn = [load_or_create(directory) for directory in (tmp_path / "a", tmp_path / "b") if not directory.mkdir()]

    assert not set(vars(drawn[0]).values()) & set(vars(drawn[1]).values())


def test_an_interrupted_write_leaves_no_half_file_behind(tmp_path):
    (tmp_path / "secrets.partial").write_text("{")

    load_or_create(tmp_path)

    assert json.loads((tmp_path / FILE_NAME).read_text())


def test_keys_have_the_form_that_their_users_expect(tmp_path):
    drawn = load_or_create(tmp_path)

    assert re.fullmatch("[0-9a-f]{40}", drawn.terminal_key)
    assert drawn.shop_jwk["kty"] == "oct"
    assert len(base64.urlsafe_b64decode(drawn.shop_jwk["k"] + "=")) == 32
