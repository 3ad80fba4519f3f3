"""Faults on request: what the next mails meet instead of being taken, to see what a sender does then."""

from __future__ import annotations

import threading
from collections import deque

from flask import Blueprint, Response, jsonify, request

from local.mailbox.refusal import bad_request

KINDS = ("reject", "throttle", "hang", "take-then-hang")


class Faults:
    def __init__(self) -> None:
        self._queue: deque[str] = deque()
        self._lock = threading.Lock()

    def add(self, kind: str) -> None:
        self._queue.append(kind)

    def next(self) -> str | None:
        """The fault that this mail meets; each is met once."""
        with self._lock:
            return self._queue.popleft() if self._queue else None

    def waiting(self) -> list[str]:
        """The faults that no mail has met yet, the next one first."""
        return list(self._queue)


def fault_routes(faults: Faults) -> Blueprint:
    blueprint = Blueprint("faults", __name__)

    @blueprint.post("/faults")
    def add() -> tuple[str, int]:
        # JSON by its content type only: a form on a foreign page cannot send that.
        asked = request.get_json(silent=True)
        kind = asked.get("next") if isinstance(asked, dict) else None
        if kind not in KINDS:
            raise bad_request(f'Send {{"next": one of {", ".join(KINDS)}}} as JSON.')
        faults.add(kind)
        return "", 204

    @blueprint.get("/faults")
    def waiting() -> Response:
        return jsonify(faults.waiting())

    return blueprint
