"""Carries a notification to the merchant's address. Follows no redirect, gives up after 30 seconds in all."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

ACKNOWLEDGEMENT_SECONDS = 30.0
LONGEST_ANSWER = 4096


@dataclass(frozen=True)
class Answer:
    status: int
    body: str


class NotDelivered(Exception):
    """Nobody answered, or not in time."""


Send = Callable[[str, str, str], Answer]


def send_over_http(method: str, url: str, body: str, *, patience: float = ACKNOWLEDGEMENT_SECONDS) -> Answer:
    """POST `body` as a form, or GET a `url` that already carries it. Raises NotDelivered."""
    parts = urlsplit(url)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=patience)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
    started = time.monotonic()
    try:
        with closing(connection):
            connection.connect()
            with _deadline(connection.sock, started + patience - time.monotonic()):
                connection.request(method, target, body.encode() if method == "POST" else None, headers)
                with connection.getresponse() as response:
                    content = response.read(LONGEST_ANSWER).decode("utf-8", "replace")
    except (OSError, HTTPException) as fault:
        raise NotDelivered(_reason(fault, time.monotonic() - started, patience)) from fault
    if time.monotonic() - started >= patience:
        raise NotDelivered(f"no whole answer within {patience:.0f} seconds")
    return Answer(response.status, content)


def target(url: str, body: str, method: str) -> str:
    """Where a message leaves to: a GET carries it in the address."""
    if method == "POST":
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{body}"


@contextmanager
def _deadline(sock: socket.socket, seconds: float) -> Iterator[None]:
    """Ends the exchange when time is up: a socket's own time-out starts again with every byte."""

    def cut() -> None:
        with suppress(OSError):  # the exchange ended by itself just now
            sock.shutdown(socket.SHUT_RDWR)

    watchdog = threading.Timer(max(seconds, 0.0), cut)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()


def _reason(fault: Exception, elapsed: float, patience: float) -> str:
    if elapsed >= patience:
        return f"no answer within {patience:.0f} seconds"
    return f"{type(fault).__name__}: {fault}"
