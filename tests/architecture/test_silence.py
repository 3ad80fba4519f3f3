"""To import is to define: nothing is printed, looked up, connected to or warned of."""

from __future__ import annotations

import pytest

from tests.architecture.interpreter import run
from tests.architecture.tree import modules

IMPORT_ALL = """
import importlib

for name in sys.argv[1:]:
    importlib.import_module(name)
"""


@pytest.mark.parametrize("package", ["app", "chalicelib", "bank", "shop", "ops"])
def test_every_module_imports_silently_without_environment_and_network(package: str) -> None:
    done = run(IMPORT_ALL, *(module.name for module in modules(package)))

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("script", "seen"),
    [
        ("import socket; socket.create_connection(('127.0.0.1', 1), 1)", "socket.getaddrinfo while importing"),
        ("import socket; socket.socket().connect(('127.0.0.1', 1))", "socket.connect while importing"),
        ("import warnings; warnings.warn('old')", "UserWarning: old"),
        ("import os; os.environ['HOME']", "KeyError: 'HOME'"),
    ],
)
def test_the_watch_sees_connections_warnings_and_looks_at_the_environment(script: str, seen: str) -> None:
    done = run(script)

    assert done.returncode != 0
    assert seen in done.stderr
