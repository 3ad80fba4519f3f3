"""Stands between a client and the store on a real TCP connection, and does to each request what a plan says."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from tests.aws.endpoint import Endpoint

Headers = list[tuple[str, str]]
_OF_ONE_CONNECTION = {"connection", "transfer-encoding", "content-length", "keep-alive"}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Headers
    body: bytes


class Exchange(BaseHTTPRequestHandler):
    """One request of the client. A fault is given it and calls what it wants of it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Any

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers["Content-Length"]))
        proxy: FaultProxy = self.server.proxy
        proxy.seen.append(self.operation)
        fault = proxy.plan(len(proxy.seen) - 1)
        if fault is None:
            self.answer(self.forward())
        else:
            fault(self)

    @property
    def operation(self) -> str:
        return self.headers["X-Amz-Target"].partition(".")[2]

    def forward(self) -> Reply:
        """What the store says; it has done then what it was asked to."""
        target = urlsplit(self.server.proxy.endpoint.url)
        kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
        connection = kind(target.hostname or "", target.port, timeout=30)
        try:
            connection.request("POST", self.path, self.body, dict(self.headers.items()))
            answer = connection.getresponse()
            kept = [(n, v) for n, v in answer.getheaders() if n.lower() not in _OF_ONE_CONNECTION]
            return Reply(answer.status, kept, answer.read())
        finally:
            connection.close()

    def answer(self, reply: Reply, whole: bool = True) -> None:
        self.send_response_only(reply.status)
        for name, value in (*reply.headers, ("Content-Length", str(len(reply.body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body if whole else reply.body[: len(reply.body) // 2])
        self.close_connection = not whole

    def refuse(self, status: int, error: str, **more: Any) -> None:
        """An error in DynamoDB's words."""
        said = {"__type": f"com.amazonaws.dynamodb.v20120810#{error}", "message": error, **more}
        self.answer(Reply(status, [("Content-Type", "application/x-amz-json-1.0")], json.dumps(said).encode()))

    def cut(self) -> None:
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        pass


Fault = Callable[[Exchange], None]


@dataclass(eq=False)
class FaultProxy:
    """`plan` gives the fault of the request with this number, counted from 0, or None."""

    endpoint: Endpoint
    plan: Callable[[int], Fault | None] = lambda number: None
    seen: list[str] = field(default_factory=list)
    url: str = ""

    def begin(self, plan: Callable[[int], Fault | None]) -> None:
        self.seen.clear()
        self.plan = plan

    def client(self, **config: Any) -> Any:
        """A client of the real store whose requests, signed as they are, take the way through here."""
        client = self.endpoint.client(**config)
        host = urlsplit(self.endpoint.url).netloc

        def redirect(request: Any, **_: Any) -> None:
            request.headers["Host"] = host
            request.url = self.url

        client.meta.events.register("before-send.dynamodb", redirect)
        return client


@contextmanager
def fault_proxy(endpoint: Endpoint) -> Iterator[FaultProxy]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Exchange)
    server.daemon_threads = True
    server.proxy = FaultProxy(endpoint, url=f"http://127.0.0.1:{server.server_address[1]}/")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server.proxy
    server.shutdown()
    thread.join()
    server.server_close()


def pause(seconds: float) -> Fault:
    """Done at once, and answered too late or late."""

    def late(exchange: Exchange) -> None:
        reply = exchange.forward()
        time.sleep(seconds)
        exchange.answer(reply)

    return late
