"""Staff views and remittance lines for tests, one maker a kind, with parts that can be overridden."""

from __future__ import annotations

import json
from typing import Any

CARD = "497010XXXXXX0001"


def a_view(number: str = "CMD4821", **changes: Any) -> dict[str, Any]:
    """A paid order as `ops export` writes it, with what the commands read."""
    return {
        "order": number,
        "status": "paid",
        "amount": "62.73",
        "currency": "EUR",
        "mode": "immediate",
        "captured": "62.73",
        "refunded": "0.00",
        "paid_at": "2026-11-23T09:31:00+00:00",
        "attempts": [{"reference": f"{number}01", "terminal": "1234567"}],
        "entries": [an_acceptance()],
        "operations": [],
        "captures": [a_capture()],
        **changes,
    }


def a_capture(amount: str = "62.73", day: str = "2026-11-23", **changes: Any) -> dict[str, Any]:
    return {"amount": amount, "captured_on": day, "authorization": "123456", "refunded": "0.00", **changes}


def an_acceptance(**changes: Any) -> dict[str, Any]:
    return {
        "result": "accepted",
        "authorization": "123456",
        "brand": "VI",
        "method": "CB",
        "received_at": "2026-11-23T09:31:00+00:00",
        "fault": None,
        **changes,
    }


def an_operation(kind: str, amount: str, **changes: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "amount": amount,
        "currency": "EUR",
        "status": "done",
        "answered_at": "2026-11-24T09:00:00+00:00",
        "answer": {"authorization": "654321"},
        **changes,
    }


def export(*views: dict[str, Any]) -> str:
    return "".join(json.dumps(view) + "\n" for view in views)


def a_line(reference: str = "CMD482101", **changes: str) -> str:
    """A booked line of the remittance file, as the bank's: 21 columns, quotes where it pleases."""
    cells = {
        "day": "2026-11-23 00:00:00",
        "terminal": "1234567",
        "reference": reference,
        "state": "PA",
        "asked_on": "2026-11-23",
        "asked_at": "10:31:05",
        "amount": "62.73",
        "currency": "EUR",
        "authorization": "123456",
        **changes,
    }
    return ";".join([*cells.values(), "paiement", "ARC1", '"VI"', "1228", "oui", "", "", CARD, "FRA", "", "", "FRA"])
