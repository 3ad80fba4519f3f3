"""An order, its customer and a seller to write mails about, and an HTML part read as a mail reader does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from chalicelib.domain.customer import Customer, Line
from chalicelib.domain.effects import confirmation_due
from chalicelib.domain.money import Money
from chalicelib.domain.order import Order
from chalicelib.domain.record import Attempt, Entry, Instalment
from chalicelib.domain.vocabulary import InstalmentStatus, Mode, Outcome, Platform, Result
from chalicelib.mail.seller import Seller

if TYPE_CHECKING:
    from chalicelib.mail.message import Mail

WINTER = datetime(2026, 11, 23, 17, 5, tzinfo=UTC)

LINES = (
    Line("Lampe Aube", 2, Money(8900, "EUR"), "20"),
    Line("Un livre d’atelier", 1, Money(2200, "EUR"), "5.5"),
)
TOTAL = Money(20_000, "EUR")
"""What the lines come to; 30.82 of it is VAT."""

SELLER = Seller(
    name="Atelier Lumen",
    address="12 rue des Lampistes, 35000 Rennes",
    email="bonjour@atelier-lumen.example",
    phone="02 99 00 00 00",
    siren="900 000 001",
    rcs="Rennes 900 000 002",
    capital="10 000 €",
    vat_number="FR00900000001",
    website="https://atelier-lumen.example",
    terms_url="https://atelier-lumen.example/conditions/3",
    withdrawal_url="https://atelier-lumen.example/retractation",
    mediator="Médiation Exemple, 75000 Paris",
)


def entry(reference: str = "CMD482102", result: Result = Result.ACCEPTED, **changes: object) -> Entry:
    given: dict[str, object] = {
        "identity": reference + result,
        "reference": reference,
        "terminal": "0000001",
        "platform": Platform.TEST,
        "result": result,
        "code": "payetest",
        "amount": TOTAL,
        "amount_text": "200.00EUR",
        "bank_time": "2026-11-23T18:04:58",
        "received_at": WINTER,
        "brand": "CB",
        "method": "CB",
    }
    return Entry(**{**given, **changes})  # type: ignore[arg-type]


def order(
    amount: Money = TOTAL,
    *,
    number: str = "CMD4821",
    mode: Mode = Mode.IMMEDIATE,
    paid_at: datetime = WINTER,
    entries: tuple[Entry, ...] = (),
) -> Order:
    """Refused once, then accepted on its second attempt."""
    references = {1: f"{number}01", 2: f"{number}02"}
    outcomes = {1: Outcome.REFUSED, 2: Outcome.ACCEPTED}
    mail = confirmation_due(paid_at)
    return Order(
        number=number,
        amount=amount,
        mode=mode,
        created_at=paid_at,
        authorized=amount.minor,
        captured=amount.minor if mode in (Mode.IMMEDIATE, Mode.RECURRING) else 0,
        paid_at=paid_at,
        attempts={
            n: Attempt(n, references[n], "0000001", Platform.TEST, paid_at, paid_at, outcomes[n]) for n in (1, 2)
        },
        entries=entries or (entry(references[1], Result.REFUSED), entry(references[2])),
        effects={mail.id: mail},
    )


def split_order(*statuses: InstalmentStatus) -> Order:
    """In three instalments, the first one paid unless `statuses` say otherwise, and nothing of the others."""
    days = (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1))
    given = statuses or (InstalmentStatus.PAID, InstalmentStatus.DUE, InstalmentStatus.DUE)
    parts = tuple(Instalment(n + 1, days[n], (6668, 6666, 6666)[n], given[n]) for n in range(3))
    paid = sum(part.amount for part in parts if part.status is InstalmentStatus.PAID)
    return replace(order(mode=Mode.SPLIT), authorized=paid, captured=paid, instalments=parts)


def customer(language: str = "FR", lines: tuple[Line, ...] = LINES, **changes: object) -> Customer:
    shipping = {
        "firstName": "Camille",
        "lastName": "Moreau",
        "addressLine1": "8 rue du Four",
        "addressLine2": "Bâtiment B",
        "postalCode": "35000",
        "city": "Rennes",
        "country": "FR",
    }
    given: dict[str, object] = {"billing": {}, "shipping": shipping}
    return Customer("camille@example.com", language, lines=lines, **{**given, **changes})  # type: ignore[arg-type]


@dataclass
class Page(HTMLParser):
    """Elements with their attributes, and the texts that a person sees."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    unseen: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.unseen = self.unseen or tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self.unseen = self.unseen and tag not in ("style", "title")

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.unseen:
            self.texts.append(data.strip(" \n"))

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


def page(html: str) -> Page:
    read = Page()
    read.feed(html)
    return read


def parts(mail: Mail) -> tuple[str, str]:
    """Both parts as a person reads them, each text apart from the next by one space."""
    return " ".join(mail.text.split()), " ".join(" ".join(page(mail.html).texts).split())


def said_in_both(mail: Mail, *texts: str) -> bool:
    return all(" ".join(text.split()) in part for text in texts for part in parts(mail))


def said_in_neither(mail: Mail, *texts: str) -> bool:
    everything = mail.subject + mail.text + mail.html
    return not any(text in everything for text in texts)
