"""Faults that a programmer may make, each put into the real code for a while: the simulation must find every one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """What stands at a place of the code is made wrong; so many worlds suffice to find it."""

    place: Any
    name: str
    wrong: Callable
    within: int


FAULTS: dict[str, Fault] = {}


def planted(place, name, within):
    """The decorated function makes the wrong part from the right one; its name says what is wrong."""

    def keep(wrong):
        FAULTS[wrong.__name__.replace("_", " ")] = Fault(place, name, wrong, within)
        return wrong

    return keep


@contextmanager
def in_the_code(fault):
    """The product with one fault."""
    place, name = FAULTS[fault].place, FAULTS[fault].name
    right = place.__dict__[name]
    setattr(place, name, FAULTS[fault].wrong(right))
    try:
        yield
    finally:
        setattr(place, name, right)
