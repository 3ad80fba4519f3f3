from __future__ import annotations

import pytest

from chalicelib.domain.vocabulary import Source
from chalicelib.mail.means import means_text
from chalicelib.mail.texts import texts_for
from tests.mail.samples import entry


@pytest.mark.parametrize(
    ("method", "brand", "french", "english"),
    [
        ("CB", "CB", "Carte bancaire CB", "CB bank card"),
        ("CB", "VI", "Visa", "Visa"),
        ("CB", "MC", "Mastercard", "Mastercard"),
        ("CB", "AM", "American Express", "American Express"),
        ("CB", "na", "Carte bancaire", "Bank card"),
        ("CB", "", "Carte bancaire", "Bank card"),
        ("", "ZZ", "Carte bancaire", "Bank card"),
        ("", "vi", "Visa", "Visa"),
        ("paypal", "", "PayPal", "PayPal"),
        ("PayPal", "na", "PayPal", "PayPal"),
        ("1euro", "", "1euro.com", "1euro.com"),
        ("3xcb", "VI", "Carte bancaire en 3 fois", "Bank card in 3 instalments"),
        ("4xcb", "", "Carte bancaire en 4 fois", "Bank card in 4 instalments"),
        ("lyfpay", "", "Lyf Pay", "Lyf Pay"),
        ("sofort", "", "Sofort", "Sofort"),
        ("giropay", "", "giropay", "giropay"),
        ("fivory", "", "Fivory", "Fivory"),
        ("audiotel", "", "Audiotel", "Audiotel"),
        ("4970101122334455", "", "Paiement en ligne", "Online payment"),
    ],
)
def test_the_means_of_payment_is_worded(method: str, brand: str, french: str, english: str) -> None:
    given = entry(method=method, brand=brand)

    assert means_text(given, texts_for("FR")) == french
    assert means_text(given, texts_for("EN")) == english


def test_what_only_the_banks_books_have_told_is_not_said_to_be_a_card() -> None:
    learnt = entry(method="", brand="", source=Source.STATUS)

    assert means_text(learnt, texts_for("FR")) == "Paiement en ligne"
    assert means_text(learnt, texts_for("EN")) == "Online payment"
