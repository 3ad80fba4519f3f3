from __future__ import annotations

import hashlib
import hmac
import html
import io
import json
from urllib.parse import quote, quote_plus

import pytest

from ops.__main__ import main

KEY = bytes.fromhex("1A2B3C4D5E6F708192A3B4C5D6E7F8091A2B3C4D")
PRODUCTION = bytes.fromhex("F0E1D2C3B4A5968778695A4B3C2D1E0FF0E1D2C3")
TEXT = "Chèvre & lampe d'été"

FIELDS = {
    "TPE": "1234567",
    "date": "23/11/2026_a_10:31:05",
    "montant": "62.73EUR",
    "reference": "CMD482101",
    "texte-libre": TEXT,
    "code-retour": "Annulation",
    "cvx": "oui",
    "brand": "CB",
    "motifrefus": "",
    "motifrefusautorisation": "",
    "ipclient": "203.0.113.7",
    "modepaiement": "CB",
    "authentification": "bnVsbAo=",
}


def mac_of(fields: dict[str, str | bytes], key: bytes = KEY, digest: str = "sha1") -> str:
    """The current seal, written here from protocol sheet 3.2."""
    values = {name.encode(): v if isinstance(v, bytes) else v.encode() for name, v in fields.items()}
    text = b"*".join(name + b"=" + values[name] for name in sorted(values))
    return hmac.new(key, text, digest).hexdigest().upper()


def body_of(fields: dict[str, str | bytes], mac: str) -> bytes:
    return "&".join(f"{quote_plus(n)}={quote_plus(v)}" for n, v in {**fields, "MAC": mac}.items()).encode()


@pytest.fixture
def explain(capsys):
    """Runs `doctor explain --json`; gives exit status and document."""

    def run(body: bytes, *options: str, key: str = KEY.hex()):
        arguments = ["doctor", "explain", "--key", f"test={key}", "--json", *options]
        status = main(arguments, io.BytesIO(body), {})
        return status, json.loads(capsys.readouterr().out)

    return run


def the_fault(explained) -> tuple[str, list[str]]:
    """The one fault named."""
    status, document = explained
    assert (status, document["explained"], document["intact"]) == (1, True, False)
    (fault,) = document["faults"]
    assert fault["sentence"].endswith(".")
    assert fault["advice"]
    return fault["fault"], fault["fields"]


@pytest.mark.parametrize("change", [str.upper, str.lower])
def test_a_right_seal_is_said_to_be_right_in_either_case(explain, change):
    status, document = explain(body_of(FIELDS, change(mac_of(FIELDS))))

    assert (status, document["intact"], document["faults"]) == (0, True, [])


def test_swapped_keys_are_named_by_the_names_they_were_given(explain):
    body = body_of(FIELDS, mac_of(FIELDS, PRODUCTION))

    status, document = explain(body, "--key", f"production={PRODUCTION.hex()}")

    assert the_fault((status, document)) == ("wrong-key", [])
    assert document["key"] == "production"
    assert "production, and not test" in document["faults"][0]["sentence"]


def test_the_key_named_after_the_messages_terminal_is_the_right_one(explain):
    body = body_of(FIELDS, mac_of(FIELDS, PRODUCTION))

    status, document = explain(body, "--key", f"{FIELDS['TPE']}={PRODUCTION.hex()}")

    assert (status, document["intact"], document["key"]) == (0, True, FIELDS["TPE"])


def test_the_key_used_as_text_is_recognised(explain):
    mac = mac_of(FIELDS, KEY.hex().upper().encode())

    assert the_fault(explain(body_of(FIELDS, mac)))[0] == "key-not-decoded"


def test_the_public_key_of_the_banks_kits_is_recognised(explain):
    mac = mac_of(FIELDS, bytes.fromhex("1234567890" * 4))

    status, document = explain(body_of(FIELDS, mac))

    assert the_fault((status, document))[0] == "wrong-key"
    assert "demonstration key" in document["key"]


