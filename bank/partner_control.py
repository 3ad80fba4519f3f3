"""`POST /control/partner`: the last word of the partner that a reference waits for.

    {"reference": "CMD482101", "answer": "accepts | refuses"}     and "tpe", where several terminals wait so
    → {"reference": "CMD482101", "outcome": "paid | refused", "messages": […, as POST /control gives them]}

422 where no partner is waited for. A wait has no end of its own, wherever the clock is moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, request

from bank.control import message_document
from bank.store import EVERY

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from bank.counter import Counter

ANSWERS = ("accepts", "refuses")


def partner_routes(counter: Counter) -> Blueprint:
    routes = Blueprint("partner_control", __name__)

    @routes.post("/control/partner")
    def answer() -> ResponseReturnValue:
        call = _read_call(request.get_json(silent=True))
        if call is None:
            return jsonify({"error": "needed: reference, answer (accepts or refuses), perhaps tpe, as JSON"}), 400
        reference, accepted = call["reference"], call["answer"] == "accepts"
        waiting = _waiting(counter, reference, call.get("tpe"))
        if len(waiting) != 1:
            return jsonify({"error": f"{len(waiting)} visits of {reference} wait for a partner; one is needed"}), 422
        attempt = counter.end_wait(waiting[0], accepted=accepted)
        delivery = counter.notify(attempt)
        message = message_document(counter.message_of(attempt), delivery)
        outcome = "paid" if accepted else "refused"
        return jsonify({"reference": reference, "outcome": outcome, "messages": [message]})

    return routes


def _read_call(call: object) -> dict[str, str] | None:
    """None for what is malformed."""
    if not isinstance(call, dict) or not {"reference", "answer"} <= set(call) <= {"reference", "answer", "tpe"}:
        return None
    sound = all(isinstance(value, str) for value in call.values()) and call["answer"] in ANSWERS
    return call if sound else None


def _waiting(counter: Counter, reference: str, tpe: str | None) -> list[str]:
    with counter.store.reading() as rows:
        visits = [visit for visit in rows.latest_visits(EVERY) if visit.reference == reference and visit.waiting]
    return [visit.id for visit in visits if tpe in (None, visit.fields["TPE"])]
