"""A captured body as it was pasted or stored: read as it is, or after what a copy may have done to it is undone."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.monetico.form import MalformedForm, Pairs, parse
from ops.stop import CannotLook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class Capture:
    """A body that could be read. `damage` says what the copy had done, empty where nothing."""

    pairs: Pairs
    mac: bytes
    raw: dict[bytes, bytes]
    damage: str = ""


_REPAIRS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("", lambda body: body.removesuffix(b"\n").removesuffix(b"\r")),
    ("the body has white space, quotes or a byte order mark around it",
     lambda body: body.removeprefix(b"\xef\xbb\xbf").strip().strip(b"\"'")),
    ("the body begins as a query does, with a question mark or an address",
     lambda body: body.strip().partition(b"?")[2]),
    ("the body was copied from HTML: & is written &amp;",
     lambda body: html.unescape(body.strip().decode("latin-1")).encode("latin-1", "ignore")),
    ("the body is broken into lines", lambda body: b"".join(body.split())),
    ("the body holds one field a line", lambda body: b"&".join(line.strip() for line in body.split(b"\n"))),
)  # fmt: skip


def captures(body: bytes) -> list[Capture]:
    """The readings of a body, as it is first; raises CannotLook where there is none with a MAC."""
    found: list[Capture] = []
    for capture in _read(body):
        if all((capture.pairs, capture.mac) != (known.pairs, known.mac) for known in found):
            found.append(capture)
    if found:
        return found
    try:
        parse(body.removesuffix(b"\n").removesuffix(b"\r"))
    except MalformedForm as fault:
        raise CannotLook(f"this is no form body: {fault}") from None
    raise CannotLook("the body has no field MAC: there is nothing to compare (`doctor seal` computes one)")


def _read(body: bytes) -> Iterator[Capture]:
    for damage, repair in _REPAIRS:
        repaired = repair(body)
        try:
            pairs = parse(repaired)
        except MalformedForm:
            continue
        name = next((name for name, _ in pairs if name.upper() == b"MAC"), None)
        if name is None:
            continue
        misnamed = "the field is called " + name.decode() + " and not MAC" if name != b"MAC" else ""
        yield Capture(
            tuple(pair for pair in pairs if pair[0] != name),
            dict(pairs)[name],
            _raw(repaired),
            "; ".join(filter(None, (damage, misnamed))),
        )


def _raw(body: bytes) -> dict[bytes, bytes]:
    """Values not decoded, by decoded name; a name that is encoded itself is left out."""
    parts = (part.partition(b"=") for part in body.split(b"&") if part)
    return {name: value for name, _, value in parts}