@pytest.mark.parametrize("sealed", [TEXT.encode("latin-1"), TEXT.encode("ascii", "replace")], ids=["latin-1", "ascii"])
def test_text_sealed_in_another_charset_than_sent_is_named_with_its_field(explain, sealed):
    mac = mac_of({**FIELDS, "texte-libre": sealed})

    assert the_fault(explain(body_of(FIELDS, mac))) == ("charset", ["texte-libre"])


def test_text_sent_in_latin_1_and_sealed_in_utf_8_is_named(explain):
    body = body_of({**FIELDS, "texte-libre": TEXT.encode("latin-1")}, mac_of(FIELDS))

    assert the_fault(explain(body)) == ("charset", ["texte-libre"])


@pytest.mark.parametrize(
    "lost", [["motifrefus"], ["motifrefusautorisation"], ["motifrefus", "motifrefusautorisation"]], ids=len
)
def test_empty_fields_that_were_dropped_after_sealing_are_named(explain, lost):
    left = {name: value for name, value in FIELDS.items() if name not in lost}

    assert the_fault(explain(body_of(left, mac_of(FIELDS)))) == ("dropped-empty-field", lost)


def test_empty_fields_that_were_left_out_of_the_seal_are_named(explain):
    sealed = {name: value for name, value in FIELDS.items() if value}

    fault = the_fault(explain(body_of(FIELDS, mac_of(sealed))))

    assert fault == ("dropped-empty-field", ["motifrefus", "motifrefusautorisation"])


def test_one_empty_field_of_two_that_was_left_out_is_named(explain):
    sealed = {name: value for name, value in FIELDS.items() if name != "motifrefus"}

    assert the_fault(explain(body_of(FIELDS, mac_of(sealed)))) == ("dropped-empty-field", ["motifrefus"])


def test_plus_signs_that_were_never_decoded_to_spaces_are_named(explain):
    captured = {**FIELDS, "texte-libre": TEXT.replace(" ", "+")}

    assert the_fault(explain(body_of(captured, mac_of(FIELDS)))) == ("plus-for-space", ["texte-libre"])


def test_a_plus_sign_that_was_sent_bare_is_named(explain):
    fields = {**FIELDS, "texte-libre": "a+b"}
    body = body_of(fields, mac_of(fields)).replace(b"a%2Bb", b"a+b")

    assert the_fault(explain(body)) == ("plus-for-space", ["texte-libre"])


@pytest.mark.parametrize(
    "escape",
    [
        html.escape,
        lambda text: text.replace("&", "&amp;"),
        lambda text: "".join(c if c.isalnum() else f"&#x{ord(c):02X};" for c in text),
    ],
)
def test_html_escapes_in_the_body_are_named(explain, escape):
    body = body_of({**FIELDS, "texte-libre": escape(TEXT)}, mac_of(FIELDS))

    assert the_fault(explain(body)) == ("html-escaped", ["texte-libre"])


def test_a_value_that_was_escaped_before_sealing_is_named(explain):
    mac = mac_of({**FIELDS, "texte-libre": html.escape(TEXT, quote=False)})

    assert the_fault(explain(body_of(FIELDS, mac))) == ("html-escaped", ["texte-libre"])


def legacy_mac(fields: dict[str, str]) -> str:
    """The legacy seal of a return, written here from protocol sheet 3.1."""
    order = (
        "TPE date montant reference texte-libre 3.0 code-retour cvx vld brand status3ds numauto motifrefus originecb "
        "bincb hpancb ipclient originetr veres pares"
    ).split()
    text = "".join(("3.0" if name == "3.0" else fields.get(name, "")) + "*" for name in order)
    return hmac.new(KEY, text.encode(), hashlib.sha1).hexdigest()


def test_the_legacy_seal_is_named(explain):
    assert the_fault(explain(body_of(FIELDS, legacy_mac(FIELDS))))[0] == "legacy-seal"


