"""The server of `chalice local`, cured of what would mislead on one machine.

The stock one writes head and body apart (40 ms a request with Nagle's delay), takes a chunked body for an
empty one, queues five connections, and logs query strings.
"""

from __future__ import annotations

import sys
from http.server import HTTPServer
from socketserver import ThreadingMixIn
from typing import Any

from chalice.config import Config
from chalice.local import ChaliceRequestHandler, LocalChalice, LocalDevServer

from local.ports import HOST

MAX_BODY_BYTES = 10_000_000  # API Gateway's limit


class Handler(ChaliceRequestHandler):  # type: ignore[misc]  # chalice's types are not followed
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 75  # seconds that a silent connection may hold its thread

    def parse_request(self) -> bool:
        return super().parse_request() and self._accepts_body()

    def _accepts_body(self) -> bool:
        length = self.headers.get("content-length", "0")
        if "transfer-encoding" in self.headers:
            return self._refuse(411)
        if not (length.isascii() and length.isdecimal() and len(length) < 20):
            return self._refuse(400)
        return int(length) <= MAX_BODY_BYTES or self._refuse(413)

    def _refuse(self, status: int) -> bool:
        self.send_error(status)  # and closes: the unread body must not pass for a next request
        return False

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002
        path = getattr(self, "path", "").partition("?")[0]
        sys.stdout.write(f"{getattr(self, 'command', '-')} {path} {code}\n")

    def log_message(self, *_: object) -> None:
        """The stock messages quote the request line, query string included."""


class Server(ThreadingMixIn, HTTPServer):
    daemon_threads = True
    request_queue_size = 128


def local_server(app: Any, port: int) -> LocalDevServer:
    """`app` becomes safe for threads: chalice keeps the current request on the app object itself."""
    app.__class__ = type("LocalApp", (LocalChalice, type(app)), {})
    config = Config(chalice_stage="local", config_from_disk={})
    return LocalDevServer(app, config, HOST, port, handler_cls=Handler, server_cls=Server)
