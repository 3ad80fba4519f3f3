"""The bank, played from backstage: its page without a browser, its books, its clock, its switches."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import urllib3

if TYPE_CHECKING:
    from collections.abc import Iterator

Document = dict[str, Any]

ACCEPTED = "0000 0100 0000 0002"
ACCEPTED_ONCE = "0000 0100 0000 0007"
FRICTIONLESS = "0000 0100 0000 0003"
REFUSED = "0000 0100 0000 0001"


@dataclass(frozen=True)
class Page:
    """The payment page of one visit, for a shopper without a browser. Every step gives the page that it leads to."""

    address: str

    def shown(self) -> str:
        return _page(urllib3.request("GET", self.address))

    def calls(self) -> int:
        """How often a service was asked about it."""
        return self.shown().count('class="message call"')

    def pay(self, card: str = ACCEPTED) -> str:
        return self._post("", number=card, expiry="12/39", cryptogram="123")

    def pay_with_stored_card(self) -> str:
        return self._post("", stored="1")

    def answer_as_partner(self, method: str, answer: str) -> str:
        return self._post(f"/partner/{method}", answer=answer)

    def tell_again(self, method: str = "POST") -> int:
        """Sends all messages of the visit again; how many there are."""
        messages = re.findall(r'name="message" value="([^"]+)"', self.shown())
        for message in messages:
            self._post("/developer/replay", message=message, method=method)
        return len(messages)

    def _post(self, path: str, **fields: str) -> str:
        return _page(_posted(self.address + path, fields))


@dataclass(frozen=True)
class Bank:
    """The simulated bank at its address."""

    address: str

    def arrive(self, form: Document) -> Page:
        """Where the form leads, sent as it says."""
        if form["method"] == "GET":
            answer = urllib3.request("GET", f"{form['action']}?{urlencode(form['fields'])}")
        else:
            answer = _posted(form["action"], form["fields"])
        _page(answer)
        visit = re.match("/payment/[^/?]+", answer.url or "")
        assert visit, answer.url
        return Page(self.address + visit[0])

    def play(self, form: Document, scenario: str) -> Document:
        return self._tell("/control", fields=form["fields"], scenario=scenario)

    def book(self, reference: str) -> Document:
        """What the bank holds to be true of a reference."""
        books = urllib3.request("GET", f"{self.address}/control/books").json()
        (book,) = [order for order in books["orders"] if order["reference"] == reference]
        found: Document = book
        return found

    def partner(self, reference: str, answer: str) -> None:
        self._tell("/control/partner", reference=reference, answer=answer)

    def fail_once(self, service: str, fault: str, **how: float) -> None:
        """The next call of the service."""
        self._tell("/control/services", service=service, next=fault, **how)

    def days_pass(self, days: int) -> list[Document]:
        """On the bank's clock; what happened on them."""
        happened: list[Document] = self._tell("/control/clock", advance_days=days)["happened"]
        return happened

    @contextmanager
    def time_to_itself(self) -> Iterator[None]:
        """Its clock may be moved within, and is right again afterwards."""
        try:
            yield
        finally:
            self._tell("/control/clock", reset=True)

    @contextmanager
    def silent(self) -> Iterator[None]:
        """No notification leaves it within."""
        self._tell("/control/notifications", on=False)
        try:
            yield
        finally:
            self._tell("/control/notifications", on=True)

    def _tell(self, path: str, **call: Any) -> Document:
        answer = urllib3.request("POST", self.address + path, json=call, timeout=60)
        assert answer.status == 200, answer.data
        document: Document = answer.json()
        return document


def agreed(order: Document, book: Document) -> Document:
    """The money of an order and of its paying reference, held to be the same on both sides; the record's."""
    ours = {
        **{name: order[name] for name in ("authorized", "captured", "refunded")},
        "captures": [
            (one["amount"], one["captured_on"], one["authorization"], one["refunded"]) for one in order["captures"]
        ],
        "instalments": [(one["number"], one["due_on"], one["amount"], one["status"]) for one in order["instalments"]],
        "stopped": order["stopped_at"] is not None,
    }
    theirs = {
        **{name: book[name] for name in ("authorized", "captured", "refunded")},
        "captures": [
            (one["amount"], one["date_remise"], one["num_autorisation"], _sum(one["refunds"]))
            for one in book["captures"]
        ],
        "instalments": [(one["number"], one["due_on"], one["amount"], one["state"]) for one in book["instalments"]],
        "stopped": book["stopped"],
    }
    assert ours == theirs
    return ours


def _sum(refunds: list[Document]) -> str:
    cents = sum(int(one["amount"].replace(".", "")) for one in refunds)
    return f"{cents // 100}.{cents % 100:02}"


def _posted(address: str, fields: dict[str, str]) -> urllib3.BaseHTTPResponse:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return urllib3.request("POST", address, body=urlencode(fields), headers=kind, timeout=60)


def _page(answer: urllib3.BaseHTTPResponse) -> str:
    text = answer.data.decode()
    assert answer.status == 200, text
    return text