def test_the_legacy_seal_of_a_request_is_named(explain):
    names = "TPE date montant reference texte-libre version lgue societe mail".split()
    fields = dict.fromkeys(names, "x")
    text = "*".join(fields[name] for name in names) + "*" * 10
    mac = hmac.new(KEY, text.encode(), hashlib.sha1).hexdigest()

    status, document = explain(body_of(fields, mac))

    assert the_fault((status, document))[0] == "legacy-seal"
    assert "payment request" in document["faults"][0]["sentence"]


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("TPE", "tpe", "field-name-case"),
        ("texte-libre", "Texte-Libre", "field-name-case"),
        ("texte-libre", "texte_libre", "field-name"),
        ("code-retour", "code_retour", "field-name"),
    ],
)
def test_a_misspelt_field_name_is_named(explain, right, wrong, fault):
    respelt = {wrong if name == right else name: value for name, value in FIELDS.items()}

    assert the_fault(explain(body_of(respelt, mac_of(FIELDS)))) == (fault, [wrong])


def test_names_that_were_all_lowered_are_named_together(explain):
    fields = {**FIELDS, "ThreeDSecureChallenge": "no_preference"}
    lowered = {name.lower(): value for name, value in fields.items()}

    fault = the_fault(explain(body_of(lowered, mac_of(fields))))

    assert fault == ("field-name-case", ["tpe", "threedsecurechallenge"])


def test_names_with_different_capitals_are_named_together(explain):
    wrong = {"TPE": "Tpe", "texte-libre": "Texte-Libre"}
    respelt = {wrong.get(name, name): value for name, value in FIELDS.items()}

    assert the_fault(explain(body_of(respelt, mac_of(FIELDS)))) == ("field-name-case", ["Tpe", "Texte-Libre"])


def test_a_parameter_that_a_framework_added_is_named(explain):
    assert the_fault(explain(body_of({**FIELDS, "route": "notify"}, mac_of(FIELDS)))) == ("extra-field", ["route"])


def test_several_added_parameters_are_named_together(explain):
    body = body_of({**FIELDS, "route": "notify", "isApiRoute": "1", "action": "x"}, mac_of(FIELDS))

    assert the_fault(explain(body)) == ("extra-field", ["route", "isApiRoute", "action"])


def test_sorting_without_regard_to_case_is_named(explain):
    names = sorted(FIELDS, key=str.lower)
    text = "*".join(f"{name}={FIELDS[name]}" for name in names)
    mac = hmac.new(KEY, text.encode(), hashlib.sha1).hexdigest()

    assert the_fault(explain(body_of(FIELDS, mac)))[0] == "sorting"


def test_a_star_after_the_last_field_is_named(explain):
    text = "*".join(f"{name}={FIELDS[name]}" for name in sorted(FIELDS)) + "*"

    assert the_fault(explain(body_of(FIELDS, hmac.new(KEY, text.encode(), "sha1").hexdigest())))[0] == "separator"


def test_another_digest_is_named(explain):
    assert the_fault(explain(body_of(FIELDS, mac_of(FIELDS, digest="sha256"))))[0] == "digest"


@pytest.mark.parametrize("sealed", ["bnVsbAo=\n", "bnVsbAo=\r\n", "bnVsbAo= "], ids=repr)
def test_white_space_that_was_sealed_and_not_sent_is_named(explain, sealed):
    mac = mac_of({**FIELDS, "authentification": sealed})

    assert the_fault(explain(body_of(FIELDS, mac))) == ("white-space", ["authentification"])


def test_line_ends_that_were_changed_are_named(explain):
    fields = {**FIELDS, "texte-libre": "one\ntwo"}
    body = body_of({**fields, "texte-libre": "one\r\ntwo"}, mac_of(fields))

    assert the_fault(explain(body)) == ("white-space", ["texte-libre"])


def test_a_value_encoded_twice_is_named(explain):
    body = body_of({**FIELDS, "texte-libre": quote(TEXT)}, mac_of(FIELDS))

    assert the_fault(explain(body)) == ("encoded-twice", ["texte-libre"])


def test_a_value_sealed_before_it_was_decoded_is_named(explain):
    mac = mac_of({name: quote_plus(value) for name, value in FIELDS.items()})

    assert the_fault(explain(body_of(FIELDS, mac)))[0] == "not-decoded"


def test_a_mac_with_white_space_around_it_is_named(explain):
    assert the_fault(explain(body_of(FIELDS, f" {mac_of(FIELDS)}\r\n")))[0] == "mac-not-bare"


