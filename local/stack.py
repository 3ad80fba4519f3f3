"""Starts, watches and stops the parts of the local stack. `running()` gives a test a stack of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local import lock, loopback, secrets
from local.child import Child
from local.heartbeat import Heartbeat
from local.parts import Part, all_parts
from local.ports import free_ports
from local.settings import REPOSITORY, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

READY_SECONDS = 60
LOOK_SECONDS = 0.05
RESTART_SECONDS = 5.0
MOST_RESTARTS = 5
"""In a minute; more of them are no accident."""


class StackFailed(Exception):
    """A part died, or never answered; the message shows the end of its log."""


class Stopped(Exception):
    """The stack was told to stop while it was starting."""


class Stack:
    """The first part is the one that all others need. `report` is given text, line ends included.

    Raises local.lock.StateInUse.
    """

    def __init__(
        self, settings: Settings, parts: Sequence[Part], report: Callable[[str], object] = lambda _: None
    ) -> None:
        self.settings = settings
        self.stopping = threading.Event()
        self.restart_seconds = RESTART_SECONDS
        self._report = report
        self._lock = lock.take(settings.state)
        self._parts = {part.name: part for part in parts}
        self._children: dict[str, Child] = {}

    def start_all(self) -> None:
        """Raises StackFailed or Stopped; stop_all() is the caller's in any case."""
        first, *others = self._parts
        self.start(first)
        for name in others:
            self._spawn(name)
        for name in others:
            self._wait(name)

    def start(self, name: str) -> None:
        self._spawn(name)
        self._wait(name)

    def stop(self, name: str) -> None:
        if not self._children.pop(name).stop():
            self._report(f"The part {name} had to be killed: what it had not saved is lost.\n")

    def kill(self, name: str) -> None:
        """As a crash would: SIGKILL, nothing saved."""
        self._children.pop(name).kill()

    def stop_all(self) -> None:
        for name in reversed(list(self._children)):
            self.stop(name)
        self._lock.close()

    def watch(self) -> None:
        """Returns when told to stop. A part that dies is started again; raises StackFailed where that does not help."""
        restarts: list[float] = []
        while not self.stopping.wait(LOOK_SECONDS):
            for name, child in list(self._children.items()):
                if child.exit_status is not None:
                    restarts = [at for at in restarts if at > time.monotonic() - 60] + [time.monotonic()]
                    if len(restarts) > MOST_RESTARTS:
                        _expect_alive(child)
                    self._start_again(name, child)

    def _start_again(self, name: str, child: Child) -> None:
        """As a Lambda or a service would be; after a pause in which one can see what life is like without it."""
        self._report(f"\n{_story(child, f'ended by itself with exit status {child.exit_status}')}\n")
        self._children.pop(name).stop()
        if not self.stopping.wait(self.restart_seconds):
            try:
                self.start(name)
            except Stopped:
                return
            except StackFailed:
                if self._children[name].exit_status is None:
                    raise  # it lives and does not answer; a death is for the watch to count

    def dev(self) -> dict[str, Any]:
        """What the shop's dev.json says once every part answers. Raises StackFailed when one does not."""
        status, body = loopback.get(self.settings.ports.shop, "/dev.json")
        answer: dict[str, Any] = json.loads(body)
        if status != 200:
            raise StackFailed(str(answer["detail"]))
        return answer

    def _spawn(self, name: str) -> None:
        part = self._parts[name]
        if isinstance(part.check, Heartbeat):
            part.check.forget()
        self._children[name] = Child(part, self.settings.logs)

    def _wait(self, name: str) -> None:
        child = self._children[name]
        self._report(f"  {name:<10} starting… ")
        deadline = time.monotonic() + READY_SECONDS
        while not child.part.check.answers():
            _expect_alive(child)
            if time.monotonic() > deadline:
                raise StackFailed(_story(child, f"did not answer within {READY_SECONDS} seconds"))
            if self.stopping.wait(LOOK_SECONDS):
                raise Stopped
        if child.part.preparation:
            _prepare(child.part, child.part.preparation)
        self._report(f"ok  {child.part.address}\n")


def new_stack(settings: Settings, caller: Mapping[str, str], report: Callable[[str], object] = lambda _: None) -> Stack:
    """Every part of Guichet; `caller` is the environment of whoever asks."""
    for directory in (settings.state, settings.logs, settings.aws_state):
        directory.mkdir(parents=True, exist_ok=True)
    settings.state.chmod(0o700)  # keys, orders and mails: for their owner only
    parts = all_parts(settings, secrets.load_or_create(settings.state), caller)
    return Stack(settings, parts, report)


@contextmanager
def running(state: Path | None = None, **variables: str) -> Iterator[Stack]:
    """A whole stack on free ports, every part answering; `variables` join this process's environment."""
    with tempfile.TemporaryDirectory(prefix="guichet-") as fresh:
        stack = new_stack(Settings(free_ports(), state or Path(fresh)), {**os.environ, **variables})
        try:
            stack.start_all()
            yield stack
        finally:
            stack.stop_all()


def _prepare(part: Part, module: str) -> None:
    command = [sys.executable, "-m", module]
    done = subprocess.run(  # noqa: S603 (our own interpreter and module)
        command, cwd=REPOSITORY, env=dict(part.environment), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise StackFailed(f"The part {part.name} could not be prepared.\n{done.stderr.strip()}")


def _expect_alive(child: Child) -> None:
    status = child.exit_status
    if status is not None:
        raise StackFailed(_story(child, f"ended by itself with exit status {status}"))


def _story(child: Child, what: str) -> str:
    return f"The part {child.part.name} {what}. The end of {child.log}:\n{child.tail()}"
