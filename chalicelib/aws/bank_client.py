"""Carries sealed bytes to the bank's services and their answers back; knows neither seals nor money.

One attempt a call: a second one might be a second refund.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import urllib3

from ..domain.errors import BankSilent

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..domain.vocabulary import Platform

CONNECT_SECONDS = 5
MAX_ANSWER = 300_000


@dataclass(frozen=True, slots=True)
class BankClient:
    """Fulfils `payments.ports.Bank`. `address` gives the address of a service on a platform."""

    address: Callable[[str, str], str]
    read_seconds: float
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))

    def call(self, service: str, platform: Platform, body: bytes) -> bytes:
        try:
            response = self.pool.request(
                "POST",
                self.address(service, platform.value),
                body=body,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=self.read_seconds),
                redirect=False,
                preload_content=False,
            )
            with response:
                answer = self._whole(response)
        except urllib3.exceptions.HTTPError as error:
            raise BankSilent(type(error).__name__) from error
        if response.status != 200:
            raise BankSilent(f"HTTP status {response.status}")
        return answer

    def _whole(self, response: urllib3.BaseHTTPResponse) -> bytes:
        """The body, once it is all there; a shorter one than its Content-Length raises urllib3's IncompleteRead."""
        answer, begun = b"", time.monotonic()
        while piece := response.read1(MAX_ANSWER):
            answer += piece
            if len(answer) > MAX_ANSWER:
                raise BankSilent("the answer is too long")
            # Drop by drop, no single read would ever be late.
            if time.monotonic() > begun + self.read_seconds:
                raise BankSilent("the answer came too slowly")
        return answer
