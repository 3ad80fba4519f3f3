"""Cards as typed, and what may be kept of them. The number itself never leaves this module."""

from __future__ import annotations

import calendar
import hmac
import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class TestCard:
    """A made-up number that no issuer gives; its last two digits show in what the bank reports."""

    number: str
    behaviour: str
    brand: str = "VI"
    origin: str = "FRA"
    usage: str = "debit"

    __test__ = False  # not a test case, whatever the test runner makes of its name

    @property
    def spaced(self) -> str:
        return " ".join(re.findall(".{1,4}", self.number))


@dataclass(frozen=True)
class CardFacts:
    """All that outlives the form: what notifications report, computed at once (protocol sheet 5.3).

    `name` is the shopper's own word for the card; a card taken from where it is stored was not `typed`.
    """

    behaviour: str
    brand: str
    origin: str
    usage: str
    expiry: str
    bin: str
    masked: str
    hashed: str
    name: str = ""
    typed: bool = True

    def expired(self, today: date) -> bool:
        last_day = _expiry(self.expiry)
        return last_day is None or last_day < today


class CardFaults(ValueError):
    """What to put right on the form: field to the key of the sentence for the shopper."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(", ".join(sorted(faults)))
        self.faults = faults


def _visa(last: str, behaviour: str) -> TestCard:
    return TestCard(f"00000100000000{last}", behaviour)


TEST_CARDS = (
    _visa("02", "accepted"),
    _visa("03", "frictionless"),
    _visa("04", "challenge"),
    _visa("01", "refused"),
    _visa("12", "refused-issuer"),
    _visa("13", "refused-critical"),
    TestCard("0000030000000002", "accepted", brand="MC", usage="credit"),
    TestCard("000004000000002", "accepted", brand="AM", origin="USA", usage="credit"),
    _visa("07", "accepted-once"),
    _visa("05", "challenge-failed"),
    _visa("06", "authentication-rejected"),
    TestCard("000004000000001", "refused", brand="AM", origin="USA", usage="credit"),
    _visa("11", "refused-bank"),
    _visa("14", "refused-soft-decline"),
    _visa("15", "refused-for-now"),
    _visa("16", "refused-technical"),
    _visa("17", "refused-other"),
    _visa("21", "call-the-issuer"),
    _visa("22", "forbidden"),
    _visa("23", "filtered"),
    _visa("24", "scored"),
)
_BY_NUMBER = {card.number: card for card in TEST_CARDS}


def card_for(behaviour: str) -> TestCard:
    """The first test card that behaves so."""
    return next(card for card in TEST_CARDS if card.behaviour == behaviour)


def read_card(number: str, expiry: str, cryptogram: str, *, today: date, key: bytes, name: str = "") -> CardFacts:
    """Raises CardFaults. A sound number that is no test card may be a real one: it goes no further."""
    faults: dict[str, str] = {}
    digits = re.sub(r"[\s.-]", "", number)
    card = _BY_NUMBER.get(digits)
    if card is None:
        faults["number"] = _number_fault(digits)
    month = _expiry(expiry)
    if month is None:
        faults["expiry"] = "fault_expiry"
    elif month < today:
        faults["expiry"] = "fault_expired"
    if not re.fullmatch(r"[0-9]{3}", cryptogram.strip(), re.ASCII):
        faults["cryptogram"] = "fault_cryptogram"
    if not re.fullmatch(r"[0-9A-Za-z_,.\- ]{0,20}", name):
        faults["name"] = "fault_card_name"
    if card is None or month is None or faults:
        raise CardFaults(faults)
    return card_facts(card, month, key, name.strip())


def card_facts(card: TestCard, last_day: date, key: bytes, name: str = "") -> CardFacts:
    """BIN and mask as the protocol sheet has them for numbers of 16 digits, and for shorter ones (5.3)."""
    number = card.number
    long = len(number) >= 16
    return CardFacts(
        behaviour=card.behaviour,
        brand=card.brand,
        origin=card.origin,
        usage=card.usage,
        expiry=f"{last_day:%m%y}",
        bin=number[:8] if long else number[:6] + "XX",
        masked=f"{number[:8]}******{number[-2:]}" if long else f"{number[:6]}******{number[12:]}",
        hashed=hmac.digest(key, number.encode(), "sha1").hex().upper(),
        name=name,
    )


def _number_fault(digits: str) -> str:
    if not re.fullmatch(r"[0-9]{12,19}", digits, re.ASCII):
        return "fault_number_format"
    return "fault_number_real" if _luhn(digits) else "fault_number_wrong"


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + i % 2) for i, digit in enumerate(reversed(digits)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _expiry(text: str) -> date | None:
    """The last day of MM/YY, MMYY or MM/YYYY."""
    match = re.fullmatch(r"\s*(0[1-9]|1[0-2])\s*/?\s*(?:20)?([0-9]{2})\s*", text, re.ASCII)
    if not match:
        return None
    month, year = int(match[1]), 2000 + int(match[2])
    return date(year, month, calendar.monthrange(year, month)[1])
