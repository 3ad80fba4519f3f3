"""How a part without a port shows that it works: it touches a file, and others look how old that is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Longer than the longest honest silence: one mail whose sending hangs until the client gives up.
FRESH_SECONDS = 15


@dataclass(frozen=True)
class Heartbeat:
    path: Path

    def beat(self) -> None:
        self.path.touch()

    def forget(self) -> None:
        """Before a start: what the previous run left says nothing about the next one."""
        self.path.unlink(missing_ok=True)

    def answers(self) -> bool:
        try:
            return time.time() - self.path.stat().st_mtime < FRESH_SECONDS
        except FileNotFoundError:
            return False
