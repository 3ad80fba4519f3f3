"""`POST /control/services`: asks one fault of the next call of a service.

    {"service": "capture | refund | status", "next": "slow", "seconds": 2}
    {"service": "capture", "next": null}                  takes it back

The faults are those of `service_faults`; `seconds` are for `slow`. A status cannot be contradictory: it tells
the truth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, request

from bank.service_faults import DEFAULT_SECONDS, FAULTS, LONGEST_SECONDS, Fault, ask_fault
from bank.service_request import Service

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from bank.store import Store


def fault_routes(store: Store) -> Blueprint:
    routes = Blueprint("faults", __name__)

    @routes.post("/control/services")
    def ask() -> ResponseReturnValue:
        call = request.get_json(silent=True)
        error = _fault_of_call(call)
        if error or not isinstance(call, dict):
            return jsonify({"error": error, "faults": list(FAULTS), "services": list(Service)}), 400
        service, name = Service(call["service"]), call["next"]
        seconds = float(call.get("seconds", DEFAULT_SECONDS)) if name == "slow" else 0.0
        ask_fault(store, service, Fault(name, seconds) if name else None)
        return jsonify({"service": service, "next": name, **({"seconds": seconds} if name == "slow" else {})})

    return routes


def _fault_of_call(call: object) -> str | None:
    if not isinstance(call, dict) or not {"service", "next"} <= set(call) <= {"service", "next", "seconds"}:
        return "a JSON object with service and next is needed, and seconds for slow"
    if call["service"] not in list(Service):
        return f"unknown service {call['service']!r}"
    name, seconds = call["next"], call.get("seconds", DEFAULT_SECONDS)
    if name is not None and name not in list(FAULTS):
        return f"unknown fault {name!r}"
    if name == "contradictory" and call["service"] == Service.STATUS:
        return "a status tells the truth: it cannot be contradictory"
    if type(seconds) not in (int, float) or not 0 <= seconds <= LONGEST_SECONDS:
        return f"seconds: between 0 and {LONGEST_SECONDS:.0f} are needed"
    return None
