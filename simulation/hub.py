"""The simulated scheduler: tasks run one at a time and change over only where they wait; virtual time jumps.

Which of two tasks goes first is decided by how long each waits, and that by the seed. A process may die at any wait.
"""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any

from greenlet import getcurrent, greenlet

from simulation.broken import Broken
from simulation.chance import Chance

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulation.process import Process

FOREVER = float("inf")


class Death(BaseException):
    """The process dies here, whatever it was about to do."""


class Task(greenlet):
    """One thread of work, on a process of ours or (None) as somebody outside. `deadline` is when it is cut off.

    `calls` counts the times that it has reached out of its process; `answer` is what it came to.
    """

    def __init__(self, hub: Hub, name: str, work: Callable[[], Any], process: Process | None, deadline: float) -> None:
        super().__init__(None, hub.main)
        self.hub = hub
        self.name = name
        self.work = work
        self.process = process
        self.deadline = deadline
        self.chance = Chance(hub.seed, name)
        self.calls = 0
        self.turn = -1
        self.over = False
        self.killed = False
        self.troubles: list[tuple[float, str]] = []
        self.answer: Any = None
        self.waiting: Task | None = None

    def run(self) -> None:
        """What the scheduler calls."""
        try:
            self.answer = self.work()
        except Death:
            self.killed = True
        self.over = True
        if self.waiting is not None:
            self.hub.wake(self.waiting)


class Hub:
    """Virtual time, and what is to happen in it. `told` is given each line of the story, where anybody reads it."""

    def __init__(self, seed: int, start: float, told: Callable[[str], None] | None = None) -> None:
        self.seed = seed
        self.told = told
        self.now = start
        self.main = getcurrent()
        self._turns = count()
        self._agenda: list[tuple[float, int, Any]] = []

    def at(self, moment: float, action: Callable[[], None]) -> None:
        """Do a thing at a moment, outside of any task."""
        heappush(self._agenda, (max(moment, self.now), next(self._turns), action))

    def spawn(
        self,
        name: str,
        work: Callable[[], Any],
        process: Process | None = None,
        *,
        after: float = 0.0,
        most: float = FOREVER,
    ) -> Task:
        """A task that starts in a while, and is cut off when it has run for so long."""
        task = Task(self, name, work, process, self.now + after + most)
        self._plan(task, after)
        return task

    def sleep(self, seconds: float) -> None:
        """Let others go on for a while. Raises Death where the task's time is over by then."""
        task = current()
        self._plan(task, min(seconds, max(task.deadline - self.now, 0.0)))
        self.main.switch()
        if self.now >= task.deadline:
            task.troubles.append((self.now, "cut off"))
            raise Death

    def outcome(self, task: Task, patience: float) -> bool:
        """Wait for a task as long as patience lasts; whether it is over."""
        if not task.over:
            task.waiting = current()
            self.sleep(patience)
            task.waiting = None
        return task.over

    def wake(self, task: Task) -> None:
        """End a task's wait now."""
        self._plan(task, 0.0)

    def run(self, until: float) -> None:
        """Everything that happens up to a moment; raises what a task raises."""
        agenda = self._agenda
        while agenda and agenda[0][0] <= until:
            moment, turn, item = heappop(agenda)
            if not isinstance(item, Task):
                self.now = moment
                item()
            elif item.turn == turn:
                self.now = moment
                item.switch()
        self.now = until

    def _plan(self, task: Task, seconds: float) -> None:
        task.turn = next(self._turns)
        heappush(self._agenda, (self.now + seconds, task.turn, task))


def current() -> Task:
    """The task that is running."""
    task = getcurrent()
    if not isinstance(task, Task):
        raise Broken("only a task of a world can wait")
    return task
