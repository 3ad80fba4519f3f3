"""The mail that confirms an order to its customer. Never a card number, a refusal, or an order without money."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from ..domain.vocabulary import Result, Source
from .bill import bill_for, line_amount, rate_of
from .figures import country_name, moment_text, money_text, rate_text
from .imprint import contacts, identity, rights
from .letter import Fact, Letter, Row
from .means import means_text
from .message import Mail
from .rendering import render
from .seller import Seller
from .terms import lead, schedule, stop, total_label
from .texts import texts_for

if TYPE_CHECKING:
    from datetime import datetime

    from ..domain.customer import Customer, Line
    from ..domain.order import Order
    from ..domain.record import Entry
    from .bill import Bill
    from .texts.texts import Texts

EFFECT = "confirmation"
"""The effect that this mail settles, as the order's record names it."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def confirmation(order: Order, customer: Customer, seller: Seller) -> Mail:
    """In the customer's language. Raises ValueError for an order that no acceptance has paid or authorized."""
    texts = texts_for(customer.language)
    letter = _letter(order, customer, _one_lined(seller), texts)
    return Mail(
        to=customer.email,
        subject=texts.subject.format(order=order.number, seller=letter.seller),
        text=render("confirmation.txt", letter, texts),
        html=render("confirmation.html", letter, texts),
        language=texts.language,
        order=order.number,
        effect=EFFECT,
    )


def _letter(order: Order, customer: Customer, seller: Seller, texts: Texts) -> Letter:
    bill = bill_for(customer.lines, order.amount)
    total = total_label(order, texts)
    return Letter(
        seller=seller.name,
        lead=lead(order, texts),
        payment=_payment(order, texts),
        rows=tuple(_row(line, bill, texts) for line in customer.lines),
        priced=bill is not None,
        sums=_sums(bill, texts),
        total=Fact(texts.with_vat.format(total=total) if bill and bill.vat else total, money_text(order.amount, texts)),
        schedule=schedule(order, texts),
        stop=stop(order, seller, texts),
        delivery=_delivery(customer, texts),
        rights=rights(seller, texts),
        contact=texts.contact.format(order=order.number),
        contacts=contacts(seller, texts),
        identity=identity(seller, texts),
    )


def _payment(order: Order, texts: Texts) -> tuple[Fact, ...]:
    acceptance, paid_at = _acceptance(order)
    return (
        Fact(texts.order_number, order.number),
        Fact(texts.date, moment_text(paid_at, texts)),
        Fact(texts.means, means_text(acceptance, texts)),
        Fact(texts.reference, acceptance.reference),
    )


def _acceptance(order: Order) -> tuple[Entry, datetime]:
    """The entry about the money, and when it came; a second acceptance is kept with a fault.

    The bank's books name no means of payment: a notification of the same payment is preferred.
    """
    paying = [entry for entry in order.entries if entry.result is Result.ACCEPTED and entry.fault is None]
    if order.paid_at is None or not paying:
        raise ValueError(f"order {order.number} has no acceptance to confirm")
    same = (entry for entry in paying if entry.reference == paying[0].reference)
    return min(same, key=lambda entry: entry.source is Source.STATUS), order.paid_at


def _row(line: Line, bill: Bill | None, texts: Texts) -> Row:
    label = _one_line(line.label)
    if bill is None:
        return Row(label, texts.quantity.format(quantity=line.quantity))
    price = money_text(line.unit_amount, texts)
    detail = texts.quantity_and_price.format(quantity=line.quantity, price=price)
    rate = rate_of(line)
    if rate is not None:
        detail += f" · {texts.vat.format(rate=rate_text(rate, texts))}"
    return Row(label, detail, money_text(line_amount(line), texts))


def _sums(bill: Bill | None, texts: Texts) -> tuple[Fact, ...]:
    if bill is None or not bill.vat:
        return ()
    return (
        Fact(texts.without_vat, money_text(bill.without_vat, texts)),
        *(Fact(texts.vat.format(rate=rate_text(r, texts)), money_text(vat, texts)) for r, vat in bill.vat),
    )


def _delivery(customer: Customer, texts: Texts) -> tuple[str, ...]:
    """The address as it goes on a parcel; nothing where the order has none of its own."""
    address = {key: _one_line(str(value)) for key, value in customer.shipping.items()}
    name = " ".join(filter(None, (address.get("firstName"), address.get("lastName"))))
    town = " ".join(filter(None, (address.get("postalCode"), address.get("city"))))
    streets = (address.get(f"addressLine{number}", "") for number in (1, 2, 3))
    country = country_name(address.get("country", ""), texts)
    return tuple(filter(None, (name or address.get("name", ""), *streets, town, country)))


def _one_lined(seller: Seller) -> Seller:
    return Seller(**{name: _one_line(value) for name, value in asdict(seller).items()})


def _one_line(text: str) -> str:
    """Text that cannot break out of its line, be it a subject or a row of the text part."""
    return _CONTROL.sub(" ", text).strip()
