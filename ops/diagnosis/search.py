"""The search: no fault, then single faults, then pairs of them, until one reading gives the MAC or time is up."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .fields import empty_suspicions, further_empty_suspicions, name_suspicions, presence_suspicions
from .reading import Key, Reading, Suspicion
from .sealing import key_suspicions, mac_suspicions, writing_suspicions
from .values import value_suspicions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .capture import Capture

    Source = Callable[[Reading], Iterator[Suspicion]]

TRIED = (
    "every given key, the public sample keys, and the key as text instead of bytes",
    "the current form and both legacy forms (protocol sheet 3.1, 3.2)",
    "other sortings (case ignored, not sorted), separators, a star at the end, HMAC-SHA256 and HMAC-MD5",
    "each value as UTF-8, Latin-1, Windows-1252 and ASCII with question marks",
    "values not decoded, decoded twice, with plus signs for spaces, escaped for HTML or the reverse",
    "white space and line ends after or within values",
    "empty fields dropped or kept, all and each",
    "field names in another case, hyphens for underscores",
    "each field left out of the seal, unknown ones together, `version` added",
    "white space or quotes around the MAC, damage done by copying the body",
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """`faults` empty where the seal is right; `reading` None where nothing fits. `complete`: time sufficed."""

    faults: tuple[Suspicion, ...] = ()
    reading: Reading | None = None
    readings_tried: int = 0
    complete: bool = True


@dataclass(slots=True)
class _Search:
    deadline: float
    keys: Sequence[Key]
    tried: int = 0
    _sources: tuple[Source, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._sources = (
            lambda reading: key_suspicions(reading, self.keys),
            writing_suspicions,
            mac_suspicions,
            empty_suspicions,
            name_suspicions,
            value_suspicions,
            presence_suspicions,
        )

    def fits(self, reading: Reading) -> bool:
        self.tried += 1
        if self.tried % 64 == 0 and time.monotonic() > self.deadline:
            raise _TimeIsUp
        return reading.fits

    def single(self, start: Reading) -> Suspicion | None:
        for source in (*self._sources, further_empty_suspicions):
            for suspicion in source(start):
                if self.fits(suspicion.reading):
                    return suspicion
        return None

    def pair(self, start: Reading) -> tuple[Suspicion, Suspicion] | None:
        for position, source in enumerate(self._sources):
            for first in source(start):
                for second_source in self._sources[position:]:
                    for second in second_source(first.reading):
                        if self.fits(second.reading):
                            return first, second
        return None


class _TimeIsUp(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Start:
    """A reading without fault but what the copy of the body has suffered."""

    reading: Reading
    damage: tuple[Suspicion, ...]


def explain(found: Sequence[Capture], expected: Sequence[Key], keys: Sequence[Key], seconds: float) -> Explanation:
    """What is wrong with the seal of a captured message.

    `expected` are the keys that it should bear, `keys` all there are. Takes at most some `seconds`.
    """
    search = _Search(time.monotonic() + seconds, keys)
    starts = [_start(capture, key) for capture in found for key in expected]
    try:
        return _explained(search, starts)
    except _TimeIsUp:
        return Explanation(readings_tried=search.tried, complete=False)


def _explained(search: _Search, starts: Sequence[_Start]) -> Explanation:
    for start in starts:
        if search.fits(start.reading):
            return Explanation(start.damage, start.reading, search.tried)
    for start in starts:
        single = search.single(start.reading)
        if single is not None:
            return Explanation((*start.damage, single), single.reading, search.tried)
    for start in starts:
        pair = search.pair(start.reading)
        if pair is not None:
            return Explanation((*start.damage, *pair), pair[1].reading, search.tried)
    return Explanation(readings_tried=search.tried)


def _start(capture: Capture, key: Key) -> _Start:
    reading = Reading(capture.pairs, capture.mac, key, capture.raw)
    if not capture.damage:
        return _Start(reading, ())
    advice = "Take the raw body as it was received, byte for byte."
    return _Start(reading, (Suspicion("damaged-copy", f"{capture.damage}.", advice, reading),))
