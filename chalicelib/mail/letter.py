"""What a confirmation says, fully worded and still without form: both parts of the mail print exactly this."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what it stands for; with `href`, the value is a link."""

    label: str
    value: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was bought, or one instalment; `amount` is empty where prices are not shown."""

    label: str
    detail: str
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Right:
    """A sentence about what the customer is entitled to, a link, or both."""

    text: str
    link: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The instalments of a split payment, and what of it is debited and what is not."""

    rows: tuple[Row, ...]
    sums: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """What the customer may ask of the seller, and where to write."""

    text: str
    write_to: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """Texts on one line each, not yet escaped. Empty parts are left out."""

    seller: str
    lead: str
    payment: tuple[Fact, ...]
    rows: tuple[Row, ...]
    priced: bool
    sums: tuple[Fact, ...]
    total: Fact
    schedule: Schedule | None
    stop: Request | None
    delivery: tuple[str, ...]
    rights: tuple[Right, ...]
    contact: str
    contacts: tuple[Fact, ...]
    identity: tuple[Fact, ...]
