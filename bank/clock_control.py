"""`POST /control/clock`: moves the bank's own clock; what falls due happens and is notified before the answer.

    {"advance_days": 31} or {"advance_seconds": 3600}     ahead, by both where both are given
    {"reset": true}                                       back to the machine's time; what happened stays
    → {"now": "…", "ahead_seconds": 2678400, "happened": [
          {"reference": "CMD482101", "event": "instalment | renewal | lapse", "number": 2, "at": "…",
           "accepted": true, "body": "TPE=…", "acknowledgement": "received"}]}

`GET /control/clock` tells the time and moves nothing. An acknowledgement is null where nothing was sent. Time that
passes by itself brings instalments and renewals at the next move only, of 0 seconds if need be. With notifications
switched off everything happens all the same, and nothing is sent. A partner that is waited for never falls due.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, jsonify, request

from bank.acknowledgement import verdict
from bank.schedule import DueKind

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from bank.clock import BankClock
    from bank.timekeeper import Happened, Timekeeper

MOST_DAYS = 3660
_STEPS = {"advance_days": 86400, "advance_seconds": 1}


def clock_routes(clock: BankClock, timekeeper: Timekeeper) -> Blueprint:
    routes = Blueprint("clock", __name__)

    @routes.get("/control/clock")
    def time() -> ResponseReturnValue:
        return jsonify(_told(clock, []))

    @routes.post("/control/clock")
    def move() -> ResponseReturnValue:
        call = request.get_json(silent=True)
        if call == {"reset": True}:
            clock.reset()
            return jsonify(_told(clock, []))
        duration = _duration(call)
        if duration is None:
            sentence = f"advance_days and advance_seconds up to {MOST_DAYS} days in all, or reset, as JSON"
            return jsonify({"error": f"needed: {sentence}"}), 400
        clock.advance(duration)
        return jsonify(_told(clock, timekeeper.catch_up()))

    return routes


def _duration(call: object) -> timedelta | None:
    if not isinstance(call, dict) or not call or not set(call) <= set(_STEPS):
        return None
    if not all(type(value) in (int, float) and value >= 0 for value in call.values()):
        return None
    seconds = sum(_STEPS[name] * value for name, value in call.items())
    return timedelta(seconds=seconds) if seconds <= MOST_DAYS * 86400 else None


def _told(clock: BankClock, happened: list[Happened]) -> dict[str, Any]:
    return {
        "now": clock().isoformat(),
        "ahead_seconds": clock.ahead().total_seconds(),
        "happened": [_event(one) for one in happened],
    }


def _event(one: Happened) -> dict[str, Any]:
    event: dict[str, Any] = {"reference": one.reference, "event": one.due.kind, "at": one.due.at.isoformat()}
    if one.due.kind is DueKind.LAPSE or one.message is None:
        return event
    sent = one.delivery
    told = None if sent is None else sent.error or verdict(sent.status or 0, sent.answer)
    return {
        **event,
        "number": one.due.number,
        "accepted": one.accepted,
        "body": one.message.body,
        "acknowledgement": told,
    }
