"""`GET /control/books`: what the bank holds to be true of every reference, for tests to compare with the counter's.

    {"now": "2026-03-10T11:00:00+00:00", "orders": [{
        "platform": "test", "tpe": "0000001", "reference": "CMD482101", "mode": "partial", "currency": "EUR",
        "state": "open | waiting | refused | blocked | expired"
                 " | authorized | partly_captured | captured | cancelled | lapsed",
        "amount": "62.73", "authorized": "62.73", "captured": "20.00", "refunded": "5.00",
        "left_to_capture": "42.73", "refundable": "15.00", "authorisation": "000000",
        "expires_at": null, "cancelled": false, "lapsed": false, "stopped": false,
        "captures": [{"amount", "at", "date_remise", "num_autorisation",
                      "origin": "payment | service | instalment | renewal", "refunds": [{"amount", "at", "aut"}]}],
        "instalments": [{"number", "due_on", "amount", "state": "due | paid | refused"}],
        "renewals": [{"number", "at", "num_autorisation", "accepted"}]}]}

Amounts are decimal texts, instants RFC 3339, days as in ISO 8601. It reads; it changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, jsonify

from bank.money import decimal, read_money
from bank.store import EVERY
from bank.visits import VisitState

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from bank.account import Account, Capture
    from bank.counter import Counter
    from bank.visits import Visit


def books_routes(counter: Counter) -> Blueprint:
    routes = Blueprint("books", __name__)

    @routes.get("/control/books")
    def books() -> ResponseReturnValue:
        now = counter.clock()
        with counter.store.reading() as rows:
            visits = rows.latest_visits(EVERY)
            orders = [_order(counter, visit, rows.ledger.account(visit.id), now) for visit in reversed(visits)]
        return jsonify({"now": now.isoformat(), "orders": orders})

    return routes


def _order(counter: Counter, visit: Visit, account: Account | None, now: datetime) -> dict[str, Any]:
    terminal = counter.settings.terminal(visit.platform, visit.fields["TPE"], visit.fields["societe"])
    return {
        "platform": visit.platform,
        "tpe": visit.fields["TPE"],
        "reference": visit.reference,
        "mode": account.mode if account else terminal.mode if terminal else None,
        **(_paid(account, now) if account else _unpaid(visit, now)),
    }


def _unpaid(visit: Visit, now: datetime) -> dict[str, Any]:
    state = visit.state(now)
    total = read_money(visit.fields["montant"])
    return {
        "state": "refused" if visit.decided and state in (VisitState.OPEN, VisitState.EXPIRED) else state,
        "currency": total.currency if total else "",
        "amount": decimal(total.cents if total else 0),
        **dict.fromkeys(("authorized", "captured", "refunded", "left_to_capture", "refundable"), decimal(0)),
        **dict.fromkeys(("authorisation", "expires_at")),
        **dict.fromkeys(("cancelled", "lapsed", "stopped"), False),
        **{name: list[Any]() for name in ("captures", "instalments", "renewals")},
    }


def _paid(account: Account, now: datetime) -> dict[str, Any]:
    return {
        "state": account.state(now),
        "currency": account.currency,
        "amount": decimal(account.amount),
        "authorized": decimal(account.authorized),
        "captured": decimal(account.captured),
        "refunded": decimal(account.refunded),
        "left_to_capture": decimal(account.left_to_capture(now)),
        "refundable": decimal(account.refundable),
        "authorisation": account.authorisation,
        "expires_at": account.expires_at.isoformat() if account.expires_at else None,
        "cancelled": account.cancelled,
        "lapsed": account.is_lapsed(now),
        "stopped": account.stopped,
        "captures": [_capture(capture) for capture in account.captures],
        "instalments": [
            {"number": one.number, "due_on": f"{one.due_on}", "amount": decimal(one.amount), "state": one.state}
            for one in account.instalments
        ],
        "renewals": [
            {
                "number": one.number,
                "at": one.at.isoformat(),
                "num_autorisation": one.authorisation,
                "accepted": one.accepted,
            }
            for one in account.renewals
        ],
    }


def _capture(capture: Capture) -> dict[str, Any]:
    return {
        "amount": decimal(capture.amount),
        "at": capture.at.isoformat(),
        "date_remise": f"{capture.remitted_on}",
        "num_autorisation": capture.authorisation,
        "origin": capture.origin,
        "refunds": [
            {"amount": decimal(one.amount), "at": one.at.isoformat(), "aut": one.authorisation}
            for one in capture.refunds
        ],
    }
