"""What a developer may do beside the bank: look, play a named scenario, send a stored message again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, render_template, request, url_for

from bank.partner_control import ANSWERS
from bank.refusal import VisitClosed
from bank.scenarios import DEFAULT_DELAY, SCENARIOS, After, Shopper, play
from bank.service_faults import FAULTS
from bank.views import language_for, message_view, moment, shopper_ip, wishes

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from bank.counter import Counter
    from bank.visits import Visit

RECENT_VISITS = 20
RECENT_CALLS = 20


@dataclass(frozen=True)
class DeveloperPages:
    counter: Counter
    after: After

    def routes(self) -> Blueprint:
        routes = Blueprint("developer", __name__)
        routes.add_url_rule("/", "home", self.home)
        routes.add_url_rule("/payment/<visit_id>/developer/scenario", "scenario", self.scenario, methods=["POST"])
        routes.add_url_rule("/payment/<visit_id>/developer/replay", "replay", self.replay, methods=["POST"])
        routes.add_url_rule("/payment/<visit_id>/developer/partner", "partner", self.partner, methods=["POST"])
        return routes

    def home(self) -> ResponseReturnValue:
        now = self.counter.clock()
        with self.counter.store.reading() as rows:
            visits = [
                (visit, visit.state(now), [message_view(message) for message in rows.messages(visit.id)])
                for visit in rows.latest_visits(RECENT_VISITS)
            ]
            calls = rows.ledger.latest_calls(RECENT_CALLS)
        return render_template(
            "home.html",
            visits=visits,
            calls=calls,
            faults=FAULTS,
            terminals=self.counter.settings.terminals,
            scenarios=SCENARIOS,
            moment=moment,
            wishes=wishes,
        )

    def scenario(self, visit_id: str) -> ResponseReturnValue:
        """Plays on the visit's own form; what must leave late does so behind the shopper's back."""
        visit = self._visit(visit_id)
        name = request.form.get("scenario", "")
        if name not in SCENARIOS:
            abort(404)
        shopper = Shopper(self.counter, visit, shopper_ip(), DEFAULT_DELAY, self.after)
        try:
            play(name, shopper)
        except VisitClosed:
            return _back(visit)  # its page says what the visit has become
        return _back(visit)

    def replay(self, visit_id: str) -> ResponseReturnValue:
        visit = self._visit(visit_id)
        with self.counter.store.reading() as rows:
            message = rows.message(request.form.get("message", ""))
        method = request.form.get("method", "")
        if message is None or message.visit_id != visit.id or method not in ("POST", "GET"):
            abort(404)
        self.counter.deliver(message, method)
        return _back(visit)

    def partner(self, visit_id: str) -> ResponseReturnValue:
        """The last word of the partner that the visit waits for."""
        visit = self._visit(visit_id)
        answer = request.form.get("answer", "")
        if answer not in ANSWERS:
            abort(404)
        try:
            self.counter.notify(self.counter.end_wait(visit.id, accepted=answer == "accepts"))
        except VisitClosed:
            return _back(visit)  # it was given meanwhile
        return _back(visit)

    def _visit(self, visit_id: str) -> Visit:
        return self.counter.visit(visit_id) or abort(404)


def _back(visit: Visit) -> ResponseReturnValue:
    place = url_for("pages.payment", visit_id=visit.id, lang=language_for(visit), developer=1)
    return redirect(f"{place}#developer", 303)
