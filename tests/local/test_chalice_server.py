from __future__ import annotations

import http.client
import socket
import threading
import time

import pytest
from chalice import Chalice

from local.chalice_server import Handler, local_server


@pytest.fixture
def port():
    app = Chalice("stub")

    @app.route("/echo", methods=["POST"], content_types=["text/plain"])
    def echo():
        return {"read": app.current_request.raw_body.decode()}

    @app.route("/orders/{order}")
    def read(order):
        time.sleep(0.05)  # long enough for requests to overlap
        return {"order": app.current_request.uri_params["order"]}

    server = local_server(app, 0).server
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def raw_exchange(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_a_body_reaches_the_app(port):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/echo", "hello", {"Content-Type": "text/plain"})

    assert connection.getresponse().read() == b'{"read":"hello"}'
    connection.close()


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (b"Transfer-Encoding: chunked", b"411"),
        (b"Content-Length: many", b"400"),
        (b"Content-Length: -1", b"400"),
        (b"Content-Length: 10000001", b"413"),
    ],
)
def test_a_body_of_no_known_or_allowed_length_is_refused_and_the_connection_closed(port, header, status):
    request = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n" + header + b"\r\n\r\n"

    answer = raw_exchange(port, request + b"5\r\nhello\r\n0\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 " + status)
    assert answer.count(b"HTTP/1.1") == 1


def test_requests_at_the_same_time_keep_their_own_data(port):
    answers = {}

    def ask(order: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", f"/orders/{order}")
        answers[order] = connection.getresponse().read()
        connection.close()

    threads = [threading.Thread(target=ask, args=(f"N{number}",)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == {f"N{number}": b'{"order":"N%d"}' % number for number in range(50)}


def test_a_kept_connection_answers_without_nagles_delay(port):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times = []
    for _ in range(9):
        start = time.perf_counter()
        connection.request("POST", "/echo", "x", {"Content-Type": "text/plain"})
        connection.getresponse().read()
        times.append(time.perf_counter() - start)
    connection.close()

    assert sorted(times)[4] < 0.03


def test_the_log_has_no_query_string_and_no_body(port, capfd):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/orders/CMD1?view=secret-token")
    connection.getresponse().read()
    connection.close()
    raw_exchange(port, b"GET /?view=secret-token AND MORE HTTP/1.1\r\n\r\n")

    written = "".join(capfd.readouterr())
    assert "GET /orders/CMD1 200" in written
    assert "secret-token" not in written


def test_a_silent_connection_does_not_hold_its_thread_for_ever():
    assert 0 < Handler.timeout <= 120
