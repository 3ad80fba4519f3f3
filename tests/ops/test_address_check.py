from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ops.address_check import check_address

REFUSED = b"version=2\ncdr=1\n"


@pytest.fixture
def serving():
    """Serves one fixed answer to POST and GET on loopback; gives the address and what was asked."""
    servers = []

    def serve(status=200, body=REFUSED, content_type="text/plain", *, get_status=None, location=""):
        asked: list[tuple[str, str, bytes]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                self.answer(status)

            def do_GET(self):
                self.answer(get_status or status)

            def answer(self, code):
                received = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                asked.append((self.command, self.path, received))
                self.send_response(code)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                if location:
                    self.send_header("Location", location)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/monetico/notifications", asked

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def found(url: str) -> list[tuple[str, str, str]]:
    return [(f.level, f.subject, f.text) for f in check_address(url)]


def test_an_address_that_answers_as_the_bank_needs_is_right_by_post_and_by_get(serving):
    url, asked = serving()

    assert [(level, method) for level, method, _ in found(url)] == [("ok", "POST"), ("ok", "GET")]
    (_, _, posted), (_, path, _) = asked
    assert b"MAC=" + b"0" * 40 in posted
    assert "?TPE=0000000&" in path


@pytest.mark.parametrize("content_type", ["text/plain; charset=utf-8", "TEXT/PLAIN"])
def test_a_charset_behind_text_plain_does_not_matter(serving, content_type):
    assert {level for level, _, _ in found(serving(content_type=content_type)[0])} == {"ok"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 301, "location": "https://pay.example.org/"}, "redirects (301) to https://pay.example.org/"),
        ({"status": 403}, "status 403"),
        ({"status": 500}, "status 500"),
        ({"body": b"version=2\ncdr=0\n"}, "accepts a message without a right seal"),
        ({"body": b"version=2\ncdr=1"}, "answers 'version=2\\ncdr=1' and not"),
        ({"body": b""}, "answers '' and not"),
        ({"body": b"<html>login</html>"}, "answers '<html>login</html>' and not"),
        ({"content_type": "text/html"}, "content type text/html"),
    ],
)
def test_each_way_to_answer_wrongly_is_a_fault(serving, answer, said):
    first, *_ = found(serving(**answer)[0])

    assert first[:2] == ("fault", "POST")
    assert first[2].startswith(said)


def test_an_address_that_is_right_for_post_only_is_told(serving):
    assert [(level, method) for level, method, _ in found(serving(get_status=405)[0])] == [
        ("ok", "POST"),
        ("fault", "GET"),
    ]


def test_a_slow_answer_is_doubtful(serving):
    assert {finding.level for finding in check_address(serving()[0], slow_after=0)} == {"doubt"}


def test_nobody_at_the_address_is_a_fault(unused_ports):
    port = unused_ports["GUICHET_API_PORT"]

    assert [f[0] for f in found(f"http://127.0.0.1:{port}/x")] == ["fault", "fault"]


def test_http_beyond_this_machine_is_a_fault():
    first, *_ = found("http://pay.invalid/monetico/notifications")

    assert first == ("fault", "TLS", "the address is not https")


def test_a_server_that_speaks_no_tls_is_a_fault(serving):
    url = serving()[0].replace("http://", "https://")

    assert [level for level, _, _ in found(url)] == ["fault", "fault"]


@pytest.mark.parametrize("url", ["ftp://pay.example.org", "pay.example.org", "https://"])
def test_what_is_no_web_address_is_a_fault(url):
    ((level, _, text),) = found(url)

    assert (level, "no web address" in text) == ("fault", True)


def test_a_query_in_the_address_is_doubtful(serving):
    assert found(serving()[0] + "?a=b")[0][0] == "doubt"
