"""What nobody has said is empty, no, nothing or none; what is something all the same is listed here."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from types import ModuleType
from typing import Any

import pytest

from chalicelib.domain import customer, operating, options, order, record, reports
from chalicelib.domain.options import Display
from chalicelib.domain.vocabulary import InstalmentStatus, OperationStatus, Outcome, Source

SAID = {
    ("Order", "version"): 1,
    ("Attempt", "outcome"): Outcome.OPEN,
    ("Instalment", "status"): InstalmentStatus.DUE,
    ("Entry", "source"): Source.NOTIFICATION,
    ("Operation", "status"): OperationStatus.REQUESTED,
    ("PaymentForm", "method"): "POST",
    ("PaymentOptions", "display"): Display.PAGE,
}


def defaults(module: ModuleType) -> dict[tuple[str, str], Any]:
    """The value of every field of the module's own values that may be left out."""
    values = [
        one
        for one in vars(module).values()
        if isinstance(one, type) and is_dataclass(one) and one.__module__ == module.__name__
    ]
    return {
        (one.__name__, field.name): field.default if field.default_factory is MISSING else field.default_factory()
        for one in values
        for field in fields(one)
        if (field.default, field.default_factory) != (MISSING, MISSING)
    }


@pytest.mark.parametrize("module", [customer, operating, options, order, record, reports])
def test_what_is_not_said_is_nothing(module: ModuleType) -> None:
    something = {name: value for name, value in defaults(module).items() if value}

    assert something == {name: value for name, value in SAID.items() if name in defaults(module)}


def test_what_may_be_left_out_may_be_left_out() -> None:
    assert customer.Customer("camille@example.org", "FR", {}).shipping == {}
