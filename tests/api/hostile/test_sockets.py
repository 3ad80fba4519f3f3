"""What no client would send, written to the running server's socket byte by byte."""

from __future__ import annotations

import socket

import pytest

from tests.counter import accepted
from tests.makers import sealed_body

PATH = b"/monetico/notifications"
HEAD = b"Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"


def exchange(api, request):
    """Everything that the server answers until it closes, or nothing."""
    with socket.create_connection(("127.0.0.1", api.port), timeout=10) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while part := connection.recv(65_536):
                answer += part
        except ConnectionError:  # closed while we were still writing
            answer = b""
    return answer


def posted(body, length=None, extra=b""):
    length = str(len(body)).encode() if length is None else length
    return b"POST " + PATH + b" HTTP/1.1\r\n" + HEAD + extra + b"Content-Length: " + length + b"\r\n\r\n" + body


REQUESTS = {
    "chunked": lambda body: posted(
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), b"0", b"Transfer-Encoding: chunked\r\n"
    ),
    "chunked by another name": lambda body: posted(body, extra=b"Transfer-Encoding: xchunked\r\n"),
    "longer than it says": lambda body: posted(body, str(len(body) - 30).encode()),
    "shorter than it says": lambda body: posted(body[:-30], str(len(body)).encode()),
    "negative length": lambda body: posted(body, b"-1"),
    "length with a sign": lambda body: posted(body, b"+10"),
    "length in words": lambda body: posted(body, b"ten"),
    "length in other digits": lambda body: posted(body, "١٠".encode()),
    "length beyond all": lambda body: posted(body, b"9" * 5000),
    "two lengths": lambda body: posted(body, extra=b"Content-Length: 10\r\n"),
    "oversize": lambda body: posted(body + b"&x=" + b"y" * 200_000),
    "beyond the gateway's limit": lambda body: posted(body, b"10000001"),
    "a huge header": lambda body: posted(body.replace(b"MAC=", b"MAC=0"), extra=b"X: " + b"y" * 70_000 + b"\r\n"),
    "many headers": lambda body: posted(body.replace(b"MAC=", b"MAC=0"), extra=b"X: y\r\n" * 500),
    "a doubled field": lambda body: posted(body + b"&montant=0.01EUR"),
    "nul": lambda body: posted(body + b"\0"),
    "escaped nul": lambda body: posted(body + b"%00"),
    "latin-1": lambda body: posted(body + b"\xe9"),
    "broken escape": lambda body: posted(body + b"%"),
    "another path": lambda body: posted(body).replace(PATH, b"/monetico/notifications/x"),
    "an encoded path": lambda body: posted(body).replace(PATH, b"/monetico/notifications%00"),
    "a nul in the path": lambda body: posted(body).replace(PATH, PATH + b"\0"),
    "latin-1 in the path": lambda body: posted(body).replace(PATH, b"/monetico/return/\xe9"),
    "http 0.9": lambda body: b"GET " + PATH + b"?" + body + b"&x=y\r\n",
    "no http": lambda body: b"\x16\x03\x01\x02\x00\x01" + body,
    "nothing": lambda body: b"",
    "a broken query": lambda body: b"GET " + PATH + b"?" + body + b"%zz&%00=%ff HTTP/1.0\r\n\r\n",
    "a query with semicolons": lambda body: b"GET " + PATH + b"?" + body.replace(b"&", b";") + b" HTTP/1.0\r\n\r\n",
    "a query and a body": lambda body: posted(b"", b"0").replace(PATH, PATH + b"?" + body),
}


UNANSWERED = {"nothing"}


@pytest.mark.parametrize("name", REQUESTS)
def test_nothing_is_taken_and_nothing_changes(api, name):
    started = api.new_order()
    body = sealed_body(accepted(started), api.bank_key)
    before = api.read(started["order"])

    answer = exchange(api, REQUESTS[name](body))

    assert answer or name in UNANSWERED
    assert b"cdr=0" not in answer
    assert not answer.startswith((b"HTTP/1.1 5", b"HTTP/1.0 5"))
    assert api.read(started["order"]) == before
    assert api.call("GET", "/health").status == 200


def test_the_same_exchange_takes_what_is_right(api):
    body = sealed_body(accepted(api.new_order()), api.bank_key)

    assert b"cdr=0" in exchange(api, posted(body))
