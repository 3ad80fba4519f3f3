from __future__ import annotations

import base64
import hmac
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.money import Money
from chalicelib.domain.options import NO_OPTIONS, Challenge, Display, Locality, PartnerMethod, PaymentOptions
from chalicelib.domain.record import Instalment
from chalicelib.domain.starting import begin
from chalicelib.monetico.addresses import PAYMENT_PAGES
from chalicelib.monetico.context import checked_context
from chalicelib.monetico.payment_form import PaymentRequest, form_method, sealed_fields
from tests.makers import KEY, OTHER_KEY, a_customer, a_wish, euros

VECTORS = json.loads((Path(__file__).parent.parent / "bank-vectors.json").read_text("utf-8"))
CUSTOMER = a_customer()
DOCUMENTED = {
    "version", "TPE", "date", "montant", "reference", "texte-libre", "lgue", "societe", "contexte_commande", "mail",
    "url_retour_ok", "url_retour_err", "MAC",
}  # fmt: skip


def a_request(**changes: Any) -> PaymentRequest:
    return PaymentRequest(
        **{
            "terminal": "1234567",
            "company": "monSite1",
            "date": datetime(2026, 11, 23, 10, 30, 5, tzinfo=UTC),
            "amount": euros("62.73"),
            "reference": "CMD482101",
            "language": "FR",
            "context": checked_context(CUSTOMER.billing, CUSTOMER.shipping),
            "free_text": "g1.1.2.3.immediate",
            "email": CUSTOMER.email,
            "return_ok": "https://pay.example.org/monetico/return/ok?view=abc",
            "return_error": "https://pay.example.org/monetico/return/err?view=abc",
            **changes,
        }
    )


def test_the_form_says_what_the_bank_documents_and_nothing_else() -> None:
    fields = sealed_fields(a_request(), KEY)

    assert fields.keys() == DOCUMENTED
    assert {name: value for name, value in fields.items() if name not in ("contexte_commande", "MAC")} == {
        "version": "3.0",
        "TPE": "1234567",
        "date": "23/11/2026:10:30:05",
        "montant": "62.73EUR",
        "reference": "CMD482101",
        "texte-libre": "g1.1.2.3.immediate",
        "lgue": "FR",
        "societe": "monSite1",
        "mail": "camille.martin@example.org",
        "url_retour_ok": "https://pay.example.org/monetico/return/ok?view=abc",
        "url_retour_err": "https://pay.example.org/monetico/return/err?view=abc",
    }


def test_nothing_empty_is_sent() -> None:
    assert all(sealed_fields(a_request(), KEY).values())


def test_the_form_bears_the_seal_over_all_its_fields_in_lower_case() -> None:
    fields = sealed_fields(a_request(), KEY)

    text = "*".join(f"{name}={fields[name]}" for name in sorted(fields) if name != "MAC").encode()
    assert fields["MAC"] == hmac.digest(KEY, text, "sha1").hex()
    assert fields["MAC"] != sealed_fields(a_request(), OTHER_KEY)["MAC"]


