from __future__ import annotations

import hmac
import io
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from ops.__main__ import main
from tests.makers import KEY, OTHER_KEY, an_order, bank_fields, sealed_body

EXTERNAL = KEY.hex().upper()
REPOSITORY = Path(__file__).parents[2]
VECTORS = json.loads((REPOSITORY / "tests" / "bank-vectors.json").read_text())

BODY = b"version=3.0&montant=62.73EUR&TPE=1234567"
TEXT = "TPE=1234567*montant=62.73EUR*version=3.0"
MAC = hmac.digest(KEY, TEXT.encode(), "sha1").hex().upper()


@pytest.fixture
def doctor_seal(capsys):
    """Runs the command in this process; gives its exit status and what it printed."""

    def run(body: bytes, *options: str, **environment: str):
        status = main(["doctor", "seal", *options], io.BytesIO(body), environment)
        return status, capsys.readouterr()

    return run


def test_a_body_without_mac_gives_the_sealed_text_and_its_mac(doctor_seal):
    status, printed = doctor_seal(BODY, "--key", EXTERNAL)

    lines = printed.out.splitlines()
    assert (status, printed.err) == (0, "")
    assert TEXT in lines
    assert f"MAC: {MAC}" in lines
    assert lines[-1] == "The body has no field MAC: nothing to compare."


@pytest.mark.parametrize("mac", [MAC, MAC.lower()])
def test_a_mac_that_matches_is_said_to_whatever_its_case(doctor_seal, mac):
    status, printed = doctor_seal(BODY + f"&MAC={mac}".encode(), "--key", EXTERNAL)

    assert status == 0
    assert TEXT in printed.out.splitlines()
    assert printed.out.endswith("The MAC in the body matches.\n")


def test_a_whole_notification_of_the_bank_matches(doctor_seal):
    body = sealed_body(bank_fields(an_order()))

    assert doctor_seal(body, "--key", EXTERNAL)[0] == 0


def test_a_legacy_notification_is_recognised_and_its_own_sealed_text_shown(doctor_seal):
    vector = next(vector for vector in VECTORS if vector["id"] == "pierrick-notif-legacy-1")
    mac = hmac.digest(KEY, vector["message"].encode(), "sha1").hex()
    fields = {**vector["fields"], "MAC": mac}
    del fields["version"]  # sealed, and never posted
    body = urlencode(fields).encode()

    status, printed = doctor_seal(body, "--key", EXTERNAL)

    assert status == 0
    assert vector["message"] in printed.out.splitlines()
    assert printed.out.endswith("The MAC in the body matches in the legacy form.\n")


def test_a_mac_that_matches_in_neither_form_fails_and_shows_all_there_is_to_compare(doctor_seal):
    body = sealed_body(bank_fields(an_order()), OTHER_KEY)
    received = body.rpartition(b"MAC=")[2].decode()

    status, printed = doctor_seal(body, "--key", EXTERNAL)

    assert status == 1
    assert f"MAC in the body: {received}" in printed.out.splitlines()
    assert len([line for line in printed.out.splitlines() if line.startswith("MAC: ")]) == 2
    assert "NEITHER" in printed.out


def test_json_says_the_same_for_programs(doctor_seal):
    status, printed = doctor_seal(BODY + b"&MAC=0000", "--json", "--key", EXTERNAL)

    found = json.loads(printed.out)
    assert status == 1
    assert found["fields"] == 3
    assert found["received_mac"] == "0000"
    assert found["current"] == {"sealed_text": TEXT, "mac": MAC, "matches": False}
    assert found["legacy"]["sealed_text"] == f"1234567**62.73EUR***3.0*{'*' * 14}"


def test_json_compares_nothing_where_no_mac_came(doctor_seal):
    found = json.loads(doctor_seal(BODY, "--json", "--key", EXTERNAL)[1].out)

    assert (found["received_mac"], found["current"]["matches"], found["legacy"]["matches"]) == (None, None, None)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_the_line_break_that_editors_add_is_not_part_of_the_body(doctor_seal, line_end):
    assert f"MAC: {MAC}" in doctor_seal(BODY + line_end, "--key", EXTERNAL)[1].out


