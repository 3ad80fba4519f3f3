"""What is asked of the bank's services, byte for byte."""

from __future__ import annotations

import hmac
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from chalicelib.domain.money import Money
from chalicelib.monetico.services import Payment, capture_body, refund_body, status_body, stop_body
from tests.makers import euros

VECTORS = {
    vector["id"]: vector
    for vector in json.loads((Path(__file__).parent.parent / "bank-vectors.json").read_text("utf-8"))
}
PAYMENT = Payment("1234567", "monSite1", "ABERTYP00145", "FR", euros("100.00"), date(2006, 12, 3))
NOTHING = euros("0")
CALLED = datetime(2006, 12, 5, 11, 55, 23)  # noqa: DTZ001 - the bank's hour, as it is written
KEY = bytes.fromhex("1234567890123456789012345678901234567890")


def fields_of(body: bytes) -> dict[str, str]:
    pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
    assert len({name for name, _ in pairs}) == len(pairs)
    return dict(pairs)


def as_in(name: str) -> dict[str, str]:
    vector: dict[str, Any] = VECTORS[name]
    assert bytes.fromhex(vector["key_bytes_hex"]) == KEY
    return {**vector["fields"], "MAC": vector["expected_mac"]}


def test_the_stop_of_a_recurrence_is_the_one_of_the_sheet() -> None:
    payment = Payment("1234567", "monSite1", "ABERTYP00145", "FR", euros("62.00"), date(2006, 12, 5))

    assert fields_of(stop_body(payment, CALLED, KEY)) == as_in("doc-stop-recurrence")


def test_a_capture_of_part_is_the_one_of_the_sheet() -> None:
    body = capture_body(PAYMENT, CALLED, KEY, take=euros("62"), taken=NOTHING, left=euros("38"))

    assert fields_of(body) == as_in("self-capture-partial")


def test_a_cancellation_is_a_capture_that_takes_and_leaves_nothing() -> None:
    body = capture_body(PAYMENT, CALLED, KEY, take=NOTHING, taken=NOTHING, left=NOTHING)

    assert fields_of(body) == as_in("self-capture-cancel")


def test_a_refund_from_one_capture_is_the_one_of_the_sheet() -> None:
    now = datetime(2006, 12, 6, 9, 0)  # noqa: DTZ001 - the bank's hour, as it is written
    body = refund_body(
        PAYMENT, now, KEY, back=euros("10"), possible=euros("62"), capture=(date(2006, 12, 5), "123456")
    )  # fmt: skip

    assert fields_of(body) == as_in("self-refund-partial")


def test_a_global_refund_leaves_out_what_names_a_capture() -> None:
    asked = fields_of(refund_body(PAYMENT, CALLED, KEY, back=euros("10"), possible=euros("62"), capture=None))

    assert not {"date_remise", "num_autorisation"} & asked.keys()
    assert asked["MAC"] == sealed_by_hand(asked)


def test_a_status_is_asked_with_the_order_s_day_and_whole_amount() -> None:
    asked = fields_of(status_body(PAYMENT, KEY))

    assert {name: asked[name] for name in asked if name != "MAC"} == {
        "version": "2.0",
        "TPE": "1234567",
        "date": "03/12/2006",
        "montant": "100.00EUR",
        "reference": "ABERTYP00145",
        "societe": "monSite1",
    }
    assert asked["MAC"] == sealed_by_hand(asked)


def test_amounts_keep_the_decimals_of_their_currency_and_nothing_is_zero_without_any() -> None:
    yen = Payment("1234567", "monSite1", "ABERTYP00145", "FR", Money(5000, "JPY"), date(2006, 12, 3))
    asked = fields_of(
        capture_body(yen, CALLED, KEY, take=Money(1, "JPY"), taken=Money(0, "JPY"), left=Money(4999, "JPY"))
    )
    assert [asked[name] for name in ("montant", "montant_a_capturer", "montant_deja_capture", "montant_restant")] == [
        "5000JPY",
        "1JPY",
        "0JPY",
        "4999JPY",
    ]


def sealed_by_hand(asked: dict[str, str]) -> str:
    text = "*".join(f"{name}={value}" for name, value in sorted(asked.items()) if name != "MAC")
    return hmac.digest(KEY, text.encode(), "sha1").hex()
