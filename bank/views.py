"""Pages about a visit: what the templates are given, in the shopper's language, and the way on from one to the next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import make_response, redirect, render_template, request, url_for

from bank.acknowledgement import verdict
from bank.labels import partner
from bank.paris import PARIS
from bank.policy import policy
from bank.scenarios import SCENARIOS
from bank.seal import sealed_text
from bank.texts import LANGUAGES, amount, text
from bank.visits import Message, Visit, VisitState
from bank.wire import decode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flask import Response
    from werkzeug.wrappers import Response as Redirect

    from bank.counter import Counter

# Optional fields of a form that change what the bank does, in words for the developer.
WISHES = {
    "libelleMonetique": "label on the statement",
    "libelleMonetiqueLocalite": "place on the statement",
    "ThreeDSecureChallenge": "3-D Secure",
    "3dsdebrayable": "without 3-D Secure",
    "aliascb": "card alias",
    "forcesaisiecb": "card typed again",
    "protocole": "straight to",
    "desactivemoyenpaiement": "hidden methods",
    "mode_affichage": "display",
    "nbrech": "instalments",
}


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


def wishes(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(words, fields[name]) for name, words in WISHES.items() if fields.get(name)]


def shopper_ip() -> str:
    return request.remote_addr or "127.0.0.1"


def onward(visit: Visit) -> Redirect:
    """To the visit's own page, which shows what the visit has become."""
    return redirect(url_for("pages.payment", visit_id=visit.id, lang=language_for(visit)), 303)


def visit_page(template: str, counter: Counter, visit: Visit, **more: Any) -> Response:
    """Renders a shopper's page about a visit, with the developer's panel under it."""
    language = language_for(visit)
    with counter.store.reading() as rows:
        messages = rows.messages(visit.id)
        calls = rows.ledger.calls_of(visit.platform, visit.fields["TPE"], visit.reference)
    page = render_template(
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
            "partner": partial(partner, language=language),
            "state": visit.state(counter.clock()),
            "states": VisitState,
            "wishes": wishes(visit.fields),
            "messages": [message_view(message) for message in messages],
            "calls": calls,
            "scenarios": SCENARIOS,
            "developer_open": request.args.get("developer") == "1",
            **more,
        },
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = policy(framed=visit.framed)
    return response


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
