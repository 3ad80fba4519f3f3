"""Cases as they stand in the index of cases, and the cursor through its pages."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..domain.errors import InvalidValue
from ..domain.order import Case, Entry, split_reference
from ..domain.vocabulary import CaseKind
from ..payments.ports import CaseOfOrder
from .order_item import OPEN, order_key, order_of, plain, sortable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..domain.reports import Aside

_CURSOR_SHAPE = {name: ["S"] for name in ("pk", "case_state", "case_at")}


def aside_document(aside: Aside) -> dict[str, Any]:
    """The item of a message that has no place in an order's record; the same message has the same key."""
    return {
        "pk": f"message#{aside.entry.identity}",
        "order": _order_named(aside.entry),
        "kind": aside.kind.value,
        "entry": plain(aside.entry),
        "case_state": OPEN,
        "case_at": sortable(aside.entry.received_at),
    }


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
    )
    return [CaseOfOrder(document.get("order", ""), case)]


def cursor_of(key: Mapping[str, Any] | None) -> str:
    """The key at which the next page starts, as text that goes into an address."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode() if key else ""


def start_key(cursor: str) -> Any:
    """The key in a cursor; raises InvalidValue for one that is not ours."""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor))
        if {name: list(value) for name, value in key.items()} == _CURSOR_SHAPE:
            return key
    except (ValueError, AttributeError, TypeError):
        pass
    raise InvalidValue("cursor is not one that a former page gave")


def _order_named(entry: Entry) -> str:
    named = split_reference(entry.reference)
    return named[0] if named else entry.reference
