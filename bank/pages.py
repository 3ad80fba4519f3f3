"""The shopper's pages: arrival, card, challenge, ticket. Each shows the truth that the visit's state holds.

A card number is read from the form and gone when the request ends; no page ever gives one back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, render_template, request, url_for

from bank import labels, texts
from bank.cards import TEST_CARDS, CardFacts, CardFaults, read_card
from bank.counter import CODE_TRIES, Counter, challenge_code
from bank.paris import PARIS
from bank.partners import offered
from bank.refusal import FormRefused, VisitClosed
from bank.transport import ACKNOWLEDGEMENT_SECONDS
from bank.views import language_for, onward, shopper_ip, visit_page
from bank.visits import Attempt, AttemptState, Visit, VisitState
from bank.wire import NO_DATA, decode

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

# Long enough to read the ticket; the page also offers to stay.
RETURN_SECONDS = 20
CARDS_SHOWN = 6  # the others are folded away


@dataclass(frozen=True)
class ShopperPages:
    counter: Counter

    def routes(self) -> Blueprint:
        routes = Blueprint("pages", __name__)
        both = ["GET", "POST"]
        routes.add_url_rule("/test/paiement.cgi", "arrive_test", self.arrive_test, methods=both)
        routes.add_url_rule("/paiement.cgi", "arrive", self.arrive, methods=both)
        routes.add_url_rule("/payment/<visit_id>", "payment", self.payment)
        routes.add_url_rule("/payment/<visit_id>", "pay", self.pay, methods=["POST"])
        routes.add_url_rule("/payment/<visit_id>/leave", "leave", self.leave)
        challenge = "/payment/<visit_id>/challenge/<attempt_id>"
        routes.add_url_rule(challenge, "challenge", self.challenge)
        routes.add_url_rule(challenge, "answer", self.answer, methods=["POST"])
        routes.register_error_handler(FormRefused, _refused_form)
        routes.app_errorhandler(404)(_missing)
        routes.app_errorhandler(413)(_too_large)
        return routes

    def arrive_test(self) -> ResponseReturnValue:
        return self._arrive("test")

    def arrive(self) -> ResponseReturnValue:
        return self._arrive("production")

    def payment(self, visit_id: str) -> ResponseReturnValue:
        visit = self._visit(visit_id)
        if self._report_under_way(visit):
            return visit_page("waiting.html", self.counter, visit)
        match visit.state(self.counter.clock()):
            case VisitState.PAID:
                return self._ticket(visit)
            case VisitState.WAITING:
                return visit_page("pending.html", self.counter, visit)
            case VisitState.BLOCKED:
                return visit_page("closed.html", self.counter, visit, about="refused", text="refused_final")
            case VisitState.EXPIRED:
                return visit_page("closed.html", self.counter, visit, about="expired", text="expired_text"), 410
        if straight := visit.fields.get("protocole"):
            language, developer = language_for(visit), request.args.get("developer")
            place = url_for("partner.page", visit_id=visit.id, method=straight, lang=language, developer=developer)
            return redirect(place, 303)
        return self._payment_page(visit, {})

    def pay(self, visit_id: str) -> ResponseReturnValue:
        visit = self._visit(visit_id)
        now = self.counter.clock()
        try:
            attempt = self.counter.present(visit.id, self._card(visit), shopper_ip())
        except CardFaults as fault:
            if visit.state(now) is VisitState.OPEN:
                return self._payment_page(visit, fault.faults), 422
            return onward(visit)
        except VisitClosed:
            return onward(visit)
        return self._after(visit, attempt)

    def challenge(self, visit_id: str, attempt_id: str) -> ResponseReturnValue:
        visit = self._visit(visit_id)
        attempt = next((one for one in visit.attempts if one.id == attempt_id), None)
        is_open = visit.state(self.counter.clock()) is VisitState.OPEN
        if attempt is None or attempt.state is not AttemptState.CHALLENGED or not is_open:
            return onward(visit)
        return visit_page(
            "challenge.html",
            self.counter,
            visit,
            attempt=attempt,
            code=challenge_code(attempt.id),
            tries=CODE_TRIES - attempt.wrong_codes,
        )

    def answer(self, visit_id: str, attempt_id: str) -> ResponseReturnValue:
        visit = self._visit(visit_id)
        code = "" if "give-up" in request.form else request.form.get("code", "") or "?"
        try:
            attempt = self.counter.answer_challenge(attempt_id, code, shopper_ip())
        except VisitClosed:
            return onward(visit)
        return self._after(visit, attempt)

    def leave(self, visit_id: str) -> ResponseReturnValue:
        visit = self._visit(visit_id)
        if visit.state(self.counter.clock()) is not VisitState.OPEN:
            return onward(visit)
        return visit_page("closed.html", self.counter, visit, about="leave", text="leave_text")

    def _arrive(self, platform: str) -> ResponseReturnValue:
        body = request.get_data() if request.method == "POST" else request.query_string
        if body and request.method == "POST" and request.mimetype != "application/x-www-form-urlencoded":
            raise FormRefused("the content type is not application/x-www-form-urlencoded")
        fields = decode(body)
        if request.method == "POST" and fields.get("mode_affichage") == "iframe":
            raise FormRefused("mode_affichage: the page in an iframe is asked for by GET")
        visit = self.counter.receive(fields, platform)
        return redirect(url_for("pages.payment", visit_id=visit.id), 303)

    def _visit(self, visit_id: str) -> Visit:
        return self.counter.visit(visit_id) or abort(404)

    def _after(self, visit: Visit, attempt: Attempt) -> ResponseReturnValue:
        if attempt.state is AttemptState.CHALLENGED:
            language = language_for(visit)
            place = url_for("pages.challenge", visit_id=visit.id, attempt_id=attempt.id, lang=language)
            return redirect(place, 303)
        self.counter.notify(attempt)
        return onward(visit)

    def _report_under_way(self, visit: Visit) -> bool:
        """The bank waits for the acknowledgement before it shows a result (protocol sheet 5.1)."""
        since = self.counter.clock() - timedelta(seconds=ACKNOWLEDGEMENT_SECONDS)
        with self.counter.store.reading() as rows:
            deliveries = [sent for message in rows.messages(visit.id) for sent in message.deliveries]
        return any(sent.awaited and sent.sent_at > since for sent in deliveries)

    def _card(self, visit: Visit) -> CardFacts:
        """The stored one, or the one typed. Raises CardFaults or VisitClosed."""
        if "stored" in request.form:
            card = self.counter.stored_card(visit)
            if card is None:
                raise VisitClosed("no card is stored for this visit any more")
            return card
        return read_card(
            request.form.get("number", ""),
            request.form.get("expiry", ""),
            request.form.get("cryptogram", ""),
            today=self.counter.clock().astimezone(PARIS).date(),
            key=self.counter.terminal_of(visit).key,
            name=request.form.get("name", "") if visit.fields.get("aliascb") else "",
        )

    def _payment_page(self, visit: Visit, faults: dict[str, str]) -> Response:
        now = self.counter.clock()
        chosen = request.args.get("card", "")
        return visit_page(
            "payment.html",
            self.counter,
            visit,
            faults=faults,
            cards=TEST_CARDS,
            cards_shown=CARDS_SHOWN,
            outcome=labels.outcome,
            brand=labels.brand,
            stored=self.counter.stored_card(visit),
            methods=offered(self.counter.terminal_of(visit), visit.fields),
            chosen=next((card for card in TEST_CARDS if card.number == chosen), None),
            minutes=max(1, round((visit.expires_at - now).total_seconds() / 60)),
            refused=bool(visit.decided) and not faults,
            good_expiry=f"12/{(now.year + 2) % 100:02d}",
        )

    def _ticket(self, visit: Visit) -> Response:
        """In a frame there is no automatic return: it would show the shop within the shop."""
        accepted = visit.accepted or abort(404)
        fields = decode(self.counter.message_of(accepted).body.encode())
        back = visit.fields.get("url_retour_ok", "")
        automatic = bool(back and visit.fields.get("mail")) and "stay" not in request.args and not visit.framed
        return visit_page(
            "ticket.html",
            self.counter,
            visit,
            paid=fields,
            paid_at=accepted.decided_at,
            amount=texts.amount(fields["montant"], language_for(visit)),
            seconds=RETURN_SECONDS if automatic and request.args.get("developer") != "1" else None,
        )


def _refused_form(refused: FormRefused) -> ResponseReturnValue:
    return _error("error_title", "error_text", refused.status, refused)


def _missing(_: Exception) -> ResponseReturnValue:
    return _error("error_missing_title", "error_missing", 404)


def _too_large(_: Exception) -> ResponseReturnValue:
    return _error("error_title", "error_text", 413, FormRefused("the form is too large"))


def _error(title: str, body: str, status: int, refused: FormRefused | None = None) -> ResponseReturnValue:
    if refused and refused.status == 409:
        body = "error_over"
    elif refused and refused.reasons == (NO_DATA,):
        body = "error_no_data"
    return render_template("error.html", t=texts.text, title=title, body=body, refused=refused), status
