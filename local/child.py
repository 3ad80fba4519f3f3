"""One part as a child process, with its log. It ends with its parent, however that ends: local.runner."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from local.settings import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from local.parts import Part

# Local AWS finishes its open connections (up to 3 s) and writes its tables.
GRACE_SECONDS = 20
TAIL_LINES = 15


class Child:
    def __init__(self, part: Part, logs: Path) -> None:
        self.part = part
        self.log = logs / f"{part.name}.log"
        self._process = self._spawn()

    def _spawn(self) -> subprocess.Popen[bytes]:
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        command = [sys.executable, "-m", "local.runner", str(os.getpid()), self.part.module]
        with self.log.open("wb") as log:
            # A session of its own: Ctrl-C reaches the parent only, which stops the parts in order.
            return subprocess.Popen(  # noqa: S603 (our own interpreter and modules)
                command,
                cwd=REPOSITORY,
                env=dict(self.part.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_status(self) -> int | None:
        """None while it runs; minus the signal's number for a process that a signal ended."""
        return self._process.poll()

    def tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-TAIL_LINES:])

    def stop(self) -> bool:
        """Whether it ended by itself. Killed after the grace, it may lose what it had not saved."""
        self._process.terminate()
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        return True

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
