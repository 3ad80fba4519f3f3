"""A mail ready to be sent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mail:
    """`effect` names what this mail settles, so that a second copy can be recognised as one."""

    to: str
    subject: str
    text: str
    html: str
    language: str
    order: str
    effect: str