@pytest.mark.parametrize(
    "copied",
    [
        lambda body: b"\xef\xbb\xbf" + body + b"\r\n\r\n",
        lambda body: body.replace(b"&", b"&amp;"),
        lambda body: body.replace(b"&", b"\n"),
        lambda body: b"https://shop.example/notify?" + body,
        lambda body: body.replace(b"MAC=", b"mac="),
    ],
)
def test_damage_done_by_copying_the_body_is_named(explain, copied):
    assert the_fault(explain(copied(body_of(FIELDS, mac_of(FIELDS)))))[0] == "damaged-copy"


def test_two_faults_at_once_are_both_named(explain):
    sealed = {**FIELDS, "texte-libre": TEXT.encode("latin-1")}
    left = {name: value for name, value in FIELDS.items() if name != "motifrefus"}
    body = body_of(left, mac_of(sealed, PRODUCTION))

    status, document = explain(body_of(FIELDS, mac_of(sealed, PRODUCTION)), "--key", f"p={PRODUCTION.hex()}")
    assert {fault["fault"] for fault in document["faults"]} == {"wrong-key", "charset"}

    status, document = explain(body, key=PRODUCTION.hex())
    assert status == 1
    assert {fault["fault"] for fault in document["faults"]} == {"dropped-empty-field", "charset"}


def test_two_faults_of_one_kind_in_different_fields_are_both_named(explain):
    fields = {**FIELDS, "nom": "A&B"}
    body = body_of({**fields, "nom": "A&amp;B"}, mac_of({**fields, "texte-libre": TEXT.encode("latin-1")}))

    _, document = explain(body)

    assert {(fault["fault"], *fault["fields"]) for fault in document["faults"]} == {
        ("charset", "texte-libre"),
        ("html-escaped", "nom"),
    }


def test_where_nothing_fits_it_lists_what_was_tried(explain):
    status, document = explain(body_of({**FIELDS, "montant": "99.99EUR"}, mac_of(FIELDS)))

    assert (status, document["explained"], document["complete"]) == (1, False, True)
    assert document["readings_tried"] > 10_000
    assert any("Latin-1" in what for what in document["tried"])


def test_the_search_ends_when_its_time_is_up(explain):
    status, document = explain(body_of({**FIELDS, "montant": "99.99EUR"}, mac_of(FIELDS)), "--seconds", "0")

    assert (status, document["complete"]) == (1, False)
    assert document["readings_tried"] <= 64


@pytest.mark.parametrize("body", [b"TPE=1", b"", b"no form"])
def test_a_body_without_a_mac_is_told(body, capsys):
    status = main(["doctor", "explain", "--key", KEY.hex()], io.BytesIO(body), {})

    assert status == 2
    assert capsys.readouterr().err.startswith("ops: ")


def test_no_key_at_all_names_the_ways_to_give_one(capsys):
    assert main(["doctor", "explain"], io.BytesIO(b"MAC=0"), {}) == 2
    assert "--deployed" in capsys.readouterr().err


def test_the_words_for_a_person_name_fault_and_cure_and_never_a_key(capsys, tmp_path):
    file = tmp_path / "prod.key"
    file.write_text(f"VERSION 1\n{PRODUCTION.hex()}\nHMAC-SHA1\n")
    body = body_of(FIELDS, mac_of({**FIELDS, "texte-libre": TEXT.encode("latin-1")}, PRODUCTION))

    status = main(["doctor", "explain", "--key-file", f"production={file}"], io.BytesIO(body), {})

    printed = capsys.readouterr().out
    assert status == 1
    assert "Fault (charset): texte-libre: the MAC covers Latin-1 text, the body holds UTF-8." in printed
    assert "To do: Seal the very bytes that are posted" in printed
    assert PRODUCTION.hex() not in printed.lower()


def test_a_message_cannot_control_the_terminal(capsys):
    fields = {**FIELDS, "\x1b[31m": "x"}

    main(["doctor", "explain", "--key", KEY.hex()], io.BytesIO(body_of(fields, mac_of(FIELDS))), {})

    assert "\x1b" not in capsys.readouterr().out
