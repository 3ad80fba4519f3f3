"""What the bank says no to.

Refused
├── FormRefused    a form at the door: nothing was recorded
└── VisitClosed    a card presented on a page that takes no more: paid, blocked or expired
"""

from __future__ import annotations


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
