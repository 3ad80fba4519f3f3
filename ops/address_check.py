"""Whether the notification address answers as the bank needs it (protocol sheet 5.1, 5.2). Sends no right seal."""

from __future__ import annotations

import http.client
import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from chalicelib.monetico.acknowledgement import NOT_TAKEN, TAKEN
from ops.finding import DOUBT, FAULT, OK, Finding
from ops.settings_check import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT_SECONDS = 30
"""The bank's patience."""
SLOW_SECONDS = 5
MOST_BYTES = 4096

_UNSEALED = "TPE=0000000&reference=DOCTOR01&MAC=" + "0" * 40


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    location: str
    content_type: str
    body: bytes
    seconds: float


def check_address(url: str, slow_after: float = SLOW_SECONDS) -> Iterator[Finding]:
    """What the bank would meet at the address, by POST and by GET; slow answers, in seconds, are doubtful."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield Finding(FAULT, "notification address", f"{url} is no web address", "give --url https://…")
        return
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        yield Finding(FAULT, "TLS", "the address is not https", "give the bank an https address")
    if parts.query:
        yield Finding(DOUBT, "notification address", "has a query", "some of the bank's set-ups lose it; use a path")
    for method in ("POST", "GET"):
        try:
            answer = _ask(parts, method)
        except ssl.SSLCertVerificationError as error:
            yield Finding(FAULT, f"{method} TLS", error.verify_message, "renew the certificate, chain included")
        except (OSError, http.client.HTTPException) as error:
            yield Finding(FAULT, f"{method} {url}", f"no answer: {error or type(error).__name__}",
                          "check name, firewall and deployment; the bank comes from the open internet")  # fmt: skip
        else:
            yield from _judged(method, answer, slow_after)


def _ask(parts: SplitResult, method: str) -> _Answer:
    host, port = parts.hostname or "", parts.port
    connection = (
        http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    )
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    began = time.monotonic()
    try:
        if method == "POST":
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", target, _UNSEALED.encode(), headers)
        else:
            connection.request("GET", target + ("&" if parts.query else "?") + _UNSEALED)
        answer = connection.getresponse()
        body = answer.read(MOST_BYTES)
        content_type = answer.headers.get_content_type()
        return _Answer(answer.status, answer.getheader("Location", ""), content_type, body, time.monotonic() - began)
    finally:
        connection.close()


def _judged(method: str, answer: _Answer, slow_after: float) -> Iterator[Finding]:
    found = list(_faults(method, answer, slow_after))
    if not found:
        text = f"200, text/plain, the negative acknowledgement to an unsealed message, {answer.seconds:.1f} s"
        yield Finding(OK, method, text)
    yield from found


def _faults(method: str, answer: _Answer, slow_after: float) -> Iterator[Finding]:
    if 300 <= answer.status < 400:
        yield Finding(FAULT, method, f"redirects ({answer.status}) to {answer.location or 'nowhere'}",
                      "give the bank the address that answers: a redirect loses the acknowledgement")  # fmt: skip
        return
    if answer.status != 200:
        yield Finding(FAULT, method, f"status {answer.status}",
                      "no login, CSRF check, maintenance page or bot filter may stand before it")  # fmt: skip
        return
    if answer.body == TAKEN.encode():
        yield Finding(
            FAULT, method, "accepts a message without a right seal", "anybody could pay: check the seal first"
        )
    elif answer.body != NOT_TAKEN.encode():
        shown = answer.body[:60].decode("latin-1")
        yield Finding(
            FAULT, method, f"answers {shown!r} and not {NOT_TAKEN!r}", "print exactly the two lines, ended by LF"
        )
    if answer.content_type != "text/plain":
        yield Finding(FAULT, method, f"content type {answer.content_type}", "answer text/plain")
    if answer.seconds > slow_after:
        yield Finding(DOUBT, method, f"took {answer.seconds:.1f} s; the bank waits 30",
                      "look for cold starts or slow work before the answer")  # fmt: skip
