from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bank.refusal import FormRefused
from bank.request_form import MANDATORY, check_form
from tests.bank.stage import NOON, form, mac, terminal

if TYPE_CHECKING:
    from bank.settings import Settings


def refusal(fields: dict[str, str], settings: Settings, platform: str = "test") -> FormRefused:
    with pytest.raises(FormRefused) as caught:
        check_form(fields, platform, settings, NOON)
    return caught.value


def test_a_sound_form_gives_its_terminal(settings: Settings) -> None:
    assert check_form(form(), "test", settings, NOON) == terminal()
    assert check_form(form(), "production", settings, NOON) == terminal(platform="production")


@pytest.mark.parametrize("name", MANDATORY)
def test_every_mandatory_field_is_needed(name: str, settings: Settings) -> None:
    fields = form(drop=name)
    if name == "MAC":
        del fields["MAC"]

    assert refusal(fields, settings).reasons == (f"{name}: missing or empty",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("version", "3"),
        ("date", "10/03/2026 12:00:00"),
        ("date", "10/03/2026:24:00:00"),
        ("date", "31/02/2026:12:00:00"),
        ("date", "1/3/2026:12:00:00"),
        ("date", "12/03/2026:12:00:00"),
        ("date", "08/03/2026:12:00:00"),
        ("montant", "62,73EUR"),
        ("montant", "62.730EUR"),
        ("montant", "62.73"),
        ("montant", "62.73eur"),
        ("montant", "-1EUR"),
        ("montant", "0.00EUR"),
        ("reference", "x" * 51),
        ("reference", "référence"),
        ("lgue", "fr"),
        ("lgue", "RU"),
        ("texte-libre", "x" * 3201),
        ("texte-libre", "two\nlines"),
        ("texte-libre", "<b>"),
        ("mail", "jeanne"),
        ("url_retour_ok", "/ok"),
        ("url_retour_ok", "javascript:alert(1)"),
        ("url_retour_err", "https://shop.example/" + "x" * 2048),
        ("3dsdebrayable", "oui"),
        ("ThreeDSecureChallenge", "please"),
        ("libelleMonetique", "Atelier-Lumen"),
        ("libelleMonetiqueLocalite", "Nantes"),
        ("desactivemoyenpaiement", "paypal,bitcoin"),
    ],
)
def test_an_ill_formed_value_is_refused_by_name(name: str, value: str, settings: Settings) -> None:
    refused = refusal(form(**{name: value}), settings)

    assert refused.status == 400
    assert [reason.split(":")[0] for reason in refused.reasons] == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("montant", "100EUR"),
        ("montant", "0.05EUR"),
        ("lgue", "JA"),
        ("date", "10/03/2026:11:00:00"),
        ("reference", "CMD 1/2 *"),
        ("texte-libre", ""),
        ("mail", ""),
        ("ThreeDSecureChallenge", "challenge_mandated"),
        ("3dsdebrayable", "0"),
        ("libelleMonetiqueLocalite", "Nantes\\44000\\FRA"),
        ("desactivemoyenpaiement", "paypal,1euro"),
    ],
)
def test_what_the_sheet_allows_is_taken(name: str, value: str, settings: Settings) -> None:
    assert check_form(form(**{name: value}), "test", settings, NOON).tpe == "0000001"


@pytest.mark.parametrize("name", ["action", "texte_libre2", "options", "url_retour", "nbrech", "numero_dossier"])
def test_an_unknown_field_is_refused_even_under_a_right_seal(name: str, settings: Settings) -> None:
    assert refusal(form(**{name: "1"}), settings).reasons == (f"{name}: unknown field",)


def test_identical_return_addresses_are_refused(settings: Settings) -> None:
    refused = refusal(form(url_retour_err="https://shop.example/ok"), settings)

    assert refused.reasons == ("url_retour_ok, url_retour_err: identical return addresses",)


def test_a_wrong_seal_shows_the_text_that_was_sealed_and_no_key(settings: Settings) -> None:
    refused = refusal({**form(), "montant": "1.00EUR"}, settings)

    assert refused.status == 403
    assert "MAC: wrong seal" in str(refused)
    assert "*montant=1.00EUR*" in refused.sealed


@pytest.mark.parametrize("spell", [str.upper, lambda seal: seal[:-1], lambda seal: "x" + seal[1:]])
def test_a_mac_is_forty_lower_case_digits(spell: object, settings: Settings) -> None:
    fields = form()

    assert "lower case" in str(refusal({**fields, "MAC": spell(fields["MAC"])}, settings))


def test_another_merchant_s_key_is_a_wrong_seal(settings: Settings) -> None:
    fields = form()

    assert "wrong seal" in str(refusal({**fields, "MAC": mac(fields, b"k" * 20)}, settings))


def test_unknown_contracts_are_told_apart(settings: Settings) -> None:
    only_test = type(settings)(settings.port, settings.state, (terminal(),))

    assert "unknown terminal" in str(refusal(form(TPE="7654321"), settings))
    assert "unknown company code" in str(refusal(form(societe="other"), settings))
    assert "not open on the production platform" in str(refusal(form(), only_test, "production"))


def test_a_bad_context_and_a_bad_field_are_reported_together(settings: Settings) -> None:
    refused = refusal(form(contexte_commande="e30=", lgue="RU"), settings)

    assert [reason.split(":")[0] for reason in refused.reasons] == ["lgue", "contexte_commande"]
