"""The means of payment in words: the brand or the partner's name, never a number, never a text that is not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.vocabulary import Source

if TYPE_CHECKING:
    from ..domain.record import Entry
    from .texts.texts import Texts

_BRANDS = {"VI": "Visa", "MC": "Mastercard", "AM": "American Express"}
_PARTNERS = {
    "paypal": "PayPal",
    "1euro": "1euro.com",
    "lyfpay": "Lyf Pay",
    "sofort": "Sofort",
    "giropay": "giropay",
    "fivory": "Fivory",
    "audiotel": "Audiotel",
}


def means_text(entry: Entry, texts: Texts) -> str:
    """Values as in the protocol sheet 5.3; an unknown brand is a card, an unknown method an online payment.

    So is what the bank's books alone have told: they name neither.
    """
    if entry.source is Source.STATUS:
        return texts.online_payment
    method = entry.method.casefold()
    if method in ("", "cb"):
        return {**_BRANDS, "CB": texts.cb}.get(entry.brand.upper(), texts.card)
    named = {**_PARTNERS, "3xcb": texts.card_in_three, "4xcb": texts.card_in_four}
    return named.get(method, texts.online_payment)
