"""The other side of AWS's runtime client: a Lambda runtime API of this machine, and a function that asks it."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

START_SECONDS = 60
ANSWER_SECONDS = 60

BOOT = """
import sys
task, runtime, handler = sys.argv[1:]
sys.path[:0] = [task]
sys.path.append(runtime)
from awslambdaric.__main__ import main
main(["awslambdaric", handler])
"""


class FunctionFailed(Exception):
    """What the function reported instead of an answer: the runtime client's own words."""


class RuntimeApi:
    """The runtime API of one instance of a function: one event at a time."""

    def __init__(self) -> None:
        self.started = threading.Event()
        self.start_error: str | None = None
        self._events: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def invoke(self, event: Any) -> Any:
        """What the function answers; raises FunctionFailed."""
        self._events.put(json.dumps(event).encode())
        kind, body = self._answers.get(timeout=ANSWER_SECONDS)
        if kind != "response":
            raise FunctionFailed(body.decode())
        return json.loads(body)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                api.started.set()
                event = api._events.get()
                self.send_response(200)
                self.send_header("Lambda-Runtime-Aws-Request-Id", str(uuid.uuid4()))
                self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + 30) * 1000)))
                self.send_header(
                    "Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-3:000000000000:function:f"
                )
                self._finish("application/json", event)

            def do_POST(self) -> None:
                body = self._body()
                if self.path.endswith("/init/error"):
                    api.start_error = body.decode()
                    api.started.set()
                else:
                    api._answers.put((self.path.rpartition("/")[2], body))
                self.send_response(202)
                self._finish("application/json", b"{}")

            def _body(self) -> bytes:
                if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body = b""
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            def _finish(self, kind: str, body: bytes) -> None:
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """The tests' output is for the tests."""

        return Handler


@dataclass(frozen=True)
class Figures:
    """From the start of the process until it asks for its first event, Python and the runtime client included."""

    wall_ms: float
    cpu_ms: float
    peak_mib: float


class Function:
    """One instance of a function: the unpacked zip, the runtime client, the standard library, and nothing else.

    Raises FunctionFailed where it does not start.
    """

    def __init__(self, task: Path, runtime: Path, handler: str, variables: dict[str, str], log: Path) -> None:
        self._api = RuntimeApi()
        self.log = log
        begun = time.perf_counter()
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-B", "-W", "error", "-c", BOOT, str(task), str(runtime), handler],
                cwd=task,
                env=_environment(task, handler, self._api.address, variables),
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        if not self._api.started.wait(START_SECONDS):
            raise TimeoutError(log.read_text())
        if self._api.start_error:
            self.close()
            raise FunctionFailed(self._api.start_error)
        self.figures = _figures(self._process.pid, time.perf_counter() - begun)

    def invoke(self, event: Any, context: Any = None) -> Any:
        """Called as a handler is; the context is the runtime client's own. Raises FunctionFailed."""
        return self._api.invoke(event)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._api.close()


def _environment(task: Path, handler: str, api: str, variables: dict[str, str]) -> dict[str, str]:
    """What Lambda gives a function, and what the template does."""
    return {
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "LAMBDA_TASK_ROOT": str(task),
        "AWS_LAMBDA_RUNTIME_API": api,
        "AWS_LAMBDA_FUNCTION_NAME": "guichet",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/guichet",
        "AWS_LAMBDA_LOG_STREAM_NAME": "stream",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_python{sys.version_info[0]}.{sys.version_info[1]}",
        "_HANDLER": handler,
        **variables,
    }


def _figures(pid: int, wall: float) -> Figures:
    """Linux keeps them; the fields are counted behind the program's name, which may hold blanks."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    peak = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    cpu = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return Figures(wall * 1000, cpu * 1000, int(peak.split()[1]) / 1024)
