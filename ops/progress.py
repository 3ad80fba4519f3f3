"""A progress bar on standard error, where that is a terminal; nothing at all elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TextIO

WIDTH = 30
PAUSE_SECONDS = 0.1


class Progress:
    """How much of a known total is done; a total of 0 shows the count alone."""

    def __init__(self, label: str, total: int, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._label, self._total = label, total
        self._visible = self._stream.isatty()
        self._next = 0.0

    def at(self, done: int) -> None:
        """Draw, ten times a second at most."""
        if not self._visible or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + PAUSE_SECONDS
        if self._total:
            share = min(1.0, done / self._total)
            filled = round(share * WIDTH)
            text = f"[{'#' * filled}{'.' * (WIDTH - filled)}] {share:4.0%}"
        else:
            text = f"{done:,}"
        self._stream.write(f"\r{self._label} {text}")
        self._stream.flush()

    def end(self) -> None:
        """Take the bar away."""
        if self._visible:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
