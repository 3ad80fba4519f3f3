"""A bank that sends so many notifications at once, waits for the last answer, and sends as many again."""

from __future__ import annotations

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from math import ceil
from typing import TYPE_CHECKING

from bench.traffic import FORM
from local.ports import HOST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .counter import Counter

TAKEN = b"version=2\ncdr=0\n"


@dataclass(frozen=True)
class Load:
    """What one burst size, or one size of the table, came to; times in milliseconds."""

    messages: int
    seconds: float
    latencies: tuple[float, ...]
    requests: dict[str, int]
    cpu_ms: float
    not_taken: int
    never_taken: int

    @property
    def throughput(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds

    @property
    def requests_each(self) -> float:
        """Requests to DynamoDB for each message."""
        return sum(self.requests.values()) / self.messages

    def percentile(self, part: float) -> float:
        """The latency that so many per cent do not exceed."""
        return self.latencies[max(0, ceil(len(self.latencies) * part / 100) - 1)]


@dataclass(frozen=True)
class _Answer:
    message: str
    milliseconds: float
    told: bytes


class _Sender(threading.local):
    """One connection to the API for each thread, kept alive as banks and gateways do."""

    def __init__(self, ports: Sequence[int], turns: count[int]) -> None:
        self._connection = http.client.HTTPConnection(HOST, ports[next(turns) % len(ports)], timeout=60)

    def send(self, body: str) -> _Answer:
        begun = time.perf_counter()
        try:
            self._connection.request("POST", "/monetico/notifications", body, {"Content-Type": FORM})
            answer = self._connection.getresponse()
            told = answer.read() if answer.status == 200 else b""
        except (OSError, http.client.HTTPException):
            self._connection.close()
            told = b""
        return _Answer(body, (time.perf_counter() - begun) * 1000, told)


def in_bursts(counter: Counter, bodies: Sequence[str], size: int) -> Load:
    """Everything is sent once, `size` messages at a time; what was not taken then once more, off the clock."""
    sender = _Sender(counter.apis, count())
    with ThreadPoolExecutor(size) as pool:
        list(pool.map(lambda _: time.sleep(0.01), range(size)))  # every thread is there before the clock runs
        return _measured(counter, sender, lambda: _bursts(pool, sender, bodies, size))


def _measured(counter: Counter, sender: _Sender, act: Callable[[], list[_Answer]]) -> Load:
    counter.requests()
    cpu, begun = counter.cpu(), time.perf_counter()
    answers = act()
    seconds, cpu = time.perf_counter() - begun, counter.cpu() - cpu
    requests = counter.requests()
    again = [answer.message for answer in answers if answer.told != TAKEN]
    return Load(
        messages=len(answers),
        seconds=seconds,
        latencies=tuple(sorted(answer.milliseconds for answer in answers)),
        requests=requests,
        cpu_ms=cpu * 1000 / len(answers),
        not_taken=len(again),
        never_taken=sum(sender.send(message).told != TAKEN for message in again),
    )


def _bursts(pool: ThreadPoolExecutor, sender: _Sender, bodies: Sequence[str], size: int) -> list[_Answer]:
    answers: list[_Answer] = []
    for start in range(0, len(bodies), size):
        answers += pool.map(sender.send, bodies[start : start + size])
    return answers
