"""Cases as they stand in the index of cases, and the cursor through its pages."""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..domain.errors import InvalidValue
from ..domain.order import split_reference
from ..domain.record import Case, Entry
from ..domain.retention import without_evidence
from ..domain.vocabulary import CaseKind
from ..payments.ports import CaseOfOrder
from .attribute_values import from_dynamodb
from .expiry import EXPIRES, living, seconds
from .order_item import OPEN, RESOLVED, order_key, order_of, plain, sortable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..domain.reports import Aside

KEPT = timedelta(days=457)
"""A case without an order holds payment evidence: fifteen months."""
KEPT_BESIDE = timedelta(days=4018)
"""As long as the record of its order by default."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CURSOR_NAMES = {"pk", "case_state", "case_at"}
_CURSOR_TEXT = re.compile(r"[A-Za-z0-9#:.-]{1,100}")


def aside_document(aside: Aside) -> dict[str, Any]:
    """The item of a message that has no place in an order's record; the same message has the same key."""
    return {
        "pk": f"message#{aside.entry.identity}",
        "order": _order_named(aside.entry),
        "kind": aside.kind.value,
        "entry": plain(aside.entry),
        "case_state": OPEN,
        "case_at": sortable(aside.entry.received_at),
        EXPIRES: seconds(aside.entry.received_at + KEPT),
    }


def unreadable_replay(now: datetime) -> dict[str, Any]:
    """What the item of a day's replays that could not be read is, besides their number."""
    end = seconds(now + KEPT)
    return {"kind": CaseKind.REPLAY_NOT_UTF8.value, "case_state": OPEN, "case_at": sortable(now), EXPIRES: end}


def beside_document(number: str, entry: Entry) -> dict[str, Any]:
    """The item of a renewal that its order's record has no room for, there to be known again.

    Its authorization number stands with its capture; of other evidence a renewal has none of its own.
    """
    end = seconds(entry.received_at + KEPT_BESIDE)
    return {"pk": f"entry#{entry.identity}", "order": number, "entry": plain(without_evidence(entry)), EXPIRES: end}


def cases_in(document: Mapping[str, Any]) -> list[CaseOfOrder]:
    """The cases in an item: an order's, or the one that it is itself."""
    key = document["pk"]
    if key.startswith(order_key("")):
        order = order_of(document)
        return [CaseOfOrder(order.number, case) for case in order.cases]
    entry = document.get("entry", {})
    case = Case(
        id="_" + key.partition("#")[2],
        kind=CaseKind(document["kind"]),
        reference=entry.get("reference", ""),
        opened_at=datetime.fromisoformat(document["case_at"]),
        entry=entry.get("identity", ""),
        resolved_at=datetime.fromisoformat(document["resolved_at"]) if "resolved_at" in document else None,
        note=document.get("note", ""),
    )
    return [CaseOfOrder(document.get("order", ""), case)]


def in_order(items: Iterable[Mapping[str, Any]]) -> tuple[CaseOfOrder, ...]:
    """The cases in a page's items, open first and newest first."""
    documents = filter(living, map(from_dynamodb, items))
    found = [case for document in documents for case in cases_in(document)]
    return tuple(sorted(found, key=lambda f: (f.case.resolved_at is None, f.case.opened_at), reverse=True))


def aside_key(case: str) -> str:
    """The key of the item that a case without an order is; one that cannot be found for an id of another form."""
    name = case.removeprefix("_")
    return f"replay#{name}" if _DAY.fullmatch(name) else f"message#{name}"


def cursor_of(state: str, key: Mapping[str, Any] | None) -> str:
    """Where the next page starts, as text that goes into an address: which cases, and after which."""
    return base64.urlsafe_b64encode(json.dumps([state, key]).encode()).decode()


def place_of(cursor: str) -> tuple[str, Any]:
    """The place in a cursor; raises InvalidValue for one that is not ours."""
    try:
        state, key = json.loads(base64.urlsafe_b64decode(cursor))
        if state in (OPEN, RESOLVED) and (key is None or _ours(state, key)):
            return state, key
    except (ValueError, AttributeError, TypeError, RecursionError):
        pass
    raise InvalidValue("cursor is not one that a former page gave")


def _ours(state: str, key: Any) -> bool:
    """Whether the store could have given this key: all of it goes back to the store."""
    texts = all(list(value) == ["S"] and _CURSOR_TEXT.fullmatch(value["S"]) for value in key.values())
    return texts and key.keys() == _CURSOR_NAMES and bool(key["case_state"]["S"] == state)


def _order_named(entry: Entry) -> str:
    named = split_reference(entry.reference)
    return named[0] if named else entry.reference
