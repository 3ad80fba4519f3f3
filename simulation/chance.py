"""Chance from one seed: every name has a stream of its own, so that what one actor draws never shifts another's."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

_MASK = 2**64 - 1


class Chance:
    """SplitMix64, which costs little to begin: a world has thousands of streams. Not for secrets."""

    __slots__ = ("_state",)

    def __init__(self, seed: int, name: str) -> None:
        digest = blake2b(name.encode(), digest_size=8, key=seed.to_bytes(16, "big"))
        self._state = int.from_bytes(digest.digest(), "big")

    def word(self) -> int:
        """The next 64 bits."""
        self._state = state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        return state ^ (state >> 31)

    def unit(self) -> float:
        """At least 0, below 1."""
        return (self.word() >> 11) * 2.0**-53

    def happens(self, rate: float) -> bool:
        """Whether something of this rate happens now."""
        return self.unit() < rate

    def between(self, least: float, most: float) -> float:
        """Evenly."""
        return least + (most - least) * self.unit()

    def span(self, least: float, most: float) -> float:
        """A duration: as likely between 1 and 10 as between 10 and 100."""
        return float(least * (most / least) ** self.unit())

    def number(self, least: int, most: int) -> int:
        """Evenly, both ends included."""
        return least + self.word() % (most - least + 1)

    def choice(self, given: Sequence[T]) -> T:
        """One of these, evenly."""
        return given[self.word() % len(given)]
