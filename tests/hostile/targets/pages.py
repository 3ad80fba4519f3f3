"""The API's pages: whatever stands in a value, the browser sees the same elements, and runs no script but ours."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from chalicelib.api import pages
from chalicelib.api.problems import PROBLEMS, Problem
from chalicelib.domain.customer import PaymentForm
from tests.hostile.slices import Slices
from tests.makers import an_order

BANK = "https://bank.example.org/paiement.cgi"
_HASH = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='")


class Seen(HTMLParser):
    """The elements of a page, and the values of its hidden fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.hidden: dict[str, str] = {}
        self.names: set[str] = set()
        self.data: dict[str, str] = {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append(tag)
        self.names |= given.keys()
        if given.get("type") == "hidden":
            self.hidden[given["name"]] = given["value"]
        self.data |= {name: value for name, value in given.items() if name.startswith("data-")}


def handoff(data: bytes) -> None:
    """The page that goes on to the bank holds each value as it is, and nothing else."""
    name, _, value = data.decode(errors="replace").replace("\0", "").partition("\n")
    fields = {"montant": "62.73EUR", f"x{name}": value}
    answer = pages.handoff_page(an_order(), PaymentForm(BANK, fields))
    seen = Seen(answer.body)
    assert seen.hidden == fields
    assert seen.elements.count("input") == 2
    assert seen.elements.count("script") == 1
    _safe(answer, seen)


def waiting(data: bytes) -> None:
    """The page that waits holds the token as it came."""
    slices = Slices(data)
    order = an_order()
    language, view = ("FR", "EN", "x<y")[slices.number() % 3], slices.rest.decode(errors="replace").replace("\0", "")
    answer = pages.waiting_page(order, language, view)
    seen = Seen(answer.body)
    assert seen.data["data-view"] == view
    assert seen.data["data-address"] == f"../../payments/{order.number}"
    assert seen.elements.count("script") == 1
    _safe(answer, seen)


def problem(data: bytes) -> None:
    """The page of a problem says nothing that a caller wrote."""
    slices = Slices(data)
    slug = [*PROBLEMS][slices.number() % len(PROBLEMS)]
    text = slices.rest.decode(errors="replace")
    written = Problem(slug, text, ({"field": text, "reason": text},))
    assert pages.problem_page(written).body == pages.problem_page(Problem(slug, "")).body


def number(data: bytes) -> None:
    """An order number is held to its letters long before, and would be harmless even if it were not."""
    order = replace(an_order(), number=data.decode(errors="replace").replace("\0", ""))
    answer = pages.handoff_page(order, PaymentForm(BANK, {"montant": "62.73EUR"}))
    _safe(answer, Seen(answer.body))


def _safe(answer: pages.Response, seen: Seen) -> None:
    assert not any(name.startswith("on") for name in seen.names)
    assert not {"iframe", "img", "object", "base", "svg", "link"} & set(seen.elements)
    policy = answer.headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["base-uri"] == directives["frame-ancestors"] == "'none'"
    assert _HASH.fullmatch(directives["script-src"])
    assert _HASH.fullmatch(directives["style-src"])
    assert directives["form-action"] in ("'none'", "https://bank.example.org")
    assert not any(character in name + value for name, value in answer.headers.items() for character in "\r\n\0")
