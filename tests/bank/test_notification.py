from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import parse_qsl

from bank.behaviours import BEHAVIOURS
from bank.cards import card_facts, card_for
from bank.notification import report, sealed_body
from tests.bank.stage import KEY, NOON, form, mac

COMMON = [
    *("TPE", "date", "montant", "reference", "texte-libre", "code-retour", "cvx", "vld", "brand"),
    *("usage", "typecompte", "ecard", "originecb", "bincb", "hpancb", "ipclient", "originetr"),
    *("cbmasquee", "modepaiement", "authentification"),
]


def reported(
    behaviour: str, platform: str = "test", at: datetime = NOON, drop: str = "", attempt_id: str = "ab12"
) -> dict[str, str]:
    card = card_facts(card_for(behaviour), date(2028, 12, 31), KEY)
    return report(
        form(drop=drop),
        card,
        BEHAVIOURS[behaviour],
        platform=platform,
        attempt_id=attempt_id,
        at=at,
        shopper_ip="192.0.2.7",
    )


def test_an_acceptance_has_the_sheet_s_fields_in_the_order_of_the_wire() -> None:
    fields = reported("accepted")

    assert list(fields) == [*COMMON[:9], "numauto", *COMMON[9:]]
    assert {name: fields[name] for name in COMMON[:9]} == {
        "TPE": "0000001",
        "date": "10/03/2026_a_12:00:00",
        "montant": "62.73EUR",
        "reference": "CMD482101",
        "texte-libre": "v1 one+two",
        "code-retour": "payetest",
        "cvx": "oui",
        "vld": "1228",
        "brand": "VI",
    }
    assert (fields["numauto"], fields["ipclient"], fields["modepaiement"]) == ("000000", "192.0.2.7", "CB")
    assert fields["cbmasquee"] == "00000100******02"


def test_a_refusal_has_its_motifs_instead_of_an_authorisation_number() -> None:
    fields = reported("refused")

    assert list(fields) == [*COMMON[:9], "motifrefus", "motifrefusautorisation", *COMMON[9:]]
    assert [fields[name] for name in ("code-retour", "motifrefus", "motifrefusautorisation")] == [
        "Annulation",
        "Refus",
        "Refus test",
    ]


def test_a_filter_tells_its_cause() -> None:
    fields = reported("filtered")

    assert (fields["motifrefus"], fields["filtragecause"], fields["filtragevaleur"]) == ("filtrage", "4-", "FRA-")
    assert fields["authentification"] == "bnVsbAo="


def test_production_says_paiement_with_a_real_authorisation_number() -> None:
    fields = reported("accepted", "production")

    assert (fields["code-retour"], fields["numauto"]) == ("paiement", f"{0xAB12:06d}")


def test_dates_are_the_hour_of_paris_in_summer_too() -> None:
    assert reported("accepted", at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))["date"] == "02/07/2026_a_00:30:00"


def test_no_text_of_the_merchant_s_is_reported_as_an_empty_field() -> None:
    assert reported("accepted", drop="texte-libre")["texte-libre"] == ""


def test_the_body_is_sealed_over_decoded_values_with_an_upper_case_mac_at_the_end() -> None:
    fields = reported("accepted", drop="texte-libre")

    pairs = parse_qsl(sealed_body(fields, KEY), keep_blank_values=True)

    assert dict(pairs[:-1]) == fields
    assert pairs[-1] == ("MAC", mac(fields).upper())
