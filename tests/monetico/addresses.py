"""Addresses as a shop gives them, one maker with fields that can be changed."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.monetico.context import InvalidContext, checked_context

PHONES = ("phone", "mobilePhone", "homePhone", "workPhone")


def an_address(**changes: Any) -> dict[str, Any]:
    """The smallest address that the bank takes, with changes; `...` takes a field out."""
    address = {"addressLine1": "12 rue des Lilas", "city": "Nantes", "postalCode": "44000", "country": "FR", **changes}
    return {key: value for key, value in address.items() if value is not ...}


def refusal_of(billing: dict[str, Any], shipping: dict[str, Any] | None = None) -> InvalidContext:
    with pytest.raises(InvalidContext) as refused:
        checked_context(billing, shipping or {})
    return refused.value
