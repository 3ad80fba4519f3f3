from __future__ import annotations

import pytest

from chalicelib.domain.vocabulary import Platform, Result
from chalicelib.monetico.codes import result_of


@pytest.mark.parametrize(
    ("code", "result", "platform"),
    [
        ("payetest", Result.ACCEPTED, Platform.TEST),
        ("paiement", Result.ACCEPTED, Platform.PRODUCTION),
        ("Annulation", Result.REFUSED, None),
        ("annulation", Result.REFUSED, None),
        ("attente_partenaire", Result.WAITING, None),
    ],
)
def test_a_known_code_means_what_the_bank_says(code: str, result: Result, platform: Platform | None) -> None:
    assert result_of(code) == (result, platform)
    assert result_of(code.upper()) == (result, platform)


@pytest.mark.parametrize("code", ["", " paiement", "paiement ", "paiement_pf2", "Annulation_pf2", "0", "remboursement"])
def test_any_other_code_is_unknown_and_never_an_acceptance(code: str) -> None:
    assert result_of(code) == (Result.UNKNOWN, None)
