"""A person has dealt with a case: it is kept, with what they noted; the first resolution stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..domain.errors import CaseUnknown, InvalidValue
from ..domain.order import check_number
from ..domain.reports import CaseResolved
from .ports import CaseOfOrder
from .reporting import report

if TYPE_CHECKING:
    from datetime import datetime

    from .ports import Orders

_WITHOUT_ORDER = re.compile(r"_[A-Za-z0-9-]{1,64}")


def resolve(orders: Orders, case: str, note: str, now: datetime) -> CaseOfOrder:
    """The case as resolved; raises CaseUnknown."""
    if _WITHOUT_ORDER.fullmatch(case):
        return orders.resolve_aside(case, note, now)
    number = case.rpartition(".")[0]
    try:
        order = orders.order(check_number(number))
    except InvalidValue:
        raise CaseUnknown(case) from None
    if order is not None:
        order = report(orders, order, CaseResolved(case, note, now))
    found = [known for known in order.cases if known.id == case] if order else []
    if not found:
        raise CaseUnknown(case)
    return CaseOfOrder(number, found[0])
