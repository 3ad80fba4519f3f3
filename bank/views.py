"""What the templates are given: a visit in the shopper's language, and its messages for the developer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for

from bank.acknowledgement import verdict
from bank.paris import PARIS
from bank.scenarios import SCENARIOS
from bank.seal import sealed_text
from bank.texts import LANGUAGES, amount, text
from bank.visits import Message, Visit, VisitState
from bank.wire import decode

if TYPE_CHECKING:
    from datetime import datetime

    from bank.counter import Counter


@dataclass(frozen=True)
class DeliveryView:
    method: str
    sent_at: datetime
    line: str
    answer: str
    good: bool


@dataclass(frozen=True)
class MessageView:
    id: str
    label: str
    sealed: str
    body: str
    deliveries: tuple[DeliveryView, ...]


def language_for(visit: Visit) -> str:
    """The switch's choice, else the language that the merchant asked for."""
    chosen = request.args.get("lang")
    return chosen if chosen in LANGUAGES else ("fr" if visit.fields["lgue"] == "FR" else "en")


def visit_page(template: str, counter: Counter, visit: Visit, **more: Any) -> str:
    """Renders a shopper's page about a visit, with the developer's panel under it."""
    language = language_for(visit)
    with counter.store.reading() as rows:
        messages = rows.messages(visit.id)
        calls = rows.ledger.calls_of(visit.platform, visit.fields["TPE"], visit.reference)
    return render_template(
        template,
        **{
            "t": partial(text, language=language),
            "language": language,
            "languages": LANGUAGES,
            "address": partial(url_for, visit_id=visit.id, lang=language),
            "switch": switch_language,
            "visit": visit,
            "merchant": counter.terminal_of(visit).merchant,
            "amount": amount(visit.fields["montant"], language),
            "moment": moment,
            "is_open": visit.state(counter.clock()) is VisitState.OPEN,
            "messages": [message_view(message) for message in messages],
            "calls": calls,
            "scenarios": SCENARIOS,
            "developer_open": request.args.get("developer") == "1",
            **more,
        },
    )


def moment(instant: datetime, language: str) -> str:
    local = instant.astimezone(PARIS)
    return f"{local:%d/%m/%Y} {'à' if language == 'fr' else 'at'} {local:%H:%M}"


def switch_language(language: str) -> str:
    """The page at hand in another language; a page that answered a form is asked for again."""
    arguments = {**(request.view_args or {}), **request.args.to_dict(), "lang": language}
    return url_for(request.endpoint or "", **arguments)


def message_view(message: Message) -> MessageView:
    views = []
    for sent in message.deliveries:
        line = "waiting for the answer" if sent.status is None else verdict(sent.status, sent.answer)
        good = line == "received"
        if sent.seconds is not None:
            line = f"{sent.error or line}, after {sent.seconds:.3f} s"
        views.append(DeliveryView(sent.method, sent.sent_at, line, sent.answer, good))
    sealed = sealed_text(decode(message.body.encode()))
    return MessageView(message.id, message.label, sealed, message.body, tuple(views))
