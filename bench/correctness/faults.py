"""What goes wrong between a process and the services that it asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from botocore.exceptions import ReadTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

Answer = TypeVar("Answer")

CRASH = 0.01
"""The chance that a process dies at a step before it took effect, and as large a one after it."""
LOST = 0.02
"""The chance that a request does not arrive, and as large a one that its answer does not."""


class Crashed(BaseException):
    """The process is dead: nothing in it may catch this."""


@dataclass
class Fate:
    """What happens at each step of one delivery; `meanwhile` happens once, before one of the first steps."""

    random: Random
    scale: float = 1.0
    meanwhile: Callable[[], object] | None = None
    steps: int = field(default=0)

    def through(self, act: Callable[[], Answer], attempts: int) -> Answer:
        """The answer of a service; raises Crashed, or ReadTimeoutError once the client has given up."""
        for _ in range(attempts - 1):
            try:
                return self._once(act)
            except ReadTimeoutError:
                continue
        return self._once(act)

    def may_crash(self) -> None:
        """A step that asks nobody."""
        if self._happens(CRASH):
            raise Crashed

    def _once(self, act: Callable[[], Answer]) -> Answer:
        self._let_others()
        self.may_crash()
        if self._happens(LOST):
            raise ReadTimeoutError(endpoint_url="lost on the way there")
        answer = act()
        self.may_crash()
        if self._happens(LOST):
            raise ReadTimeoutError(endpoint_url="lost on the way back")
        return answer

    def _let_others(self) -> None:
        self.steps += 1
        if self.meanwhile is not None and self.random.random() < 0.5:
            act, self.meanwhile = self.meanwhile, None
            act()

    def _happens(self, chance: float) -> bool:
        return self.random.random() < chance * self.scale
