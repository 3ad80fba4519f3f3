"""What a language has to say. A text that is missing fails when its file is imported, and in the type checker."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Names in braces are filled in. `day`, `first_day` of a month and `moment`, the hour, are CLDR date patterns."""

    language: str
    locale: str
    day: str
    first_day: str
    moment: str

    subject: str
    title: str
    paid: str
    authorized: str
    split: str
    recurring: str
    not_an_invoice: str

    order_heading: str
    order_number: str
    date: str
    means: str
    reference: str

    items_heading: str
    item: str
    amount: str
    quantity: str
    quantity_and_price: str
    vat: str
    without_vat: str
    with_vat: str
    total_paid: str
    total_authorized: str
    total_of_order: str
    prices_on_request: str

    card: str
    card_in_three: str
    card_in_four: str
    cb: str
    online_payment: str

    schedule_heading: str
    instalment: str
    instalment_paid: str
    instalment_due: str
    instalment_refused: str
    debited: str
    remaining: str

    stop_heading: str
    stop: str

    delivery_heading: str

    rights_heading: str
    withdrawal: str
    withdrawal_link: str
    guarantees: str
    mediator: str
    terms_link: str

    contact_heading: str
    contact: str
    email: str
    phone: str
    website: str

    seller_heading: str
    name: str
    address: str
    siren: str
    rcs: str
    capital: str
    vat_number: str
