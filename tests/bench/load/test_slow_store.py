"""What stands before the store in the load bench: it passes on, makes wait, and counts."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from bench.load.burst import Load
from local.loopback import HttpCheck
from local.ports import HOST, free_port
from local.settings import REPOSITORY

DELAY_MS = 40


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(400 if body == b"wrong" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


@pytest.fixture
def port():
    echo = Server((HOST, 0), Echo)
    thread = Thread(target=echo.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    own = free_port()
    variables = {"BENCH_SLOW_PORT": own, "BENCH_STORE_PORT": echo.server_address[1], "BENCH_DELAY_MS": DELAY_MS}
    environment = {**os.environ, **{name: str(value) for name, value in variables.items()}}
    child = subprocess.Popen([sys.executable, "-m", "bench.load.slow_store"], cwd=REPOSITORY, env=environment)
    deadline = time.monotonic() + 30
    while not HttpCheck(own, "/health").answers():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    yield own
    child.terminate()
    child.wait()
    echo.shutdown()
    thread.join()
    echo.server_close()


def ask(connection, method, body=None, operation="UpdateItem"):
    headers = {"X-Amz-Target": f"DynamoDB_20120810.{operation}"} if body is not None else {}
    connection.request(method, "/counted", body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def ask_once(port, *asked):
    with closing(http.client.HTTPConnection(HOST, port)) as connection:
        return ask(connection, *asked)


def counted(port):
    return json.loads(ask_once(port, "GET")[1])


def test_requests_are_passed_on_late_and_counted_by_operation_until_asked(port):
    counted(port)
    begun = time.monotonic()

    with closing(http.client.HTTPConnection(HOST, port)) as connection:
        answers = [ask(connection, "POST", body) for body in (b"one", b"", b"wrong")]
        answers.append(ask(connection, "POST", b"x" * 200_000, "PutItem"))

    assert time.monotonic() - begun >= 4 * DELAY_MS / 1000
    assert answers == [(200, b"one"), (200, b""), (400, b"wrong"), (200, b"x" * 200_000)]
    assert counted(port) == {"UpdateItem": 3, "PutItem": 1}
    assert counted(port) == {}


def test_requests_wait_beside_each_other_and_not_after(port):
    begun = time.monotonic()
    with ThreadPoolExecutor(50) as pool:
        assert list(pool.map(lambda _: ask_once(port, "POST", b"one"), range(100))) == [(200, b"one")] * 100

    assert time.monotonic() - begun < 100 * DELAY_MS / 1000


def test_a_percentile_is_what_so_many_per_cent_do_not_exceed():
    load = Load(200, 2.0, tuple(float(n) for n in range(1, 201)), {"UpdateItem": 210}, 1.0, 0, 0)

    assert [load.percentile(part) for part in (50, 95, 99, 100)] == [100.0, 190.0, 198.0, 200.0]
    assert (load.throughput, load.requests_each) == (100.0, 1.05)
