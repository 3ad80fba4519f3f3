"""Faults in which fields there are and what they are called: dropped, added, spelt otherwise."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from . import known_fields
from .reading import Reading, Suspicion, field_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_DROPPED = 3
"""Empty fields that are looked for at once."""

_KEEP_EMPTY = (
    "Keep empty fields when reading a form (Python: keep_blank_values=True) and seal them as `name=`; "
    "what is not posted is not sealed."
)
_CANONICAL = {name.lower(): name for name in known_fields.ALL}


def empty_suspicions(reading: Reading) -> Iterator[Suspicion]:
    """Empty fields that the MAC leaves out, all and each; and one that it covers and the body has lost."""
    empty = [name for name, value in reading.pairs if not value]
    for names in [empty, *([name] for name in empty if len(empty) > 1)]:
        if names:
            yield _without(
                reading, names, "dropped-empty-field", "the MAC leaves out {}, empty in the body", _KEEP_EMPTY
            )
    yield from _restored(reading, 1)


def further_empty_suspicions(reading: Reading) -> Iterator[Suspicion]:
    """Several lost empty fields together."""
    for count in range(2, MOST_DROPPED + 1):
        yield from _restored(reading, count)


def _restored(reading: Reading, count: int) -> Iterator[Suspicion]:
    known = known_fields.NOTIFICATION if reading.is_notification else known_fields.REQUEST
    present = {name for name, _ in reading.pairs}
    for names in combinations([name for name in known if name not in present], count):
        added = tuple((name, b"") for name in names)
        fields = field_names(list(names))
        sentence = (
            f"the MAC covers {', '.join(fields)}, empty, which the body does not hold: it was dropped on the way."
        )
        yield Suspicion(
            "dropped-empty-field", sentence, _KEEP_EMPTY, replace(reading, pairs=(*reading.pairs, *added)), fields
        )


def name_suspicions(reading: Reading) -> Iterator[Suspicion]:
    """Names in another case, or with a hyphen for an underscore."""
    for respelt in _SPELLINGS:
        changed = {name: respelt(name) for name, _ in reading.pairs if respelt(name) != name}
        for names in [list(changed), *([name] for name in changed if len(changed) > 1)]:
            if names:
                yield _respelt(reading, {name: changed[name] for name in names})


def _swapped(name: bytes) -> bytes:
    return name.translate(bytes.maketrans(b"-_", b"_-"))


_SPELLINGS: tuple[Callable[[bytes], bytes], ...] = (
    lambda name: _CANONICAL.get(name.lower(), name),
    lambda name: _CANONICAL.get(_swapped(name).lower(), name),
    bytes.lower,
    bytes.upper,
    _swapped,
)


def _respelt(reading: Reading, names: dict[bytes, bytes]) -> Suspicion:
    pairs = tuple((names.get(name, name), value) for name, value in reading.pairs)
    raw = {names.get(name, name): value for name, value in reading.raw.items()}
    said = "; ".join(f"the MAC covers {b}, the body has {a}" for a, b in _texts(names))
    case_only = all(old.lower() == new.lower() for old, new in names.items())
    fault = "field-name-case" if case_only else "field-name"
    advice = "Spell field names exactly as the bank does, hyphens and capitals included; names are sealed too."
    return Suspicion(fault, f"{said}.", advice, replace(reading, pairs=pairs, raw=raw), field_names(list(names)))


def _texts(names: dict[bytes, bytes]) -> list[tuple[str, str]]:
    return list(zip(field_names(list(names)), field_names(list(names.values())), strict=True))


def presence_suspicions(reading: Reading) -> Iterator[Suspicion]:
    """Fields that the MAC leaves out: all unknown ones, then each; and the constant that may be missing."""
    advice = "Seal every field of the body and nothing else: frameworks add parameters of their own, or hide some."
    names = [name for name, _ in reading.pairs]
    unknown = [name for name in names if name not in known_fields.ALL]
    for extra in [unknown, *([name] for name in sorted(names, key=lambda name: name not in unknown))]:
        if extra:
            yield _without(reading, extra, "extra-field", "the MAC does not cover {}, which the body holds", advice)
    if b"version" not in names:
        added = (*reading.pairs, (b"version", b"3.0"))
        sentence = "the MAC covers version=3.0, which the body does not hold."
        yield Suspicion("missing-field", sentence, advice, replace(reading, pairs=added), ("version",))
    with_mac = (*reading.pairs, (b"MAC", b""))
    sentence = "the MAC covers an empty field MAC."
    yield Suspicion("mac-sealed", sentence, "Leave the field MAC out of what is sealed.",
                    replace(reading, pairs=with_mac, writing=_plain_writing), ("MAC",))  # fmt: skip


def _plain_writing(pairs: tuple[tuple[bytes, bytes], ...]) -> bytes:
    return b"*".join(name + b"=" + value for name, value in sorted(pairs))


def _without(reading: Reading, names: list[bytes], fault: str, sentence: str, advice: str) -> Suspicion:
    fields = field_names(names)
    kept = tuple(pair for pair in reading.pairs if pair[0] not in names)
    return Suspicion(fault, f"{sentence.format(', '.join(fields))}.", advice, replace(reading, pairs=kept), fields)
