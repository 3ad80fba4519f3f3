"""The templates beside this file; what ends in `.html` is escaped, and a name that nobody gave is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

if TYPE_CHECKING:
    from .letter import Letter
    from .texts.texts import Texts


@cache
def environment() -> Environment:
    """Made at the first mail, then kept."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def render(template: str, letter: Letter, texts: Texts) -> str:
    """The letter in one of its forms."""
    return environment().get_template(template).render(letter=letter, t=texts)
