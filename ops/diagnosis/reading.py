"""One way in which a message may have been sealed: fields, key, the form of the sealed text, the digest."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chalicelib.monetico.seal import sealed_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chalicelib.monetico.form import Pairs


@dataclass(frozen=True, slots=True)
class Key:
    """A security key by the name that it was given."""

    name: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """`pairs` without the MAC; `raw` holds the values as they came, not decoded; `writing` makes the sealed text."""

    pairs: Pairs
    mac: bytes
    key: Key
    raw: Mapping[bytes, bytes]
    writing: Callable[[Pairs], bytes] = sealed_text
    digest: str = "sha1"

    @property
    def fits(self) -> bool:
        """Whether this reading gives the MAC that came, in either case."""
        made = hmac.digest(self.key.value, self.writing(self.pairs), self.digest).hex().encode()
        return hmac.compare_digest(made, self.mac.lower())

    def with_values(self, values: Mapping[bytes, bytes]) -> Reading:
        """The same with other values for some fields."""
        return replace(self, pairs=tuple((name, values.get(name, value)) for name, value in self.pairs))

    @property
    def is_notification(self) -> bool:
        """Whether it looks like the bank's message, and not like a form that goes to the bank."""
        names = {name.replace(b"_", b"-").lower() for name, _ in self.pairs}
        return b"code-retour" in names or not names & {b"lgue", b"societe", b"contexte-commande"}


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One fault, and the reading in which it is undone. `fault` is a stable word for programs."""

    fault: str
    sentence: str
    advice: str
    reading: Reading
    fields: tuple[str, ...] = ()


def field_names(names: list[bytes]) -> tuple[str, ...]:
    """Names of fields as text."""
    return tuple(name.decode("utf-8", "backslashreplace") for name in names)