@pytest.mark.parametrize(
    "change",
    [
        {"terminal": "7654321"},
        {"company": "other"},
        {"amount": euros("62.74")},
        {"reference": "CMD482102"},
        {"language": "EN"},
        {"free_text": "g1"},
        {"email": "c@example.org"},
        {"return_ok": "https://pay.example.org/ok"},
        {"return_error": "https://pay.example.org/err"},
        {"context": {"billing": {}}},
        {"date": datetime(2026, 11, 23, 10, 30, 6, tzinfo=UTC)},
        {"options": PaymentOptions(card_alias="client1")},
        {"instalments": (Instalment(1, date(2026, 11, 23), 3137), Instalment(2, date(2026, 12, 23), 3136))},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_is_asked_is_under_the_seal(change: dict[str, Any]) -> None:
    assert sealed_fields(a_request(**change), KEY)["MAC"] != sealed_fields(a_request(), KEY)["MAC"]


def test_the_same_request_gives_the_same_form_to_the_byte() -> None:
    assert list(sealed_fields(a_request(), KEY).items()) == list(sealed_fields(a_request(), KEY).items())


def test_what_the_bank_is_told_holds_nothing_of_what_was_bought() -> None:
    fields = sealed_fields(a_request(), KEY)
    context = base64.b64decode(fields["contexte_commande"]).decode()

    assert json.loads(context) == {"billing": CUSTOMER.billing}
    told = " ".join([*fields.values(), context])
    for line in CUSTOMER.lines:
        assert line.label not in told
        assert line.label.split()[0] not in told


@pytest.mark.parametrize(
    ("instant", "sent"),
    [
        ("2026-11-22T23:00:00", "23/11/2026:00:00:00"),
        ("2026-11-22T23:59:59", "23/11/2026:00:59:59"),
        ("2026-11-23T11:07:08", "23/11/2026:12:07:08"),
        ("2026-11-23T22:59:59", "23/11/2026:23:59:59"),
        ("2026-07-14T22:05:09", "15/07/2026:00:05:09"),
    ],
)
def test_the_date_is_the_hour_of_paris_from_00_to_23(instant: str, sent: str) -> None:
    started = begin(a_wish(), datetime.fromisoformat(instant).replace(tzinfo=UTC)).last_attempt.started_at

    assert sealed_fields(a_request(date=started), KEY)["date"] == sent
    assert re.fullmatch(r"\d\d/\d\d/\d{4}:([01]\d|2[0-3]):[0-5]\d:[0-5]\d", sent)


@pytest.mark.parametrize(
    ("amount", "sent"),
    [
        (euros("62.7"), "62.70EUR"),
        (euros("0.05"), "0.05EUR"),
        (euros("1234567890.00"), "1234567890.00EUR"),
        (Money.parse("5000", "JPY"), "5000JPY"),
        (Money.parse("19.99", "GBP"), "19.99GBP"),
    ],
)
def test_the_amount_has_the_decimals_of_its_currency(amount: Money, sent: str) -> None:
    assert sealed_fields(a_request(amount=amount), KEY)["montant"] == sent
    assert re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?[A-Z]{3}", sent)


def test_the_pages_of_both_platforms_are_the_banks() -> None:
    assert PAYMENT_PAGES == {
        "test": "https://p.monetico-services.com/test/paiement.cgi",
        "production": "https://p.monetico-services.com/paiement.cgi",
    }


def test_what_is_empty_is_not_sent() -> None:
    fields = sealed_fields(a_request(email=""), KEY)

    assert "mail" not in fields
    assert all(fields.values())


def test_the_example_with_instalments_and_options_is_made_to_the_byte() -> None:
    example = next(v for v in VECTORS if v["id"] == "self-request-sort-order")
    told = example["fields"]
    request = a_request(
        date=datetime(2006, 12, 5, 11, 55, 23, tzinfo=UTC),
        reference=told["reference"],
        context=json.loads(base64.b64decode(told["contexte_commande"])),
        free_text=told["texte-libre"],
        email=told["mail"],
        return_ok=told["url_retour_ok"],
        return_error=told["url_retour_err"],
        instalments=tuple(Instalment(n, date(2006 + n // 2, 12 if n == 1 else n - 1, 5), 2091) for n in (1, 2, 3)),
        options=PaymentOptions(
            challenge=Challenge.MANDATED, skip_authentication=False, card_alias="client1", force_card_entry=True
        ),
    )

    assert sealed_fields(request, bytes.fromhex(example["key_bytes_hex"])) == {**told, "MAC": example["expected_mac"]}


def test_instalments_say_when_and_how_much_each_one_is() -> None:
    parts = (Instalment(1, date(2027, 1, 31), 3137), Instalment(2, date(2027, 2, 28), 3136))

    fields = sealed_fields(a_request(instalments=parts), KEY)

    assert {name: value for name, value in fields.items() if name not in DOCUMENTED} == {
        "nbrech": "2",
        "dateech1": "31/01/2027",
        "montantech1": "31.37EUR",
        "dateech2": "28/02/2027",
        "montantech2": "31.36EUR",
    }


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        (NO_OPTIONS, {}),
        (PaymentOptions(challenge=Challenge.NONE_REQUESTED), {"ThreeDSecureChallenge": "no_challenge_requested"}),
        (PaymentOptions(skip_authentication=True), {"3dsdebrayable": "1"}),
        (PaymentOptions(skip_authentication=False), {"3dsdebrayable": "0"}),
        (
            PaymentOptions(card_alias="client1", force_card_entry=False),
            {"aliascb": "client1", "forcesaisiecb": "0"},
        ),
        (PaymentOptions(statement_label="LUMEN PARIS 2"), {"libelleMonetique": "LUMEN PARIS 2"}),
        (
            PaymentOptions(statement_locality=Locality("Lyon", "69001", "FRA")),
            {"libelleMonetiqueLocalite": "Lyon\\69001\\FRA"},
        ),
        (
            PaymentOptions(hidden_methods=(PartnerMethod.PAYPAL, PartnerMethod.ONE_EURO)),
            {"desactivemoyenpaiement": "paypal,1euro"},
        ),
        (PaymentOptions(method=PartnerMethod.FOUR_TIMES), {"protocole": "4xcb"}),
        (PaymentOptions(display=Display.IFRAME), {"mode_affichage": "iframe"}),
    ],
)
def test_an_option_is_sent_in_the_banks_words_and_nothing_beside_it(
    options: PaymentOptions, sent: dict[str, str]
) -> None:
    fields = sealed_fields(a_request(options=options), KEY)

    assert {name: value for name, value in fields.items() if name not in DOCUMENTED} == sent


def test_the_wishes_for_authentication_are_the_seven_of_the_bank() -> None:
    assert [sealed_fields(a_request(options=PaymentOptions(challenge=wish)), KEY)["ThreeDSecureChallenge"]
            for wish in Challenge] == [
        "no_preference", "challenge_preferred", "challenge_mandated", "no_challenge_requested",
        "no_challenge_requested_strong_authentication", "no_challenge_requested_trusted_third_party",
        "no_challenge_requested_risk_analysis",
    ]  # fmt: skip


def test_only_a_page_in_a_frame_comes_by_get() -> None:
    assert (form_method(NO_OPTIONS), form_method(PaymentOptions(display=Display.IFRAME))) == ("POST", "GET")
