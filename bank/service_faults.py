"""Ways for the answer of a service to go wrong, asked for one call ahead.

A connection is broken by an error that the server takes for a caller gone: nothing more is written.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from flask import Response

from bank.service_request import Service
from bank.service_words import CaptureCode, Lib, RefundCode, Reply, accented

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bank.store import Store

OVERSIZED = 5 * 1024 * 1024
DEFAULT_SECONDS = 5.0
LONGEST_SECONDS = 600.0
FAULTS = {
    "slow": "Done at once, answered only after some seconds.",
    "cut": "Done; the connection is closed half way through the answer.",
    "lost": "Done; the connection is closed without any answer.",
    "lost-before": "Not done; the connection is closed without any answer.",
    "contradictory": "Done, but the answer says refused; the status tells the truth.",
    "html": "Not done; a page in HTML says so, with status 200.",
    "oversized": "Done; the answer has five megabytes.",
    "latin1": "Done; the answer has accents, in Latin-1.",
}
NOT_DONE = ("lost-before", "html")
_PAGE = (
    '<!doctype html>\n<html lang="fr"><title>Erreur</title><h1>Service momentan\u00e9ment indisponible</h1></html>\n'
)


@dataclass(frozen=True)
class Fault:
    """What the next call of a service suffers; `seconds` belong to `slow` alone."""

    name: str
    seconds: float = 0.0


def ask_fault(store: Store, service: Service, fault: Fault | None) -> None:
    """For the next call of that service; None takes back what was asked."""
    with store.writing() as rows:
        rows.ledger.put_switch(f"fault_{service}", asdict(fault) if fault else None)


def take_fault(store: Store, service: Service) -> Fault | None:
    """What was asked for this call, which is then no longer asked."""
    with store.writing() as rows:
        asked = rows.ledger.switch(f"fault_{service}", None)
        rows.ledger.put_switch(f"fault_{service}", None)
    return Fault(**asked) if asked else None


def plain(service: Service, text: str) -> Response:
    kind = "text/xml" if service is Service.STATUS else "text/plain"
    return Response(text, content_type=f"{kind}; charset=utf-8")


def not_done(fault: Fault) -> Response:
    return _broken(b"") if fault.name == "lost-before" else Response(_PAGE, content_type="text/html; charset=utf-8")


def spoiled(fault: Fault, service: Service, text: str, fields: Mapping[str, str]) -> Response:
    """The answer after what was asked for has been done."""
    match fault.name:
        case "cut":
            return _broken(text.encode()[: len(text) // 2], whole=len(text))
        case "lost":
            return _broken(b"")
        case "contradictory":
            return plain(service, _contradiction(service).text(fields.get("reference", "")))
        case "oversized":
            return plain(service, text + " " * (OVERSIZED - len(text)))
        case "latin1":
            return _in_latin1(service, text)
    return plain(service, text)


def _contradiction(service: Service) -> Reply:
    if service is Service.REFUND:
        return Reply(RefundCode.TOO_MUCH, Lib.IMPOSSIBLE)
    return Reply(CaptureCode.REFUSED, Lib.REFUSED)


def _in_latin1(service: Service, text: str) -> Response:
    """XML still calls itself UTF-8, so that a parser stumbles."""
    if service is Service.STATUS:
        spoken = text.replace("</etatpaiement>", "<libelle>pay\u00e9</libelle></etatpaiement>")
        return Response(spoken.encode("latin-1"), content_type="text/xml")
    return Response(accented(text).encode("latin-1"), content_type="text/plain")


def _broken(start: bytes, whole: int = 0) -> Response:
    def body() -> Iterator[bytes]:
        if start:
            yield start
        raise ConnectionAbortedError("broken on purpose")

    response = Response(body())
    if whole:
        response.content_length = whole
    return response
