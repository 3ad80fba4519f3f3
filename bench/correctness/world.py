"""What all of them live in: a clock, a mail service that counts, and the fate of the delivery that is at work."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Protocol, TypeVar

from .faults import Crashed, Fate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Answer = TypeVar("Answer")

START = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@dataclass
class World:
    """One contestant's."""

    now: datetime = START
    mails: Counter[str] = field(default_factory=Counter)
    fate: Fate = field(default_factory=lambda: Fate(Random(0), scale=0))  # noqa: S311 - calm: nothing is drawn

    def ask(self, act: Callable[[], Answer], attempts: int) -> Answer:
        """A request to a service; raises as `Fate.through` does."""
        return self.fate.through(act, attempts)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @contextmanager
    def under(self, fate: Fate) -> Iterator[None]:
        """One process at work; another may work inside it."""
        before, self.fate = self.fate, fate
        try:
            yield
        finally:
            self.fate = before


class Counterparty(Protocol):
    """A way to write the callback, with its store and its mails."""

    world: World

    def start(self, number: str) -> dict[str, str]:
        """A new order; the fields of the form that goes to the bank."""

    def take(self, body: bytes) -> bool:
        """Whether the message was acknowledged; raises Crashed, or what makes a function fail."""

    def work(self) -> None:
        """What else it does between deliveries, under the world's fate."""

    def heal(self, number: str) -> None:
        """What it does about an order once nothing goes wrong any more."""

    def state(self, number: str) -> str:
        """`paid`, `refused` or `pending`."""

    def counted(self, number: str) -> int:
        """How often the order's money was counted."""


def delivered(counter: Counterparty, body: bytes, fate: Fate) -> bool:
    """Whether the bank got the acknowledgement."""
    with counter.world.under(fate):
        try:
            taken = counter.take(body)
            fate.may_crash()
        except Crashed:
            return False
        except Exception:  # noqa: BLE001 - the function failed: API Gateway answers 502, no acknowledgement
            return False
        return taken and fate.random.random() >= 0.02 * fate.scale
