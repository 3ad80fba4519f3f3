"""Asking a part over loopback whether it answers. Never goes through a proxy."""

from __future__ import annotations

import http.client
from dataclasses import dataclass

from local.ports import HOST

TIMEOUT_SECONDS = 2


def get(port: int, path: str) -> tuple[int, bytes]:
    """Status and body. Raises OSError or http.client.HTTPException when nobody answers."""
    connection = http.client.HTTPConnection(HOST, port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@dataclass(frozen=True)
class HttpCheck:
    port: int
    path: str

    def answers(self) -> bool:
        try:
            status, _ = get(self.port, self.path)
        except (OSError, http.client.HTTPException):
            return False
        return status == 200
