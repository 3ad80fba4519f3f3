"""One stack per state directory: two would save their tables over each other. `python -m local.lock` asks."""

from __future__ import annotations

import fcntl
import os
import sys
from typing import IO, TYPE_CHECKING

from local.settings import state_directory

if TYPE_CHECKING:
    from pathlib import Path


class StateInUse(Exception):
    """Another stack runs on this state directory."""


def take(state: Path) -> IO[str]:
    """The lock, held until it is closed or its process ends. Raises StateInUse."""
    lock = (state / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise StateInUse(f"A stack already runs on {state}: stop it first (Ctrl-C in its terminal).") from None
    return lock


def main() -> int:
    state = state_directory(os.environ)
    if not state.is_dir():
        return 0
    try:
        take(state).close()
    except StateInUse as taken:
        print(taken, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
