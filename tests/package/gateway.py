"""An API Gateway of this machine: HTTP in, the REST API's proxy event to a function, its answer out."""

from __future__ import annotations

import re
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from email.message import Message

STAGE = "api"


def proxy_event(method: str, target: str, headers: Message, body: bytes, routes: Iterable[str]) -> dict[str, Any]:
    """As API Gateway makes it of a request: text as text, repeated headers twice over, nothing as null."""
    address = urlsplit(target)
    resource, parameters = matched(address.path, routes)
    query = parse_qs(address.query, keep_blank_values=True)
    return {
        "resource": resource,
        "path": address.path,
        "httpMethod": method,
        "headers": dict(headers.items()),
        "multiValueHeaders": {name: headers.get_all(name) for name in headers},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": parameters or None,
        "stageVariables": None,
        "requestContext": {
            "resourceId": "r3s0rc",
            "resourcePath": resource,
            "httpMethod": method,
            "path": f"/{STAGE}{address.path}",
            "accountId": "000000000000",
            "apiId": "guichet",
            "stage": STAGE,
            "protocol": "HTTP/1.1",
            "requestId": str(uuid.uuid4()),
            "identity": {"sourceIp": "127.0.0.1", "userAgent": headers.get("User-Agent")},
        },
        "body": body.decode() if body else None,
        "isBase64Encoded": False,
    }


def matched(path: str, routes: Iterable[str]) -> tuple[str, dict[str, str]]:
    """The route and its parameters; raises LookupError."""
    for route in routes:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", route)
        if found := re.fullmatch(pattern, path):
            return route, found.groupdict()
    raise LookupError(path)


def serve(function: Callable[[Any], Any], routes: Iterable[str], port: int) -> ThreadingHTTPServer:
    """A server that runs until it is shut down; one request at a time, as one instance of a function takes them."""
    one_at_a_time = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            event = proxy_event(self.command, self.path, self.headers, body, routes)
            with one_at_a_time:
                answer = function(event)
            self.send_response(answer["statusCode"])
            for name, value in answer["headers"].items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer["body"].encode())

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """The tests' output is for the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
