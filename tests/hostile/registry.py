"""Every target by its name: a function of bytes that returns, or raises where something does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile.targets import books, callers, door, kept, pages, wire

if TYPE_CHECKING:
    from collections.abc import Callable

TARGETS: dict[str, Callable[[bytes], None]] = {
    "form": wire.form,
    "seal": wire.seal,
    "key": wire.key,
    "notification": wire.notification,
    "outline": wire.outlined,
    "ticket": wire.ticket,
    "posted": door.posted,
    "queried": door.queried,
    "altered": door.altered,
    "trusted": door.trusted,
    "token": callers.token,
    "signed-token": callers.signed_token,
    "claim": callers.claim,
    "claim-field": callers.fields_of_claim,
    "cursor": callers.cursor,
    "bounce": callers.bounce,
    "body": callers.body,
    "handoff": pages.handoff,
    "waiting": pages.waiting,
    "problem-page": pages.problem,
    "number": pages.number,
    "answer": books.answer,
    "books": books.books,
    "remittance": books.remittance,
    "kept": kept.replayed,
    "kept-raw": kept.raw,
}
