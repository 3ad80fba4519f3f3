"""French typography for pages: the narrow no-break space that goes with the double punctuation marks."""

from __future__ import annotations

from flask import render_template

from shop.money import NARROW


def french_spaces(text: str) -> str:
    for mark in ";:!?»€%":
        text = text.replace(f" {mark}", f"{NARROW}{mark}")
    return text.replace("« ", f"«{NARROW}")


def page(template: str, **values: object) -> str:
    """Render a template whose author typed ordinary spaces."""
    return french_spaces(render_template(template, **values))
