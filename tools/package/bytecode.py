"""Compiled modules for the bundle: without them Lambda compiles everything anew at every cold start.

That is more than half of the start-up's CPU time (bench/startup.py).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tools.package import compile_tree
from tools.package.failure import PackageFailed

if TYPE_CHECKING:
    from collections.abc import Mapping


def compiled(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The bytecode of every module among the contents, by its path in the bundle."""
    with tempfile.TemporaryDirectory(prefix="guichet-package-") as directory:
        root = Path(directory)
        for path, content in contents.items():
            if path.endswith(".py"):
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(content)
        _compile(root)
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.pyc")}


def _compile(root: Path) -> None:
    # Nothing of this machine goes in: no site-packages, no environment but a fixed order of sets.
    command = [sys.executable, "-s", "-S", "-B", "-P", compile_tree.__file__, str(root)]
    done = subprocess.run(  # noqa: S603 (our own interpreter and script)
        command, env={"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise PackageFailed(f"A module cannot be compiled:\n{done.stderr.strip()}")
