from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from bank.transport import NotDelivered, send_over_http

if TYPE_CHECKING:
    from collections.abc import Iterator

ACKNOWLEDGED = b"version=2\ncdr=0\n"


class Receiver(BaseHTTPRequestHandler):
    """Answers by path, and remembers every request on its server."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, self.headers.get_content_type(), body))
        {"/redirect": self.redirect, "/drip": self.drip, "/silent": self.silent}.get(self.path, self.acknowledge)()

    def do_GET(self) -> None:
        self.server.seen.append((self.path, None, b""))
        self.acknowledge()

    def acknowledge(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(ACKNOWLEDGED)))
        self.end_headers()
        self.wfile.write(ACKNOWLEDGED)

    def redirect(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def silent(self) -> None:
        self.server.released.wait(5)
        self.close_connection = True

    def drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            try:
                self.wfile.write(b"v")
            except OSError:
                break
            if self.server.released.wait(0.05):
                break
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def receiver() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.seen, server.released = [], threading.Event()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    thread.join()
    server.server_close()


def address(receiver: ThreadingHTTPServer, path: str) -> str:
    return f"http://127.0.0.1:{receiver.server_address[1]}{path}"


def test_a_post_carries_the_form_and_brings_the_answer(receiver: ThreadingHTTPServer) -> None:
    answer = send_over_http("POST", address(receiver, "/notify?a=1"), "b=2")

    assert (answer.status, answer.body) == (200, "version=2\ncdr=0\n")
    assert receiver.seen == [("/notify?a=1", "application/x-www-form-urlencoded", b"b=2")]


def test_a_get_carries_its_fields_in_the_address_only(receiver: ThreadingHTTPServer) -> None:
    send_over_http("GET", address(receiver, "/notify?b=2%2f"), "ignored")

    assert receiver.seen == [("/notify?b=2%2f", None, b"")]


def test_a_redirect_is_an_answer_and_is_not_followed(receiver: ThreadingHTTPServer) -> None:
    answer = send_over_http("POST", address(receiver, "/redirect"), "b=2")

    assert answer.status == 302
    assert [path for path, _, _ in receiver.seen] == ["/redirect"]


@pytest.mark.parametrize("path", ["/silent", "/drip"])
def test_patience_ends_whether_the_merchant_is_silent_or_drips(receiver: ThreadingHTTPServer, path: str) -> None:
    started = time.monotonic()

    with pytest.raises(NotDelivered, match="within"):
        send_over_http("POST", address(receiver, path), "b=2", patience=0.3)

    assert time.monotonic() - started < 2


def test_nobody_there_is_told_at_once() -> None:
    with pytest.raises(NotDelivered, match="ConnectionRefusedError"):
        send_over_http("POST", "http://127.0.0.1:1/notify", "b=2")