def test_what_a_message_contains_cannot_control_the_terminal(doctor_seal):
    printed = doctor_seal(b"texte-libre=%1b[31m%ff%e2%80%ae", "--key", EXTERNAL)[1]

    assert "texte-libre=\\x1b[31m\\xff\\u202e" in printed.out.splitlines()


def test_the_key_may_come_from_the_environment_or_from_the_banks_key_file(doctor_seal, tmp_path):
    bank_file = tmp_path / "0000001.key"
    bank_file.write_text(f"VERSION 1\r\n{EXTERNAL}\r\nHMAC-SHA1\r\n")

    for status, printed in (
        doctor_seal(BODY, GUICHET_KEY=EXTERNAL),
        doctor_seal(BODY, "--key-file", str(bank_file)),
        doctor_seal(BODY, "--key", EXTERNAL, GUICHET_KEY=OTHER_KEY.hex()),
        doctor_seal(BODY, "--key-file", str(bank_file), GUICHET_KEY=OTHER_KEY.hex()),
    ):
        assert status == 0
        assert f"MAC: {MAC}" in printed.out


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "0 fields"),
        (b"TPE", "without an equals sign"),
        (b"a=%zz", "percent sign"),
        (b"a=1&a=2", "sent twice"),
    ],
)
def test_a_malformed_body_is_told_on_standard_error(doctor_seal, body, reason):
    status, printed = doctor_seal(body, "--key", EXTERNAL)

    assert (status, printed.out) == (2, "")
    assert printed.err.startswith("doctor seal: ")
    assert reason in printed.err


@pytest.mark.parametrize("key", [EXTERNAL[:-1], "Z" + EXTERNAL[1:]])
def test_a_malformed_key_is_told_without_quoting_it(doctor_seal, key):
    status, printed = doctor_seal(BODY, "--key", key)

    assert (status, printed.out) == (2, "")
    assert "a security key" in printed.err
    assert key not in printed.err


def test_no_key_at_all_names_the_ways_to_give_one(doctor_seal):
    status, printed = doctor_seal(BODY)

    assert (status, printed.out) == (2, "")
    for way in ("--key-file", "--key", "GUICHET_KEY"):
        assert way in printed.err


def test_a_key_file_that_cannot_be_read_is_told(doctor_seal, tmp_path):
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")

    assert "No such file" in doctor_seal(BODY, "--key-file", str(tmp_path / "none"))[1].err
    assert "not text" in doctor_seal(BODY, "--key-file", str(binary))[1].err


@pytest.mark.parametrize("body", [BODY, BODY + b"&MAC=00", sealed_body(bank_fields(an_order())), b"TPE"])
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_key_is_never_printed(doctor_seal, body, options):
    printed = doctor_seal(body, "--key", EXTERNAL, *options)[1]

    assert EXTERNAL.lower() not in (printed.out + printed.err).lower()


def test_not_even_where_it_was_typed_in_the_wrong_place(doctor_seal, capsys):
    for wrong in (["--ky", EXTERNAL], [EXTERNAL], [f"--clef={EXTERNAL}"]):
        with pytest.raises(SystemExit) as stopped:
            doctor_seal(BODY, *wrong)
        assert stopped.value.code == 2
        assert EXTERNAL not in capsys.readouterr().err


def test_it_runs_from_the_command_line():
    done = subprocess.run(
        [sys.executable, "-m", "ops", "doctor", "seal", "--key", EXTERNAL],
        input=BODY + "&texte-libre=\u00e9".encode() + b"&MAC=0",
        cwd=REPOSITORY,
        env={"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 1
    assert b"texte-libre=\\xe9" in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize("where", [[], ["doctor"], ["doctor", "seal"]])
def test_help_leads_from_the_top_to_the_command(where):
    done = subprocess.run(
        [sys.executable, "-m", "ops", *where, "--help"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )

    assert " ".join(["python -m ops", *where]) in done.stdout
    assert "seal" in done.stdout


@pytest.mark.parametrize("arguments", [["doctor", "--json", "seal"], ["doctor", "seal", "--json"]])
def test_json_may_be_asked_for_before_or_after_the_question(capsys, arguments):
    main([*arguments, "--key", EXTERNAL], io.BytesIO(BODY), {})

    assert json.loads(capsys.readouterr().out)["fields"] == 3
