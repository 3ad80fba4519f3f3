"""Carrying bytes to the bank: one attempt, whole answers in time, and BankSilent for everything else."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from chalicelib.aws.bank_client import MAX_ANSWER, BankClient
from chalicelib.domain.errors import BankSilent
from chalicelib.domain.vocabulary import Platform

ANSWER = b"version=1.0\nreference=X\ncdr=1\nlib=paiement accepte\naut=1\n"


@dataclass
class Server:
    """Answers each connection as told, byte for byte, and keeps what it was sent."""

    answer: Callable[[socket.socket], None]
    listening: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    requests: list[bytes] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def serve(self) -> None:
        self.listening.settimeout(0.05)
        while not self.closing.is_set():
            try:
                connection, _ = self.listening.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(5)
                self.requests.append(_request(connection))
                try:
                    self.answer(connection)
                except OSError:
                    continue  # the client has hung up


def _request(connection: socket.socket) -> bytes:
    text = b""
    while b"\r\n\r\n" not in text or len(text.partition(b"\r\n\r\n")[2]) < _length(text):
        piece = connection.recv(65536)
        if not piece:
            break
        text += piece
    return text


def _length(text: bytes) -> int:
    lines = text.partition(b"\r\n\r\n")[0].lower().split(b"\r\n")
    return next((int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:")), 0)


@pytest.fixture
def bank() -> Iterator[Callable[..., tuple[BankClient, Server]]]:
    started: list[tuple[Server, threading.Thread]] = []

    def start(answer: Callable[[socket.socket], None], read_seconds: float = 0.5) -> tuple[BankClient, Server]:
        server = Server(answer)
        thread = threading.Thread(target=server.serve)
        thread.start()
        started.append((server, thread))
        return BankClient(lambda service, platform: f"{server.base}/{platform}/{service}", read_seconds), server

    yield start
    for server, thread in started:
        server.closing.set()
        thread.join()
        server.listening.close()


def http(body: bytes = ANSWER, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/plain", "Connection: close", *headers]
    if not any(header.startswith(("Content-Length", "Transfer-Encoding")) for header in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def saying(answer: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(answer)


def test_the_body_goes_as_a_form_to_the_service_s_address_and_the_answer_comes_back_as_it_is(bank) -> None:  # type: ignore[no-untyped-def]
    client, server = bank(saying(http(b"\xe9\r\n\n\0" + ANSWER)))

    assert client.call("refund", Platform.TEST, b"a=1&b=%2A") == b"\xe9\r\n\n\0" + ANSWER

    [request] = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /test/refund HTTP/1.1\r\n")
    assert b"content-type: application/x-www-form-urlencoded" in head.lower()
    assert body == b"a=1&b=%2A"


def test_answers_in_pieces_packed_or_until_the_end_are_put_together(bank) -> None:  # type: ignore[no-untyped-def]
    chunks = b"".join(b"%x\r\n%s\r\n" % (1, bytes([byte])) for byte in ANSWER) + b"0\r\n\r\n"
    for answer in (
        http(chunks, "200 OK", "Transfer-Encoding: chunked"),
        http(gzip.compress(ANSWER), "200 OK", "Content-Encoding: gzip"),
        b"HTTP/1.0 200 OK\r\n\r\n" + ANSWER,
    ):
        client, _ = bank(saying(answer))
        assert client.call("capture", Platform.TEST, b"") == ANSWER


def slowly(connection: socket.socket) -> None:
    head, body = http()[: -len(ANSWER)], ANSWER
    connection.sendall(head)
    for byte in body:
        time.sleep(0.05)
        connection.sendall(bytes([byte]))


def hanging(connection: socket.socket) -> None:
    connection.recv(1)  # until the client hangs up


def hanging_in_the_middle(connection: socket.socket) -> None:
    connection.sendall(http()[:-10])
    connection.recv(1)


CHUNK_CUT = http(b"5\r\nversi\r\n5\r\non", "200 OK", "Transfer-Encoding: chunked")
SILENT = {
    "nothing at all": saying(b""),
    "not HTTP": saying(b"cdr=1\n"),
    "cut in the body": saying(http()[:-1]),
    "cut before the body": saying(http()[: -len(ANSWER)]),
    "cut in a chunk": saying(CHUNK_CUT),
    "not what it says it is packed as": saying(http(ANSWER, "200 OK", "Content-Encoding: gzip")),
    "a server error": saying(http(ANSWER, "500 Internal Server Error")),
    "a gateway's page": saying(http(b"<html></html>", "502 Bad Gateway")),
    "created": saying(http(ANSWER, "201 Created")),
    "hanging": hanging,
    "hanging in the middle": hanging_in_the_middle,
    "drop by drop": slowly,
    "too long": saying(http(b"x" * (MAX_ANSWER + 1))),
    "too long once unpacked": saying(http(gzip.compress(b"x" * (MAX_ANSWER * 40)), "200 OK", "Content-Encoding: gzip")),
    "without end": saying(b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 2_000_000),
}


@pytest.mark.parametrize("answer", SILENT.values(), ids=SILENT.keys())
def test_whatever_is_not_a_whole_answer_in_time_is_silence_after_one_attempt(bank, answer) -> None:  # type: ignore[no-untyped-def]
    client, server = bank(answer)
    begun = time.monotonic()

    with pytest.raises(BankSilent):
        client.call("refund", Platform.TEST, b"a=1")

    assert time.monotonic() - begun < 2
    time.sleep(0.1)
    assert len(server.requests) == 1


def test_an_answer_cut_anywhere_is_silence_or_nothing_and_never_a_part(bank) -> None:  # type: ignore[no-untyped-def]
    whole = http()
    for cut in range(0, len(whole), 3):
        client, _ = bank(saying(whole[:cut]))
        try:
            assert client.call("refund", Platform.TEST, b"a=1") == b""
        except BankSilent:
            continue


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Moved"])
def test_redirects_are_not_followed(bank, status) -> None:  # type: ignore[no-untyped-def]
    _, other = bank(saying(http()))
    client, _ = bank(saying(http(b"", status, f"Location: {other.base}/elsewhere")))

    with pytest.raises(BankSilent):
        client.call("refund", Platform.TEST, b"a=1")

    time.sleep(0.1)
    assert other.requests == []


def test_where_nobody_listens_there_is_silence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    client = BankClient(lambda service, platform: f"http://127.0.0.1:{port}/", 1)

    with pytest.raises(BankSilent, match="NewConnectionError"):  # and no MaxRetryError
        client.call("status", Platform.PRODUCTION, b"")


def test_an_answer_of_the_greatest_length_is_taken(bank) -> None:  # type: ignore[no-untyped-def]
    client, _ = bank(saying(http(b"x" * MAX_ANSWER)))

    assert len(client.call("status", Platform.TEST, b"")) == MAX_ANSWER


def test_many_calls_one_after_the_other_are_each_one_request(bank) -> None:  # type: ignore[no-untyped-def]
    client, server = bank(saying(http()))

    for _ in range(5):
        client.call("capture", Platform.PRODUCTION, b"a=1")

    assert len(server.requests) == 5
    assert all(request.startswith(b"POST /production/capture ") for request in server.requests)
