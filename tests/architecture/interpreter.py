"""A fresh interpreter in which imports are watched: no environment, no network, every warning an error."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.architecture.tree import ROOT

_NO_NETWORK = """
import sys

def watch(event, arguments):
    if event.startswith("socket.") and event != "socket.__new__":
        raise AssertionError(f"{event} while importing")

sys.addaudithook(watch)
"""


def run(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the script; `environment` is all that it gets besides PATH."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", _NO_NETWORK + script, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
