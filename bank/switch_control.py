"""`POST /control/notifications` and `POST /control/addresses`: what stays switched until it is switched again.

    {"on": false}                       nothing leaves, not even a replay; the bank decides, charges what falls due
                                        and keeps its messages
    {"declared": ["127.0.0.1"]}         from where refunds are taken; an empty list refuses every one with -30

Both outlive a restart. Both answer with what now holds.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, request

from bank.counter import NOTIFYING
from bank.service_desk import DECLARED

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from bank.store import Store


def switch_routes(store: Store) -> Blueprint:
    routes = Blueprint("switches", __name__)

    @routes.post("/control/notifications")
    def notifications() -> ResponseReturnValue:
        call = request.get_json(silent=True)
        if call not in ({"on": True}, {"on": False}) or type(call["on"]) is not bool:
            return jsonify({"error": 'needed: {"on": true} or {"on": false}, as JSON'}), 400
        with store.writing() as rows:
            rows.ledger.put_switch(NOTIFYING, call["on"])
        return jsonify(call)

    @routes.post("/control/addresses")
    def addresses() -> ResponseReturnValue:
        declared = _addresses(request.get_json(silent=True))
        if declared is None:
            return jsonify({"error": 'needed: {"declared": a list of IP addresses}, as JSON'}), 400
        with store.writing() as rows:
            rows.ledger.put_switch(DECLARED, declared)
        return jsonify({"declared": declared})

    return routes


def _addresses(call: object) -> list[str] | None:
    """None for what is no list of addresses."""
    if not isinstance(call, dict) or set(call) != {"declared"} or not isinstance(call["declared"], list):
        return None
    if not all(isinstance(text, str) for text in call["declared"]):
        return None
    try:
        return [str(ip_address(text)) for text in call["declared"]]
    except ValueError:
        return None
