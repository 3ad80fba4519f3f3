"""`POST /control`: plays one shopper on a form, and answers once that is over. For tests and demonstrations only.

    {"fields": {…}, "scenario": "slow", "delay": 5}     seconds, for `slow` alone; the names are those of `scenarios`
    → {"scenario", "reference", "outcome": "open | waiting | paid | refused | blocked | expired",
       "messages": [{"method", "url", "body", "sealed", "error",
                     "acknowledgement": {"status", "body", "seconds", "verdict"}}]}

A message that never left, or got no answer, has null for its acknowledgement and says why in `error`. 422 where the
bank refuses the form, or the visit takes nothing more; a visit that waits for its partner goes on by
`POST /control/partner`.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from flask import Blueprint, jsonify, request

from bank.acknowledgement import verdict
from bank.refusal import FormRefused, Refused
from bank.scenarios import DEFAULT_DELAY, SCENARIOS, Played, Shopper, play
from bank.seal import sealed_text
from bank.settings import PLATFORMS
from bank.wire import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask.typing import ResponseReturnValue

    from bank.counter import Counter
    from bank.visits import Delivery, Message

LONGEST_DELAY = 600.0


class BadCall(Exception):
    """The call itself is malformed; answered with 400."""


def control_routes(counter: Counter) -> Blueprint:
    routes = Blueprint("control", __name__)

    @routes.post("/control")
    def control() -> ResponseReturnValue:
        try:
            name, fields, delay = _read_call(request.get_json(silent=True))
        except BadCall as fault:
            return jsonify({"error": str(fault), "scenarios": list(SCENARIOS)}), 400
        try:
            visit = counter.receive(fields, _platform(counter, fields), even_paid=SCENARIOS[name].resends)
            shopper = Shopper(counter, visit, request.remote_addr or "127.0.0.1", delay, wait_then)
            played = play(name, shopper)
        except Refused as refused:
            reasons = refused.reasons if isinstance(refused, FormRefused) else (str(refused),)
            return jsonify({"scenario": name, "error": "refused by the bank", "reasons": reasons}), 422
        return jsonify(_answer(name, visit.reference, played))

    @routes.get("/health")
    def health() -> ResponseReturnValue:
        return jsonify({"status": "ok"})

    return routes


def wait_then(seconds: float, job: Callable[[], object]) -> None:
    time.sleep(seconds)
    job()


def _read_call(call: object) -> tuple[str, dict[str, str], float]:
    if not isinstance(call, dict):
        raise BadCall("a JSON object with fields and scenario is needed, as application/json")
    name, fields, delay = call.get("scenario"), call.get("fields"), call.get("delay", DEFAULT_DELAY)
    if not isinstance(name, str) or name not in SCENARIOS:
        raise BadCall(f"unknown scenario {name!r}")
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        raise BadCall("fields: an object of texts is needed")
    if isinstance(delay, bool) or not isinstance(delay, int | float) or not 0 <= delay <= LONGEST_DELAY:
        raise BadCall(f"delay: seconds between 0 and {LONGEST_DELAY:.0f} are needed")
    return name, fields, float(delay)


def _platform(counter: Counter, fields: Mapping[str, str]) -> str:
    """A form carries no platform, so the address it would be posted to is guessed: test first."""
    tpe, company = fields.get("TPE", ""), fields.get("societe", "")
    return next((name for name in PLATFORMS if counter.settings.terminal(name, tpe, company)), PLATFORMS[0])


def _answer(name: str, reference: str, played: Played) -> dict[str, Any]:
    return {
        "scenario": name,
        "reference": reference,
        "outcome": played.outcome,
        "messages": [message_document(message, delivery) for message, delivery in played.messages],
    }


def message_document(message: Message, delivery: Delivery | None) -> dict[str, Any]:
    sealed = sealed_text(decode(message.body.encode()))
    if delivery is None:
        unsent = {
            "method": "POST",
            "url": None,
            "acknowledgement": None,
            "error": "never sent; kept for replay",
        }
        return {**unsent, "body": message.body, "sealed": sealed}
    answer: dict[str, Any] = {
        "method": delivery.method,
        "url": delivery.url,
        "body": message.body,
        "sealed": sealed,
        "acknowledgement": None,
    }
    if delivery.status is not None:
        answer["acknowledgement"] = {
            "status": delivery.status,
            "body": delivery.answer,
            "seconds": delivery.seconds,
            "verdict": verdict(delivery.status, delivery.answer),
        }
    if delivery.error:
        answer["error"] = delivery.error
    return answer
