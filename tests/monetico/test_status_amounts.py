"""Amounts in the bank's books: with and without currency, and never one that is only half understood."""

from __future__ import annotations

import pytest

from chalicelib.domain.reports import BookedCapture
from chalicelib.monetico.status import UnclearStatus
from tests.monetico.books import document, read


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("61.00EUR", "EUR", 6100),
        ("60.00", "EUR", 6000),
        ("60EUR", "EUR", 6000),
        ("60.5", "EUR", 6050),
        ("0EUR", "EUR", 0),
        ("0", "EUR", 0),
        ("0.00EUR", "EUR", 0),
        ("\n  60.00EUR  ", "EUR", 6000),
        ("5000JPY", "JPY", 5000),
        ("5000.00", "JPY", 5000),
    ],
)
def test_amounts_come_with_and_without_their_currency(text: str, currency: str, minor: int) -> None:
    whole = (
        document(captured=text, refunded=text)
        .replace(">60.00EUR", f">60{currency}")
        .replace(">5.00EUR", f">5{currency}")
    )

    status = read(whole, currency)

    assert (status.captured, status.refunded) == (minor, minor)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "EUR"),
        (" ", "EUR"),
        ("60,00EUR", "EUR"),
        ("-5.00EUR", "EUR"),
        ("60.00USD", "EUR"),
        ("60.00 EUR", "EUR"),
        ("60.000", "EUR"),
        ("1e3", "EUR"),
        ("\u0661\u0662", "EUR"),
        ("12345678901", "EUR"),
        ("60.50", "JPY"),
        ("<b>60.00</b>", "EUR"),
    ],
)
def test_amounts_of_another_form_or_currency_make_the_answer_unclear(text: str, currency: str) -> None:
    for captured, refunded in ((text, "0"), ("0", text)):
        whole = document(captured=captured, refunded=refunded).replace("0EUR<", f"0{currency}<")
        with pytest.raises(UnclearStatus):
            read(whole.replace(".00JPY", "JPY"), currency)


def test_an_amount_that_is_not_there_is_not_known_and_never_nothing() -> None:
    status = read("<etatpaiement><etat>PA</etat></etatpaiement>")

    assert (status.captured, status.refunded, status.authorization) == (None, None, "")
    assert read("<etatpaiement><etat>PA</etat><montantrecouvre>1</montantrecouvre></etatpaiement>").refunded is None


def test_a_capture_without_an_amount_is_one_of_nothing_with_nothing_refunded() -> None:
    refund = "<recredits><recredit><montant_recredite/></recredit></recredits>"
    captures = f"<recouvrements><recouvrement>{refund}</recouvrement></recouvrements>"

    assert read(f"<etatpaiement><etat>PA</etat>{captures}</etatpaiement>").captures == (BookedCapture(0, None, "", 0),)


def test_a_capture_of_another_currency_makes_the_answer_unclear() -> None:
    with pytest.raises(UnclearStatus):
        read(document().replace("<montant>60.00EUR", "<montant>60.00USD"))
