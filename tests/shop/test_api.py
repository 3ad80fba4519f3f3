import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shop.api import ApiUnavailableError, HttpApi, Payment

PAID = {"status": "paid", "reference": "LUM482101"}


@contextmanager
def answering(status, body):
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.path, self.headers["Authorization"]))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/base", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_payment_is_read_with_the_order_s_token():
    with answering(200, {**PAID, "amount": "62.73"}) as (url, seen):
        payment = HttpApi(url).payment("LUM4821", "token")

    assert payment == Payment("paid", "LUM482101")
    assert seen == [("/base/payments/LUM4821", "Bearer token")]


def test_an_order_the_api_does_not_know_has_no_payment():
    with answering(404, {"type": "urn:guichet:problem:order-unknown"}) as (url, _):
        assert HttpApi(url).payment("LUM4821", "token") is None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, {}),
        (503, {"status": "paid", "reference": "LUM482101"}),
        (200, {}),
        (200, []),
        (200, b"<html>"),
        (200, {"status": "paid"}),
    ],
)
def test_an_answer_that_says_nothing_is_no_answer(status, body):
    with answering(status, body) as (url, _), pytest.raises(ApiUnavailableError):
        HttpApi(url).payment("LUM4821", "token")


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_health_is_the_api_s_word(status, healthy):
    with answering(status, {"status": "?"}) as (url, _):
        assert HttpApi(url).healthy() is healthy


def test_a_closed_port_is_told_apart():
    with answering(200, {}) as (url, _):
        pass

    assert not HttpApi(url).healthy()
    with pytest.raises(ApiUnavailableError):
        HttpApi(url).payment("LUM4821", "token")
