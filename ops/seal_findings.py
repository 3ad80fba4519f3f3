"""What the seal of one form body is, and whether the MAC that came with it fits. Never holds the key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.monetico.form import parse
from chalicelib.monetico.seal import legacy_sealed_text, matches, seal, sealed_text
from ops.screen import shown

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Form:
    """One way of sealing the body. `matches` is None where no MAC came with it."""

    text: bytes
    mac: str
    matches: bool | None


@dataclass(frozen=True, slots=True)
class Findings:
    """The body under the current seal, and under the legacy seal of notifications."""

    fields: int
    received: bytes | None
    current: Form
    legacy: Form

    @property
    def mismatch(self) -> bool:
        """Whether a MAC came that fits neither form."""
        return self.received is not None and not (self.current.matches or self.legacy.matches)

    def document(self) -> dict[str, Any]:
        """The findings as JSON values; bytes that are not UTF-8 are written as `\\xff`."""
        forms = {"current": self.current, "legacy": self.legacy}
        return {
            "fields": self.fields,
            "received_mac": None if self.received is None else _text(self.received),
            **{
                name: {"sealed_text": _text(form.text), "mac": form.mac.upper(), "matches": form.matches}
                for name, form in forms.items()
            },
        }

    def lines(self) -> Iterator[str]:
        """The findings for a person."""
        yield from _form_lines(f"Sealed text, current form, {self.fields} fields:", self.current)
        if self.received is None:
            yield "The body has no field MAC: nothing to compare."
        elif self.current.matches:
            yield "The MAC in the body matches."
        else:
            yield from _form_lines("Sealed text, legacy form of a notification:", self.legacy)
            if self.legacy.matches:
                yield "The MAC in the body matches in the legacy form."
                return
            yield f"MAC in the body: {_shown(self.received)}"
            yield "It matches NEITHER form: another key (test instead of production?), or a body that is not as sent."


def findings(body: bytes, key: bytes) -> Findings:
    """Raises MalformedForm. One line break after the body is taken for the file's own."""
    pairs = parse(body.removesuffix(b"\n").removesuffix(b"\r"))
    received = dict(pairs).get(b"MAC")
    return Findings(
        fields=len(pairs) - (received is not None),
        received=received,
        current=_form(key, sealed_text(pairs), received),
        legacy=_form(key, legacy_sealed_text(pairs), received),
    )


def _form(key: bytes, text: bytes, received: bytes | None) -> Form:
    return Form(text, seal(key, text), None if received is None else matches(key, text, received))


def _form_lines(title: str, form: Form) -> Iterator[str]:
    yield from (title, _shown(form.text), f"MAC: {form.mac.upper()}", "")


def _text(value: bytes) -> str:
    return value.decode("utf-8", "backslashreplace")


def _shown(value: bytes) -> str:
    return shown(_text(value))
