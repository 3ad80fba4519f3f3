"""`python -m bench.load.slow_store`: in front of local DynamoDB, makes each request wait, and counts it by operation.

One POST is one call there, with Content-Length both ways; nothing else is understood. `GET /counted` gives what has
come since it was last asked.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections import Counter

from local.ports import HOST

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *([0-9]+)")
_TARGET = re.compile(rb"(?i)\r\nx-amz-target: *[^.\r]+\.([A-Za-z]+)")


class SlowStore:
    """Listens until the process ends."""

    def __init__(self, store_port: int, delay: float) -> None:
        self._store_port = store_port
        self._delay = delay
        self._counted: Counter[str] = Counter()

    async def serve(self, port: int) -> None:
        server = await asyncio.start_server(self._connected, HOST, port, backlog=512)
        await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._exchanges(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # one of the two has hung up
        finally:
            writer.close()

    async def _exchanges(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_store: asyncio.StreamWriter | None = None
        try:
            while True:
                head, body = await _message(reader)
                if head.startswith(b"GET "):
                    writer.write(_plain(self._told()))
                    continue
                target = _TARGET.search(head)
                self._counted[target[1].decode() if target else "?"] += 1
                await asyncio.sleep(self._delay)
                if to_store is None:
                    from_store, to_store = await asyncio.open_connection(HOST, self._store_port)
                to_store.write(head + body)
                writer.write(b"".join(await _message(from_store)))
        finally:
            if to_store is not None:
                to_store.close()

    def _told(self) -> bytes:
        told = json.dumps(self._counted).encode()
        self._counted.clear()
        return told


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    return head, await reader.readexactly(int(length[1]) if length else 0)


def _plain(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


if __name__ == "__main__":
    asyncio.run(
        SlowStore(int(os.environ["BENCH_STORE_PORT"]), float(os.environ["BENCH_DELAY_MS"]) / 1000).serve(
            int(os.environ["BENCH_SLOW_PORT"])
        )
    )
