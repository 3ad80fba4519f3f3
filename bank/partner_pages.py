"""A partner's page, reached from the payment page or straight from the form: the shopper chooses what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, abort, request

from bank.partners import PartnerFacts, offered
from bank.refusal import VisitClosed
from bank.views import onward, shopper_ip, visit_page
from bank.visits import VisitState

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from bank.counter import Counter
    from bank.visits import Visit

ANSWERS = ("accepts", "refuses", "waits")


@dataclass(frozen=True)
class PartnerPages:
    counter: Counter

    def routes(self) -> Blueprint:
        routes = Blueprint("partner", __name__)
        address = "/payment/<visit_id>/partner/<method>"
        routes.add_url_rule(address, "page", self.page)
        routes.add_url_rule(address, "answer", self.answer, methods=["POST"])
        return routes

    def page(self, visit_id: str, method: str) -> ResponseReturnValue:
        visit = self._visit(visit_id, method)
        if visit.state(self.counter.clock()) is not VisitState.OPEN:
            return onward(visit)
        presented = [attempt.means for attempt in visit.decided]
        refused = any(isinstance(means, PartnerFacts) and means.method == method for means in presented)
        return visit_page("partner.html", self.counter, visit, method=method, refused=refused)

    def answer(self, visit_id: str, method: str) -> ResponseReturnValue:
        visit = self._visit(visit_id, method)
        answer = request.form.get("answer", "")
        if answer not in ANSWERS:
            abort(404)
        try:
            attempt = self.counter.present(visit.id, PartnerFacts(method, f"partner-{answer}"), shopper_ip())
        except VisitClosed:
            return onward(visit)
        self.counter.notify(attempt)
        return onward(visit)

    def _visit(self, visit_id: str, method: str) -> Visit:
        visit = self.counter.visit(visit_id) or abort(404)
        if method not in offered(self.counter.terminal_of(visit), visit.fields):
            abort(404)
        return visit
