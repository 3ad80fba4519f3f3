"""The two questions the shop's server asks the HTTP API: is it there, and where does an order stand."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

TIMEOUT = 4  # seconds; a page must not wait longer to say that the API does not answer


class ApiUnavailableError(Exception):
    """No usable answer came back; nothing is known about the order."""


@dataclass(frozen=True)
class Payment:
    """Where an order stands, with the reference under which the bank knows its last attempt."""

    status: str
    reference: str


class Api(Protocol):
    def healthy(self) -> bool: ...

    def payment(self, order: str, token: str) -> Payment | None:
        """None when no payment was started. Raises ApiUnavailableError."""


class HttpApi:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "https"
        self._host = parts.netloc
        self._path = parts.path.rstrip("/")

    def healthy(self) -> bool:
        try:
            status, _ = self._get("/health", {})
        except ApiUnavailableError:
            return False
        return status == 200

    def payment(self, order: str, token: str) -> Payment | None:
        status, body = self._get(f"/payments/{quote(order)}", {"Authorization": f"Bearer {token}"})
        if status == 404:
            return None
        if status != 200:
            raise ApiUnavailableError(f"GET /payments answered {status}")
        try:
            return Payment(str(body["status"]), str(body["reference"]))
        except (KeyError, TypeError) as error:
            raise ApiUnavailableError("GET /payments answered without a status") from error

    def _get(self, path: str, headers: dict[str, str]) -> tuple[int, Any]:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, timeout=TIMEOUT)
        try:
            connection.request("GET", self._path + path, headers={"Accept": "application/json", **headers})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise ApiUnavailableError(f"GET {path}: {type(error).__name__}") from error
        finally:
            connection.close()
