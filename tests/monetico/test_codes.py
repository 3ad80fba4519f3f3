from __future__ import annotations

import pytest

from chalicelib.domain.vocabulary import Platform, Result
from chalicelib.monetico.codes import PAGE_LANGUAGES, instalment_in, result_of


@pytest.mark.parametrize(
    ("code", "result", "platform"),
    [
        ("payetest", Result.ACCEPTED, Platform.TEST),
        ("paiement", Result.ACCEPTED, Platform.PRODUCTION),
        ("Annulation", Result.REFUSED, None),
        ("annulation", Result.REFUSED, None),
        ("attente_partenaire", Result.WAITING, None),
        ("paiement_pf2", Result.ACCEPTED, None),
        ("paiement_pf[3]", Result.ACCEPTED, None),
        ("paiement_pf4", Result.ACCEPTED, None),
        ("annulation_pf2", Result.REFUSED, None),
        ("annulation_pf[3]", Result.REFUSED, None),
        ("Annulation_pf4", Result.REFUSED, None),
    ],
)
def test_a_known_code_means_what_the_bank_says(code: str, result: Result, platform: Platform | None) -> None:
    assert result_of(code) == (result, platform)
    assert result_of(code.upper()) == (result, platform)


@pytest.mark.parametrize(
    "code",
    ["", " paiement", "paiement ", "paiement_pf1", "paiement_pf5", "paiement_pf", "Annulation_pf1", "payetest_pf2", "0",
     "remboursement"],
)  # fmt: skip
def test_any_other_code_is_unknown_and_never_an_acceptance(code: str) -> None:
    assert result_of(code) == (Result.UNKNOWN, None)


def test_the_languages_of_the_page_are_the_nine_of_the_bank() -> None:
    assert PAGE_LANGUAGES == ("FR", "EN", "DE", "ES", "IT", "JA", "NL", "PT", "SV")


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("paiement_pf2", 2),
        ("PAIEMENT_PF3", 3),
        ("Annulation_pf4", 4),
        ("paiement_pf[2]", 2),
        ("paiement", 0),
        ("paiement_pf1", 0),
        ("paiement_pf22", 0),
    ],
)
def test_a_code_names_its_instalment(code: str, number: int) -> None:
    assert instalment_in(code) == number
