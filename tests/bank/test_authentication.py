from __future__ import annotations

import base64
import json
from pathlib import Path

from bank.authentication import authentication, encoded
from bank.behaviours import CHALLENGE_FAILED, CHALLENGED, FRICTIONLESS, NOT_ENROLLED, NOTHING_ASKED, REJECTED, Verdict

VECTORS = json.loads((Path(__file__).parent.parent / "bank-vectors.json").read_text(encoding="utf-8"))


def read(verdict: Verdict, preference: str = "") -> dict[str, object]:
    return json.loads(base64.b64decode(authentication(verdict, preference, "ab12")))


def test_the_spelling_is_the_one_captured_from_the_bank() -> None:
    captured = next(v for v in VECTORS if v["id"] == "dmc-notif-2")["fields"]["authentification"]

    assert encoded(json.loads(base64.b64decode(captured))) == captured


def test_nothing_to_say_is_the_json_null() -> None:
    assert authentication(NOTHING_ASKED, "", "ab12") == "bnVsbAo="


def test_a_card_that_is_not_enrolled_says_so_without_details() -> None:
    assert read(NOT_ENROLLED) == {"protocol": "3DSecure", "status": "not_enrolled", "version": "1.0.2"}


def test_each_verdict_carries_its_letters_and_who_bears_the_risk() -> None:
    told = {
        verdict: tuple(read(verdict)["details"].get(key) for key in ("ARes", "CRes", "liabilityShift"))
        for verdict in (FRICTIONLESS, CHALLENGED, CHALLENGE_FAILED, REJECTED)
    }

    assert told == {
        FRICTIONLESS: ("Y", None, "Y"),
        CHALLENGED: ("C", "Y", "Y"),
        CHALLENGE_FAILED: ("C", "N", "N"),
        REJECTED: ("R", None, "N"),
    }


def test_the_merchant_s_wish_is_reported() -> None:
    assert read(FRICTIONLESS)["details"]["merchantPreference"] == "no_preference"
    assert read(FRICTIONLESS, "challenge_mandated")["details"]["merchantPreference"] == "challenge_mandated"


def test_a_proof_comes_only_with_an_authentication() -> None:
    assert "authenticationValue" in read(CHALLENGED)["details"]
    assert "authenticationValue" not in read(CHALLENGE_FAILED)["details"]
