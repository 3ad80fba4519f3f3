"""The shop's terminals (TPE contracts) and their keys, and which of them sealed a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.errors import InvalidValue, SettingsError
from ..monetico.key import key_id
from ..monetico.seal import legacy_fields, legacy_sealed_text, matches, sealed_text

if TYPE_CHECKING:
    from ..domain.record import Attempt
    from ..domain.vocabulary import Mode, Platform
    from ..monetico.form import Pairs


class BadSeal(Exception):
    """No key of the terminal seals this message."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """One terminal on one platform. The first key seals what we send; every key is accepted on what we receive."""

    tpe: str
    company: str
    platform: Platform
    mode: Mode
    keys: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """The fields that a seal vouches for, who it says sent them, and the name of the key."""

    pairs: Pairs
    platforms: frozenset[Platform]
    key: str


@dataclass(frozen=True, slots=True)
class Terminals:
    """All terminals of a deployment."""

    terminals: tuple[Terminal, ...]

    def for_start(self, mode: Mode, platform: Platform) -> Terminal:
        """The terminal that takes new payments of a mode; raises InvalidValue where the shop has none."""
        for terminal in self.terminals:
            if (terminal.mode, terminal.platform) == (mode, platform):
                return terminal
        raise InvalidValue(f"this shop has no terminal for mode {mode.value!r}")

    def knows(self, tpe: str) -> bool:
        """Whether a terminal number is one of the shop's."""
        return any(terminal.tpe == tpe for terminal in self.terminals)

    def of_attempt(self, attempt: Attempt) -> Terminal:
        """The terminal that an attempt was made on; raises SettingsError where it is no longer configured."""
        for terminal in self.terminals:
            if (terminal.tpe, terminal.platform) == (attempt.terminal, attempt.platform):
                return terminal
        raise SettingsError(f"terminal {attempt.terminal} on {attempt.platform} is not in the secret document")

    def check(self, pairs: Pairs) -> Sealed:
        """The sealed fields; raises BadSeal. Tries every key of the terminal, in constant time each.

        A contract that was opened through the old interface may still seal its returns the old way (sheet 3.3);
        then only the fields under that seal are believed.
        """
        fields = dict(pairs)
        mac, tpe = fields.get(b"MAC", b""), fields.get(b"TPE", b"")
        own = [(t.platform, key) for t in self.terminals for key in t.keys if t.tpe.encode() == tpe]
        for text_of, believed in ((sealed_text, tuple), (legacy_sealed_text, legacy_fields)):
            text = text_of(pairs)
            fitting = [(platform, key) for platform, key in own if matches(key, text, mac)]
            if fitting:
                return Sealed(believed(pairs), frozenset(p for p, _ in fitting), key_id(fitting[0][1]))
        raise BadSeal
