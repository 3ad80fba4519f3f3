"""Values for tests, one maker a kind, with parts that can be overridden."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

from chalicelib.domain.customer import Customer, Line
from chalicelib.domain.money import Money
from chalicelib.domain.order import Order
from chalicelib.domain.record import Entry
from chalicelib.domain.starting import Wish, begin
from chalicelib.domain.vocabulary import Mode, Platform, Result
from chalicelib.payments.terminals import Terminal, Terminals
from chalicelib.payments.ticket import issue

KEY = bytes.fromhex("0123456789ABCDEF0123456789ABCDEF01234567")
OTHER_KEY = bytes.fromhex("89ABCDEF0123456789ABCDEF0123456789ABCDEF")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PAGE = timedelta(minutes=45)


def euros(text: str) -> Money:
    return Money.parse(text, "EUR")


def a_terminal(**changes: Any) -> Terminal:
    return Terminal(
        **{
            "tpe": "1234567",
            "company": "monSite1",
            "platform": Platform.TEST,
            "mode": Mode.IMMEDIATE,
            "keys": (KEY,),
            **changes,
        }
    )


def terminals(*given: Terminal) -> Terminals:
    return Terminals(given or (a_terminal(),))


def a_wish(**changes: Any) -> Wish:
    return Wish(
        **{
            "number": "CMD4821",
            "amount": euros("62.73"),
            "mode": Mode.IMMEDIATE,
            "terminal": "1234567",
            "platform": Platform.TEST,
            "page": PAGE,
            **changes,
        }
    )


def an_order(**changes: Any) -> Order:
    return begin(a_wish(**changes), NOW)


def a_customer(**changes: Any) -> Customer:
    return Customer(
        **{
            "email": "camille.martin@example.org",
            "language": "FR",
            "billing": {
                "firstName": "Camille",
                "lastName": "Martin",
                "addressLine1": "12 rue des Lilas",
                "city": "Nantes",
                "postalCode": "44000",
                "country": "FR",
            },
            "return_url": "https://shop.example.org/commande/CMD4821",
            "lines": (Line("Lampe Aube", 1, euros("62.73"), "20"),),
            **changes,
        }
    )


def an_entry(order: Order, **changes: Any) -> Entry:
    """An acceptance that matches the order's last attempt, as it is kept; `result` may be given as text."""
    attempt = order.last_attempt
    given: dict[str, Any] = {
        "identity": "an-acceptance",
        "reference": attempt.reference,
        "terminal": attempt.terminal,
        "platform": attempt.platform,
        "result": Result.ACCEPTED,
        "code": "payetest",
        "amount": order.amount,
        "amount_text": f"{order.amount}{order.amount.currency}",
        "bank_time": "2026-11-23T10:31:05",
        "received_at": NOW + timedelta(minutes=1),
        **changes,
    }
    return Entry(**{**given, "result": Result(given["result"])})


def bank_fields(order: Order, **changes: str | None) -> dict[str, str]:
    """The fields of an accepted notification for the order's last attempt; None takes a field out."""
    attempt = order.last_attempt
    fields: dict[str, str | None] = {
        "TPE": attempt.terminal,
        "date": "23/11/2026_a_10:31:05",
        "montant": f"{order.amount}{order.amount.currency}",
        "reference": attempt.reference,
        "texte-libre": issue(order),
        "code-retour": "payetest",
        "cvx": "oui",
        "vld": "1229",
        "brand": "CB",
        "numauto": "000000",
        "usage": "credit",
        "typecompte": "particulier",
        "ecard": "non",
        "originecb": "FRA",
        "bincb": "00000100",
        "hpancb": "6FF1313F3B6FE9B053B21CBDEE516603CB8CF01E",
        "ipclient": "203.0.113.7",
        "originetr": "FRA",
        "cbmasquee": "00000100******02",
        "modepaiement": "CB",
        "authentification": "bnVsbAo=",
    }
    fields.update({name.replace("_", "-") if name == "texte_libre" else name: v for name, v in changes.items()})
    return {name: value for name, value in fields.items() if value is not None}


def sealed_pairs(fields: dict[str, str], key: bytes = KEY) -> tuple[tuple[bytes, bytes], ...]:
    """The fields with the bank's seal, computed here from the rule and not by the code under test."""
    pairs = sorted((name.encode(), value.encode()) for name, value in fields.items())
    mac = hmac.digest(key, b"*".join(name + b"=" + value for name, value in pairs), "sha1").hex().upper()
    return (*pairs, (b"MAC", mac.encode()))


def sealed_body(fields: dict[str, str], key: bytes = KEY) -> bytes:
    """The same as a form body."""
    return "&".join(f"{quote_plus(n)}={quote_plus(v)}" for n, v in sealed_pairs(fields, key)).encode()
