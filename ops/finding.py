"""What a check found: right, doubtful or wrong, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops.screen import shown

if TYPE_CHECKING:
    from ops.screen import Screen

OK, DOUBT, FAULT = "ok", "doubt", "fault"

_TONES = {OK: "good", DOUBT: "odd", FAULT: "bad"}


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice` is empty where nothing is to be done. Never holds a key."""

    level: str
    subject: str
    text: str
    advice: str = ""

    def lines(self, screen: Screen) -> list[str]:
        """The finding for a person."""
        head = f"{screen.paint(f'{self.level:6}', _TONES[self.level])}{self.subject}: {shown(self.text)}"
        return [head, f"{'':6}to do: {shown(self.advice)}"] if self.advice else [head]
