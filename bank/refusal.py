"""What the bank says no to.

Refused
├── FormRefused    a form at the door: nothing was recorded
├── VisitClosed    a card presented on a page that takes no more: paid, blocked or expired
└── CallRefused    a service call: the books are as they were
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bank.service_words import Lib


class Refused(Exception):
    """Base of this tree; never raised itself."""


class FormRefused(Refused):
    """The shopper sees an error page; `reasons` are for the developer, and hold no key."""

    def __init__(self, *reasons: str, status: int = 400, sealed: str = "") -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons
        self.status = status
        self.sealed = sealed


class VisitClosed(Refused):
    """The visit's page says why; no attempt was counted."""


class CallRefused(Refused):
    """`lib` is all that the caller is told; `reasons` are for the developer."""

    def __init__(self, lib: Lib, *reasons: str) -> None:
        super().__init__("; ".join((lib, *reasons)))
        self.lib = lib
        self.reasons = reasons
