"""Serves a WSGI application on loopback: threaded, without Nagle's delay, with a log that names no one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

from local.ports import HOST

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class QuietHandler(WSGIRequestHandler):
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave in one packet

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002
        # No query string: it can carry a view token.
        path = getattr(self, "path", "").partition("?")[0]
        sys.stdout.write(f"{getattr(self, 'command', '-')} {path} {code}\n")


def serve(application: WSGIApplication, port: int) -> None:
    make_server(HOST, port, application, threaded=True, request_handler=QuietHandler).serve_forever()
