"""Stacks of stub parts: a module that answers on its port, and modules that misbehave."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from local.loopback import HttpCheck
from local.parts import Part
from local.ports import free_port
from local.settings import REPOSITORY
from local.stack import Stack
from tests.local.local_aws import settings_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MODULES = {
    "answers": """
        import http.server, os
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200); self.end_headers()
            def log_message(self, *_): pass
        port = int(os.environ["STUB_PORT"])
        with open(os.environ["STUB_LOG"], "a") as log:
            log.write(f"{os.environ['STUB_NAME']} {os.getpid()}\\n")
        http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
    """,
    "dies": """
        import sys
        print("the reason of its death")
        sys.exit(3)
    """,
    "saves": """
        import os, signal, sys, time
        def save(*_):
            with open(os.environ["STUB_LOG"] + ".saved", "a") as log: log.write("saved\\n")
            sys.exit(0)
        signal.signal(signal.SIGTERM, save)
        import stub_answers
    """,
    "silent": "import time; time.sleep(600)",
}

DRIVER = """
    import sys
    from pathlib import Path
    from local.__main__ import supervise
    from tests.local.stubs import stub_stack
    sys.exit(supervise(stub_stack(Path(sys.argv[1]), *sys.argv[2:])))
"""


def stub_stack(directory: Path, *modules: str, report: Callable[[str], object] = lambda _: None) -> Stack:
    directory.mkdir(exist_ok=True)
    for name, source in MODULES.items():
        (directory / f"stub_{name}.py").write_text(textwrap.dedent(source))
    return Stack(settings_in(directory), [stub(directory, module, n) for n, module in enumerate(modules)], report)


def stub(directory: Path, module: str, number: int) -> Part:
    port = free_port()
    variables = {
        **os.environ,
        "PYTHONPATH": str(directory),
        "STUB_PORT": str(port),
        "STUB_NAME": f"part{number}",
        "STUB_LOG": str(directory / "pids"),
    }
    return Part(f"part{number}", f"stub_{module}", f"port {port}", variables, HttpCheck(port, "/"))


def pids(directory: Path) -> list[int]:
    path = directory / "pids"
    return [int(line.split()[1]) for line in path.read_text().splitlines()] if path.exists() else []


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # An orphan that ended and that nobody collects is dead too.
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")


def wait_until(condition, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "never came true"
        time.sleep(0.02)


@contextmanager
def driver(directory: Path, *modules: str):
    command = [sys.executable, "-c", textwrap.dedent(DRIVER), str(directory), *modules]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    process = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def everything_answers(process: subprocess.Popen[str]) -> None:
    for line in process.stdout:
        if "Everything answers" in line:
            return
    raise AssertionError(process.stderr.read())
