"""What each result code of the bank does to an order, asked of the code that decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.api.page_texts import STATUS
from chalicelib.domain.decisions import decide
from chalicelib.domain.money import Money
from chalicelib.domain.reports import BankNotified
from chalicelib.domain.starting import Wish, begin
from chalicelib.domain.vocabulary import Mode, Platform
from chalicelib.monetico.codes import RESULTS, instalment_in
from chalicelib.monetico.notification import read
from chalicelib.payments.record_notification import entry_of
from chalicelib.payments.terminals import Sealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.domain.order import Order

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PAGE = timedelta(minutes=45)
UNHEARD_OF = "paiement_pf5"
PARTS = {Mode.SPLIT: (1569, 1568, 1568, 1568)}


def verdicts() -> Iterator[tuple[str, ...]]:
    """One row a code that is about a whole payment: code, status by mode, the shopper's words, the case."""
    for code, (_, sender) in RESULTS.items():
        if not instalment_in(code):
            yield _row(f"`{code}`" + (f" ({sender})" if sender else ""), code, sender or Platform.TEST)
    yield _row("`payetest` or `paiement`, from the other platform", "paiement", Platform.TEST)
    yield _row(f"anything else, such as `{UNHEARD_OF}`", UNHEARD_OF, Platform.TEST)


def instalment_verdicts() -> Iterator[tuple[str, ...]]:
    """One row a code that names an instalment of an order whose first one is paid: code, instalment, money, case."""
    for code in filter(instalment_in, RESULTS):
        after = said(said(started(Mode.SPLIT, Platform.TEST), "payetest", Platform.TEST), code, Platform.TEST)
        part = after.instalments[instalment_in(code) - 1]
        captured = f"{Money(after.captured, 'EUR')} of {after.amount} EUR"
        yield f"`{code}`", f"{part.number}: `{part.status}`", f"`{after.status}`, {captured} captured", _cases(after)


def _row(heading: str, code: str, platform: Platform) -> tuple[str, ...]:
    immediate, deferred = (said(started(mode, platform), code, platform) for mode in (Mode.IMMEDIATE, Mode.DEFERRED))
    words = " or ".join(dict.fromkeys((_words(immediate), _words(deferred))))
    return heading, f"`{immediate.status}`", f"`{deferred.status}`", words, _cases(immediate)


def started(mode: Mode, platform: Platform) -> Order:
    """An order whose shopper is on the bank's page."""
    return begin(Wish("CMD4821", Money(6273, "EUR"), mode, "0000001", platform, PAGE, PARTS.get(mode, ())), NOW)


def said(order: Order, code: str, platform: Platform) -> Order:
    """The order after a message of the bank with that code."""
    fields = {
        "TPE": "0000001",
        "date": "23/11/2026_a_10:31:05",
        "montant": "62.73EUR",
        "reference": order.last_attempt.reference,
        "code-retour": code,
    }
    pairs = tuple((name.encode(), value.encode()) for name, value in fields.items())
    sealed = Sealed(pairs, frozenset({platform}), "")
    entry = entry_of(read(pairs), sealed, NOW, keep_masked_number=False)
    after = decide(order, BankNotified(entry)).order
    return after or order


def _cases(order: Order) -> str:
    return ", ".join(f"[`{case.kind}`](#cases)" for case in order.cases) or "none"


def _words(order: Order) -> str:
    french, english = (STATUS[language][order.status][0] for language in ("fr", "en"))
    return f"_{french}_ ({english})"
